/* SPDX-License-Identifier: MIT */
/* The system: time zone and kernel limits. */
#include "base/clock.h"
#include "doctor/checkup.h"
#include "sops/moment.h"

#include <inttypes.h>
#include <stdio.h>

#define SOMAXCONN_FILE "/proc/sys/net/core/somaxconn"

void
check_time_zone(struct checkup *c, const char *name)
{
	const char *zone = c->pool->time_zone;
	const struct moment now = {.is_set = true, .us = clock_wall_us()};
	struct text text;

	if (!moment_set_zone(zone)) {
		checkup_find(c, name, FINDING_ERROR,
		    "time_zone = %s: no such zone on this system; install "
		    "tzdata or correct the name",
		    zone);
		return;
	}
	text = moment_format(c->arena, now, c->pool->time_format);
	checkup_find(c, name, text.s == NULL ? FINDING_ERROR : FINDING_OK,
	    "%s, where it is %s", zone,
	    text.s == NULL ? "a year without a date" : text.s);
}

static bool
read_number(const char *file, int64_t *number)
{
	FILE *in = fopen(file, "re");
	bool found;

	if (in == NULL)
		return false;
	found = fscanf(in, "%" SCNd64, number) == 1;
	fclose(in);
	return found;
}

void
check_backlog(struct checkup *c, const char *name)
{
	int64_t backlog = c->pool->listen_backlog, most;

	if (*c->pool->listen == '\0')
		return;
	if (!read_number(SOMAXCONN_FILE, &most))
		checkup_find(c, name, FINDING_WARNING,
		    "%s cannot be read: the kernel may keep fewer connections "
		    "waiting than listen.backlog = %" PRId64,
		    SOMAXCONN_FILE, backlog);
	else if (most < backlog)
		checkup_find(c, name, FINDING_WARNING,
		    "listen.backlog = %" PRId64 ", but the kernel keeps at "
		    "most %" PRId64 " connections waiting; sysctl -w "
		    "net.core.somaxconn=%" PRId64,
		    backlog, most, backlog);
	else
		checkup_find(c, name, FINDING_OK,
		    "listen.backlog = %" PRId64
		    ", net.core.somaxconn = %" PRId64,
		    backlog, most);
}
