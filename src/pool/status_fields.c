/* SPDX-License-Identifier: MIT */
/* Names and order of php-fpm; behind them what it has not. */
#include "pool/status_view.h"

#include <time.h>

#define NUMBER(name, value)                            \
	{                                              \
		name, NULL, STATUS_NUMBER, value, NULL \
	}
#define TEXT_OF(name, value)                      \
	{                                         \
		name, NULL, STATUS_TEXT, 0, value \
	}
#define TIME(name, value)                                        \
	{                                                        \
		name, NULL, STATUS_TIME, (uint64_t)(value), NULL \
	}

static const char *
pm_name(int64_t pm)
{
	return pm == PM_STATIC	  ? "static"
	       : pm == PM_DYNAMIC ? "dynamic"
				  : "ondemand";
}

size_t
status_pool_fields(
    const struct status_view *v, struct status_field fields[STATUS_FIELDS])
{
	const struct scoreboard *b = v->board;
	const struct slot_counters *c = &v->sum.counters;
	const struct status_field all[] = {
	    TEXT_OF("pool", v->config->name),
	    TEXT_OF("process manager", pm_name(v->config->pm)),
	    TIME("start time", v->start_s),
	    NUMBER("start since", (uint64_t)v->since_s),
	    NUMBER("accepted conn", b->accepted),
	    NUMBER("listen queue", b->waiting),
	    NUMBER("max listen queue", b->most_waiting),
	    NUMBER("listen queue len", b->backlog),
	    NUMBER("idle processes", v->sum.idle),
	    NUMBER("active processes", v->sum.active),
	    NUMBER("total processes", v->sum.workers),
	    NUMBER("max active processes", v->most_active),
	    NUMBER("max children reached", b->limit_reached),
	    NUMBER("slow requests", c->slow_requests),
	    NUMBER("requests", v->requests),
	    NUMBER("refused pickles", c->refused_pickles),
	    NUMBER("rate limit fail open", c->rate_limit_fail_open),
	    NUMBER("processes started", b->started),
	    NUMBER("processes crashed", b->crashed),
	    NUMBER("processes terminated", b->terminated),
	    NUMBER("reloads", b->reloads),
	};

	_Static_assert(sizeof(all) / sizeof(all[0]) <= STATUS_FIELDS, "");
	memcpy(fields, all, sizeof(all));
	return sizeof(all) / sizeof(all[0]);
}

size_t
status_worker_fields(
    const struct status_worker *w, struct status_field fields[STATUS_FIELDS])
{
	const struct status_field all[] = {
	    NUMBER("pid", (uint64_t)w->pid),
	    TEXT_OF("state", slot_phase_name(w->phase)),
	    TIME("start time", w->start_s),
	    NUMBER("start since", (uint64_t)w->since_s),
	    NUMBER("requests", w->requests),
	    NUMBER("request duration", (uint64_t)w->duration_us),
	    TEXT_OF("request method", w->method),
	    {"request URI", "request uri", STATUS_TEXT, 0, w->path},
	    TEXT_OF("current statement", w->statement),
	    NUMBER("last request memory", w->resident),
	};

	_Static_assert(sizeof(all) / sizeof(all[0]) <= STATUS_FIELDS, "");
	memcpy(fields, all, sizeof(all));
	return sizeof(all) / sizeof(all[0]);
}

const char *
status_date(int64_t seconds, char out[STATUS_DATE])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL ||
	    strftime(out, STATUS_DATE, "%d/%b/%Y:%H:%M:%S %z", &tm) == 0)
		memcpy(out, "-", 2);
	return out;
}
