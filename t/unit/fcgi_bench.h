/* SPDX-License-Identifier: MIT */
/* Rows that talk to a worker; each has a worker of its own. */
#ifndef FCGI_BENCH_H
#define FCGI_BENCH_H

#include "fcgi_peer.h"

#define KEEP FCGI_KEEP_CONN

/* What a row works with: buffers to send from and for the answer. */
struct bench {
	struct peer peer;
	struct buf b, out;
};

struct fcgi_row {
	const char *name;
	void (*run)(struct bench *t);
	struct peer_options options;
};

/* Starts the worker, runs the row, and expects the worker to end in peace. */
void bench_check(void **state);

/* The answer to request `id`: status 200 and a text that ends in `body`. */
void expect_answer(struct bench *t, int fd, unsigned id, const char *body);

/* One request and its answer; with flags KEEP the connection stays. */
void ask(struct bench *t, int fd, unsigned id, int flags);

/* A worker that is fine answers a new client. */
void ask_new(struct bench *t);

#endif
