/* SPDX-License-Identifier: MIT */
/*
 * Where the time of a request goes: one struct for each worker, which every
 * room that waits tells what it waits for.  It also shows the phase in the
 * worker's proc of the scoreboard.
 *
 * Every function takes NULL for "nobody wants to know".
 */
#ifndef BASE_TRACE_H
#define BASE_TRACE_H

#include "base/proc.h"

#define TRACE_STATEMENTS 48 /* named one by one; the rest is in the sum */

struct trace_statement {
	const char *name; /* a literal */
	int64_t us;	  /* until its result was read */
};

struct outages;

struct trace {
	struct proc *proc;
	struct outages *outages; /* of the pool (mysql/outage.h), or NULL */
	int64_t begun_us; /* clock_us: the request was complete; 0: none */
	int64_t queue_us; /* the connection waited for a worker; -1: unknown */
	int64_t read_us;  /* first byte to last */
	enum proc_phase phase;
	int64_t since_us;	 /* clock_us, of the phase */
	int64_t us[PROC_PHASES]; /* since begun_us, by phase */
	struct trace_statement statements[TRACE_STATEMENTS];
	size_t nstatements;
	int client_fd;	     /* hangs up when nobody wants the answer; -1 */
	short client_events; /* of poll(2), which mean that, too */
	bool client_gone;    /* it did, as far as anybody has looked */
	bool leaked;	     /* memory is left that nobody can free */
};

/* `proc` may not be NULL; phase PROC_STARTING. */
void trace_init(struct trace *t, struct proc *proc);

/* A phase begins; returns the one before, to go back to. */
enum proc_phase trace_enter(struct trace *t, enum proc_phase phase);

/* A request is complete: "GET", its path without the query. */
void trace_begin(struct trace *t, struct text method, struct text path,
    int64_t queue_us, int64_t read_us);

/* The us that the request has been in this phase so far. */
int64_t trace_us(const struct trace *t, enum proc_phase phase);

/* The statement `name` is waited for; "" none. */
void trace_statement_wait(struct trace *t, const char *name);
void trace_statement_done(struct trace *t, const char *name, int64_t us);

/* True when the client hung up, now or before; sets t->client_gone. */
bool trace_client_is_gone(struct trace *t);

/* The request was answered; the us that it took. */
int64_t trace_end(struct trace *t, size_t endpoint, enum proc_outcome outcome,
    uint64_t bytes);

#endif
