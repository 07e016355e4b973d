/* SPDX-License-Identifier: MIT */
/* The rules about numbers of workers. */
#include "config/check.h"
#include "config/complain.h"
#include "config/keys.h"

#include <inttypes.h>

struct bound {
	const char *key;
	int64_t value;
};

static void
check_order(
    struct config_pool *pool, const struct bound *low, const struct bound *high)
{
	if (low->value > high->value && !ANY_REFUSED(pool, low->key, high->key))
		complain_key(pool, low->key,
		    "%s = %" PRId64
		    ": with pm = dynamic it is at most %s = %" PRId64,
		    low->key, low->value, high->key, high->value);
}

static void
check_needed(struct config_pool *pool, const struct bound *bound)
{
	if (bound->value == 0 && !keys_is_refused(pool, bound->key))
		complain_key(pool, bound->key,
		    "pm = dynamic needs %s, 1 or more", bound->key);
}

static void
check_dynamic(struct config_pool *pool)
{
	const struct bound min = {
	    "pm.min_spare_servers", pool->pm_min_spare_servers};
	const struct bound start = {"pm.start_servers", pool->pm_start_servers};
	const struct bound max = {
	    "pm.max_spare_servers", pool->pm_max_spare_servers};
	const struct bound all = {"pm.max_children", pool->pm_max_children};

	check_needed(pool, &min);
	check_needed(pool, &max);
	check_order(pool, &min, &max);
	check_order(pool, &max, &all);
	if (start.value == 0)
		return;
	check_order(pool, &min, &start);
	check_order(pool, &start, &max);
}

void
check_pm(struct config_pool *pool)
{
	if (pool->pm == PM_DYNAMIC)
		check_dynamic(pool);
}
