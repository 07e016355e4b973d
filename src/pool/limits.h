/* SPDX-License-Identifier: MIT */
/* When a worker lets another take its place. */
#ifndef POOL_LIMITS_H
#define POOL_LIMITS_H

#include "base/trace.h"
#include "config/config.h"

struct limits {
	uint64_t requests; /* 0: no limit */
	uint64_t memory;   /* bytes; 0: no limit */
	int memory_fd;
};

/* `limit`, or up to an eighth less: workers that started together are not to
 * end together. */
int64_t limits_spread(int64_t limit);

/* Draws the worker's own limits.  `none`: the process has none. */
void
limits_init(struct limits *limits, const struct config_pool *config, bool none);

/* After a request: whether it was the last one, by the pool's limits or because
 * memory was lost. */
bool limits_reached(const struct limits *limits, const struct trace *trace);

#endif
