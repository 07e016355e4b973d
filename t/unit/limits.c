/* SPDX-License-Identifier: MIT */
/* When a worker lets another take its place. */
#include "unit.h"

#include "pool/worker.h"

struct row {
	const char *name;
	struct config_pool config;
	bool none;
	uint64_t answered;
	bool leaked, reached;
};

static void
check(void **state)
{
	const struct row *row = *state;
	struct proc proc = {.answered = row->answered};
	struct trace trace;
	struct limits limits;

	trace_init(&trace, &proc);
	proc.answered = row->answered;
	trace.leaked = row->leaked;
	limits_init(&limits, &row->config, row->none);
	assert_int_equal(limits_reached(&limits, &trace), row->reached);
}

static struct row rows[] = {
    {"no limit is set", .answered = 1000000},
    {"pm.max_requests = 7, the 6th", {.pm_max_requests = 7}, .answered = 6},
    {"... the 7th", {.pm_max_requests = 7}, .answered = 7, .reached = true},
    {"a process that has no limits", {.pm_max_requests = 7}, .none = true,
	.answered = 1000},
    {"pm.max_memory = 1", {.pm_max_memory = 1}, .reached = true},
    {"pm.max_memory = 1048576", {.pm_max_memory = 1048576}, .reached = false},
    {"a library lost memory", .leaked = true, .reached = true},
};

int
main(void)
{
	UNIT_TABLE(rows, check);
	return unit_run("limits");
}
