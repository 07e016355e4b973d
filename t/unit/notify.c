/* SPDX-License-Identifier: MIT */
/* What systemd would receive. */
#include "unit.h"

#include "base/clock.h"
#include "pool/notify.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define START 1000000 /* ms of the clock that notify_tick is given */

struct row {
	const char *name;
	const char *to;	  /* what NOTIFY_SOCKET begins with: "/", "@" */
	const char *usec; /* WATCHDOG_USEC */
	const char *pid;  /* WATCHDOG_PID; "": this process */
	void (*act)(struct notify *n);
	const char *want; /* all datagrams, each ended by "|" */
};

/* --- the receiver --- */

static char path[64];

static int
receiver(const char *to)
{
	struct sockaddr_un own = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	size_t len;

	snprintf(path, sizeof(path), "%s/bksops-notify.%ld",
	    *to == '@' ? "@" : "/tmp", (long)getpid());
	len = strlen(path);
	memcpy(own.sun_path, path, len);
	if (*to == '@')
		own.sun_path[0] = '\0';
	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&own,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
	    0);
	return fd;
}

/* The process id and times are taken out. */
static void
received(int fd, char *all, size_t size)
{
	char message[512], pid[32];
	ssize_t n;

	snprintf(pid, sizeof(pid), "MAINPID=%ld\n", (long)getpid());
	*all = '\0';
	while ((n = recv(fd, message, sizeof(message) - 1, 0)) > 0) {
		char *found, *end;

		message[n] = '\0';
		found = strstr(message, pid);
		if (found != NULL) {
			end = found + strlen(pid);
			memcpy(found, "MAINPID\n", 8);
			memmove(found + 8, end, strlen(end) + 1);
		}
		found = strstr(message, "MONOTONIC_USEC=");
		if (found != NULL) {
			int64_t ago =
			    clock_us() - strtoll(found + 15, &end, 10);

			assert_true(ago >= 0 && ago <= 10000000);
			memmove(found + 14, end, strlen(end) + 1);
		}
		strncat(all, message, size - strlen(all) - 2);
		strcat(all, "|");
	}
}

/* --- what is done --- */

static struct notify_numbers numbers;

static void
count(void *context, struct notify_numbers *out)
{
	assert_ptr_equal(context, &numbers);
	*out = numbers;
}

static void
start(struct notify *n)
{
	notify_ready(n, 10000);
}

static void
life(struct notify *n)
{
	notify_ready(n, 0);
	notify_reloading(n);
	notify_ready(n, 0);
	notify_stopping(n);
}

/* Ready at START, by the clock that notify_tick is given. */
static void
ready_at_start(struct notify *n, int64_t interval)
{
	notify_ready(n, interval);
	n->counted_at = START;
	n->status_at = START + interval;
	n->watchdog_at = START;
}

static void
state(struct notify *n)
{
	numbers = (struct notify_numbers){.requests = 7};
	ready_at_start(n, 10000);
	assert_int_equal(notify_tick(n, START), START + 10000);
	numbers = (struct notify_numbers){1, 3, 17, 2};
	assert_int_equal(notify_tick(n, START + 9999), START + 10000);
	assert_int_equal(notify_tick(n, START + 10000), START + 20000);
	numbers.requests = 5; /* a pool is gone */
	assert_int_equal(notify_tick(n, START + 20000), START + 30000);
}

static void
no_state(struct notify *n)
{
	ready_at_start(n, 0);
	assert_true(notify_tick(n, START + 100000) == INT64_MAX);
}

static void
no_state_while_stopping(struct notify *n)
{
	ready_at_start(n, 10000);
	notify_stopping(n);
	assert_true(notify_tick(n, START + 100000) == INT64_MAX);
}

static void
lives(struct notify *n)
{
	ready_at_start(n, 0);
	assert_int_equal(notify_tick(n, START), START + 1500);
	assert_int_equal(notify_tick(n, START + 1499), START + 1500);
	assert_int_equal(notify_tick(n, START + 1500), START + 3000);
}

static void
lives_and_says_so(struct notify *n)
{
	numbers = (struct notify_numbers){.idle = 2};
	ready_at_start(n, 1000);
	assert_int_equal(notify_tick(n, START), START + 1000);
	assert_int_equal(notify_tick(n, START + 1000), START + 1500);
	assert_int_equal(notify_tick(n, START + 1500), START + 2000);
}

