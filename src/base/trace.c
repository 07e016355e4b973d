/* SPDX-License-Identifier: MIT */
#include "base/trace.h"

#include "base/clock.h"

#include <poll.h>
#include <stdio.h>

static void
store_relaxed(_Atomic int64_t *member, int64_t value)
{
	atomic_store_explicit(member, value, memory_order_relaxed);
}

void
trace_init(struct trace *t, struct proc *proc)
{
	*t = (struct trace){.proc = proc,
	    .client_fd = -1,
	    .phase = PROC_STARTING,
	    .since_us = clock_us()};
	store_relaxed(&proc->started_us, t->since_us);
	store_relaxed(&proc->started_s, clock_wall_us() / 1000000);
	store_relaxed(&proc->free_since_us, t->since_us);
	atomic_store_explicit(
	    &proc->phase, PROC_STARTING, memory_order_relaxed);
}

enum proc_phase
trace_enter(struct trace *t, enum proc_phase phase)
{
	enum proc_phase before;
	int64_t now;

	if (t == NULL)
		return PROC_FREE;
	before = t->phase;
	if (phase == before)
		return before;
	now = clock_us();
	t->us[before] += now - t->since_us;
	t->phase = phase;
	t->since_us = now;
	atomic_store_explicit(&t->proc->phase, phase, memory_order_relaxed);
	return before;
}

void
trace_begin(struct trace *t, struct text method, struct text path,
    int64_t queue_us, int64_t read_us)
{
	char line[PROC_PATH];
	int n;

	if (t == NULL)
		return;
	trace_enter(t, PROC_WORKING);
	memset(t->us, 0, sizeof(t->us));
	t->begun_us = t->since_us;
	t->queue_us = queue_us;
	t->read_us = read_us;
	t->nstatements = 0;
	t->client_gone = false;
	n = snprintf(
	    line, sizeof(line), "%.*s %.*s", TEXT_ARG(method), TEXT_ARG(path));
	proc_text_set(&t->proc->request,
	    (struct text){
		line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1});
	store_relaxed(&t->proc->begun_us, t->begun_us);
	if (queue_us >= 0)
		proc_observe(&t->proc->counters.queue, queue_us);
}

int64_t
trace_us(const struct trace *t, enum proc_phase phase)
{
	int64_t running = phase == t->phase ? clock_us() - t->since_us : 0;

	return t->us[phase] + running;
}

void
trace_statement_wait(struct trace *t, const char *name)
{
	if (t != NULL)
		proc_text_set(&t->proc->statement, text_of(name));
}

void
trace_statement_done(struct trace *t, const char *name, int64_t us)
{
	if (t == NULL)
		return;
	if (t->nstatements < TRACE_STATEMENTS)
		t->statements[t->nstatements++] =
		    (struct trace_statement){name, us};
}

bool
trace_client_is_gone(struct trace *t)
{
	struct pollfd client;

	if (t == NULL)
		return false;
	client =
	    (struct pollfd){.fd = t->client_fd, .events = t->client_events};
	if (!t->client_gone && t->client_fd >= 0 && poll(&client, 1, 0) > 0)
		t->client_gone = true;
	return t->client_gone;
}

int64_t
trace_end(
    struct trace *t, size_t endpoint, enum proc_outcome outcome, uint64_t bytes)
{
	struct proc_counters *counters = &t->proc->counters;
	int64_t took;

	t->us[t->phase] += clock_us() - t->since_us;
	t->since_us = clock_us();
	took = t->since_us - t->begun_us;
	t->begun_us = 0;
	if (endpoint >= PROC_ENDPOINTS)
		endpoint = PROC_OTHER;
	proc_add(&counters->requests[endpoint][outcome], 1);
	proc_observe(&counters->request, took);
	proc_add(&counters->bytes, bytes);
	proc_add(&t->proc->answered, 1);
	store_relaxed(&t->proc->last_us, took);
	store_relaxed(&t->proc->begun_us, 0);
	store_relaxed(&t->proc->free_since_us, t->since_us);
	return took;
}
