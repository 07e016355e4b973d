/* SPDX-License-Identifier: MIT */
#include "pool/limits.h"

#include "base/log.h"
#include "pool/memory.h"

#include <stdlib.h>
#include <unistd.h>

#define SPREAD	     8 /* a worker's limit is up to 1/8 below its pool's */
#define MEMORY_EVERY 8 /* requests: reading the resident set costs 3 us */

int64_t
limits_spread(int64_t limit)
{
	int64_t range = limit / SPREAD;

	return range > 0 ? limit - random() % (range + 1) : limit;
}

void
limits_init(struct limits *limits, const struct config_pool *config, bool none)
{
	*limits = (struct limits){.memory_fd = -1};
	srandom((unsigned)getpid());
	limits->memory_fd = memory_open();
	if (none)
		return;
	limits->requests = (uint64_t)limits_spread(config->pm_max_requests);
	limits->memory = (uint64_t)config->pm_max_memory * 1024 * 1024;
}

bool
limits_reached(const struct limits *limits, const struct trace *trace)
{
	uint64_t answered = trace->slot->answered, resident;

	if (trace->leaked) {
		log_debug("a library lost memory");
		return true;
	}
	if (limits->requests > 0 && answered >= limits->requests) {
		log_debug("pm.max_requests is reached");
		return true;
	}
	if (answered % MEMORY_EVERY == 1 || limits->memory > 0) {
		resident = memory_resident(limits->memory_fd);
		atomic_store_explicit(
		    &trace->slot->resident, resident, memory_order_relaxed);
		if (limits->memory > 0 && resident > limits->memory) {
			log_notice("pm.max_memory is reached: %llu MiB",
			    (unsigned long long)(resident / 1024 / 1024));
			return true;
		}
	}
	return false;
}