/* A receiver that reads nothing, until nothing more is taken. */
static void
is_not_held_up(struct notify *n)
{
	char drop[512];
	int64_t now = START;
	int fd = (int)numbers.slow;

	ready_at_start(n, 0);
	for (int i = 0; i < 1000; i++)
		now = notify_tick(n, now);
	while (recv(fd, drop, sizeof(drop), 0) > 0)
		continue;
	notify_tick(n, now);
}

#define READY "READY=1\nMAINPID\nSTATUS=Ready to handle connections|"
#define STATE(active, idle, requests, slow, traffic)                     \
	"STATUS=Processes active: " #active ", idle: " #idle             \
	", Requests: " #requests ", slow: " #slow ", Traffic: " #traffic \
	"req/sec|"

static struct row rows[] = {
    {"a start, to a path", "/", NULL, NULL, start, READY},
    {"a start, to an abstract name", "@", NULL, NULL, start, READY},
    {"start, reload, stop", "/", NULL, NULL, life,
	READY "RELOADING=1\nMONOTONIC_USEC\nSTATUS=Reloading|" READY
	      "STOPPING=1\nSTATUS=Stopping|"},
    {"a line of state every interval", "/", NULL, NULL, state,
	READY STATE(1, 3, 17, 2, 1.0) STATE(1, 3, 5, 2, 0.0)},
    {"systemd_interval = 0: none", "/", NULL, NULL, no_state, READY},
    {"none while it stops", "/", NULL, NULL, no_state_while_stopping,
	READY "STOPPING=1\nSTATUS=Stopping|"},
    {"a sign of life at half of WATCHDOG_USEC", "/", "3000000", "", lives,
	READY "WATCHDOG=1|WATCHDOG=1|"},
    {"without WATCHDOG_PID, too", "/", "3000000", NULL, lives,
	READY "WATCHDOG=1|WATCHDOG=1|"},
    {"both", "/", "3000000", "", lives_and_says_so,
	READY "WATCHDOG=1|" STATE(0, 2, 0, 0, 0.0) "WATCHDOG=1|"},
    {"WATCHDOG_PID of somebody else", "/", "3000000", "1", no_state, READY},
    {"WATCHDOG_PID that is no number", "/", "3000000", "x", no_state, READY},
    {"WATCHDOG_USEC that is no number", "/", "3s", "", no_state, READY},
    {"WATCHDOG_USEC = 0", "/", "0", "", no_state, READY},
    {"a receiver that does not read", "/", "3000000", "", is_not_held_up,
	"WATCHDOG=1|"},
};

static void
set(const char *name, const char *value)
{
	assert_int_equal(
	    value == NULL ? unsetenv(name) : setenv(name, value, 1), 0);
}

static void
check(void **state_of)
{
	const struct row *row = *state_of;
	int fd = receiver(row->to);
	char all[2048], pid[32];
	struct notify n;

	snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	set("NOTIFY_SOCKET", path);
	set("WATCHDOG_USEC", row->usec);
	set("WATCHDOG_PID",
	    row->pid != NULL && *row->pid == '\0' ? pid : row->pid);
	numbers = (struct notify_numbers){.slow = (uint64_t)fd};
	notify_init(&n, count, &numbers);
	assert_null(getenv("NOTIFY_SOCKET"));
	assert_null(getenv("WATCHDOG_USEC"));
	assert_null(getenv("WATCHDOG_PID"));
	row->act(&n);
	received(fd, all, sizeof(all));
	assert_string_equal(all, row->want);
	close(fd);
	unlink(path);
}

/* --- nobody to tell --- */

static char too_long[200];

static struct nobody {
	const char *name;
	const char *to;
} nobodies[] = {
    {"no NOTIFY_SOCKET", NULL},
    {"an empty one", ""},
    {"one byte", "@"},
    {"a relative path", "notify"},
    {"a virtual machine's host", "vsock:2:1234"},
    {"one that is too long", too_long},
    {"one that is not there", "/tmp/bksops-no-such-directory/notify"},
};

static void
check_nobody(void **state_of)
{
	const struct nobody *row = *state_of;
	struct notify n;

	set("NOTIFY_SOCKET", row->to);
	set("WATCHDOG_USEC", NULL);
	notify_init(&n, count, &numbers);
	life(&n);
	assert_true(notify_tick(&n, START) == INT64_MAX);
	assert_null(getenv("NOTIFY_SOCKET"));
}

int
main(void)
{
	memset(too_long, 'x', sizeof(too_long) - 1);
	too_long[0] = '/';
	UNIT_TABLE(rows, check);
	UNIT_TABLE(nobodies, check_nobody);
	return unit_run("notify");
}
