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

static int
complain_order(const char *file, const struct config_pool *pool,
    const struct bound *low, const struct bound *high, char **why)
{
	return complain(why, file, keys_line(pool, low->key),
	    "%s = %" PRId64 ": with pm = dynamic it is at most %s = %" PRId64,
	    low->key, low->value, high->key, high->value);
}

static int
check_needed(const char *file, const struct config_pool *pool,
    const struct bound *bound, char **why)
{
	if (bound->value > 0)
		return 0;
	return complain(why, file, keys_line(pool, bound->key),
	    "pm = dynamic needs %s, 1 or more", bound->key);
}

static int
check_dynamic(const char *file, const struct config_pool *pool, char **why)
{
	const struct bound min = {
	    "pm.min_spare_servers", pool->pm_min_spare_servers};
	const struct bound start = {"pm.start_servers", pool->pm_start_servers};
	const struct bound max = {
	    "pm.max_spare_servers", pool->pm_max_spare_servers};
	const struct bound all = {"pm.max_children", pool->pm_max_children};

	if (check_needed(file, pool, &min, why) < 0 ||
	    check_needed(file, pool, &max, why) < 0)
		return -1;
	if (min.value > max.value)
		return complain_order(file, pool, &min, &max, why);
	if (max.value > all.value)
		return complain_order(file, pool, &max, &all, why);
	if (start.value != 0 && start.value < min.value)
		return complain_order(file, pool, &min, &start, why);
	if (start.value > max.value)
		return complain_order(file, pool, &start, &max, why);
	return 0;
}

int
check_pm(const char *file, const struct config_pool *pool, char **why)
{
	return pool->pm == PM_DYNAMIC ? check_dynamic(file, pool, why) : 0;
}
