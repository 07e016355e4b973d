/* SPDX-License-Identifier: MIT */
/*
 * What systemd is told (sd_notify(3)): datagrams to the socket that
 * NOTIFY_SOCKET names.  Without that variable every function does nothing.
 */
#ifndef POOL_NOTIFY_H
#define POOL_NOTIFY_H

#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

/* Of all pools together. */
struct notify_numbers {
	uint64_t active, idle;	 /* workers */
	uint64_t requests, slow; /* since the start */
};

typedef void notify_count(void *context, struct notify_numbers *numbers);

struct notify {
	struct sockaddr_un to;
	socklen_t to_len; /* 0: nobody is to be told */

	notify_count *count;
	void *context;
	int64_t interval;  /* ms between two lines of state; 0: none */
	int64_t status_at; /* clock_ms */
	int64_t counted_at;
	uint64_t counted; /* requests, then */

	int64_t watchdog; /* ms between two signs of life; 0: none */
	int64_t watchdog_at;
};

/*
 * Reads the variables and takes them out of the environment: they are the
 * master's.  To be called by the process that was started, before it goes to
 * the background.  `count` is called when a line of state is due.
 */
void notify_init(struct notify *n, notify_count *count, void *context);

/* Start and reload are over; `interval` is systemd_interval. */
void notify_ready(struct notify *n, int64_t interval);

/* A reload begins: notify_ready has to follow, however it ends. */
void notify_reloading(struct notify *n);

/* A stop begins.  No line of state follows. */
void notify_stopping(struct notify *n);

/* Sends what is due at `now`, in clock_ms; when to be called again, INT64_MAX
 * for never.  Does not wait for a receiver that is busy. */
int64_t notify_tick(struct notify *n, int64_t now);

#endif
