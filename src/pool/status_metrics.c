/* SPDX-License-Identifier: MIT */
/*
 * The status as OpenMetrics 1.0 text.  Families are written one after another,
 * each with all its samples; every sample has the label "pool" first.  What
 * does not fit shows in the buffer.
 */
#include "api/api.h"
#include "pool/pages.h"
#include "pool/version.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#define MICRO 1000000

struct openmetrics {
	struct buf *out;
	const char *pool;   /* its name */
	const char *family; /* that is being written */
};

/* `name` ends with "_" and the unit when there is one, NULL: there is none;
 * `name` lives until the next family. */
static void
add_family(struct openmetrics *m, const char *name, const char *type,
    const char *unit, const char *help)
{
	m->family = name;
	buf_addf(m->out, "# TYPE %s %s\n", name, type);
	if (unit != NULL)
		buf_addf(m->out, "# UNIT %s %s\n", name, unit);
	buf_addf(m->out, "# HELP %s %s\n", name, help);
}

static void
add_escaped(struct buf *out, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\n') {
			buf_add_text(out, TEXT("\\n"));
			continue;
		}
		if (*value == '"' || *value == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, *value);
	}
}

/* Starts a sample of the family: "_total", "_info" or ""; then labels, then
 * the value. */
static void
add_sample(struct openmetrics *m, const char *suffix)
{
	buf_addf(m->out, "%s%s{pool=\"", m->family, suffix);
	add_escaped(m->out, m->pool);
	buf_add_char(m->out, '"');
}

static void
add_label(struct openmetrics *m, const char *name, const char *value)
{
	buf_addf(m->out, ",%s=\"", name);
	add_escaped(m->out, value);
	buf_add_char(m->out, '"');
}

static void
add_value(struct openmetrics *m, uint64_t value)
{
	buf_addf(m->out, "} %" PRIu64 "\n", value);
}

/* A value of `us` microseconds. */
static void
add_seconds(struct openmetrics *m, uint64_t us)
{
	buf_addf(
	    m->out, "} %" PRIu64 ".%06" PRIu64 "\n", us / MICRO, us % MICRO);
}

/* "0.00025", "1.0": one digit behind the point at least, no zeros more. */
static void
write_bound(char *out, size_t size, int64_t us)
{
	int n = snprintf(
	    out, size, "%" PRId64 ".%06" PRId64, us / MICRO, us % MICRO);

	while (n > 2 && out[n - 1] == '0' && out[n - 2] != '.')
		out[--n] = '\0';
}

/* Counts from memory that is not trusted: the sum does not wrap, so that each
 * bucket has at least what those below it have. */
static uint64_t
capped_sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* All samples of a family of type histogram, in seconds. */
static void
add_histogram(struct openmetrics *m, const struct proc_histogram *histogram)
{
	uint64_t all = 0;
	char bound[32];

	for (size_t i = 0; i <= PROC_BUCKETS; i++) {
		all = capped_sum(all, histogram->counts[i]);
		if (i < PROC_BUCKETS)
			write_bound(bound, sizeof(bound), proc_bounds_us[i]);
		add_sample(m, "_bucket");
		add_label(m, "le", i < PROC_BUCKETS ? bound : "+Inf");
		add_value(m, all);
	}
	add_sample(m, "_count");
	add_value(m, all);
	add_sample(m, "_sum");
	add_seconds(m, histogram->sum_us);
}

/* A family with one sample. */
struct single {
	const char *name, *type, *unit, *help;
	uint64_t value;
};

static void
add_single(struct openmetrics *m, const struct single *s)
{
	add_family(m, s->name, s->type, s->unit, s->help);
	add_sample(m, strcmp(s->type, "counter") == 0 ? "_total" : "");
	add_value(m, s->value);
}

/* "MySQL client" is mysql_client. */
static void
label_name(char *out, const char *name)
{
	for (; *name != '\0'; name++)
		*out++ = isalnum((unsigned char)*name)
			     ? (char)tolower((unsigned char)*name)
			     : '_';
	*out = '\0';
}

static void
add_build(struct openmetrics *m)
{
	char label[VERSION_TEXT];
	struct version v;

	add_family(m, "bksops_build", "info", NULL,
	    "Versions of the program and of the libraries it runs on.");
	add_sample(m, "_info");
	for (size_t i = 0; version_get(i, &v); i++) {
		label_name(label, v.name);
		add_label(m, i == 0 ? "version" : label, v.version);
	}
	add_value(m, 1);
}

static void
add_requests(struct openmetrics *m, const struct proc_counters *c)
{
	add_family(m, "bksops_requests", "counter", NULL,
	    "Requests answered, by endpoint and outcome.");
	for (size_t i = 0; i < PROC_ENDPOINTS; i++) {
		const char *name =
		    i == PROC_OTHER ? "other" : api_endpoint_name(i);

		for (size_t j = 0; j < PROC_OUTCOMES && name != NULL; j++) {
			add_sample(m, "_total");
			add_label(m, "endpoint", name);
			add_label(m, "outcome", proc_outcome_name(j));
			add_value(m, c->requests[i][j]);
		}
	}
}

static void
add_times(struct openmetrics *m, const struct proc_counters *c)
{
	add_family(m, "bksops_request_duration_seconds", "histogram", "seconds",
	    "Time from a complete request to its answer.");
	add_histogram(m, &c->request);
	add_family(m, "bksops_queue_duration_seconds", "histogram", "seconds",
	    "Time that connections waited for a worker.");
	add_histogram(m, &c->queue);
	add_family(m, "bksops_sql_duration_seconds", "histogram", "seconds",
	    "Time of each query to a database.");
	add_histogram(m, &c->sql);
}

static void
add_states(struct openmetrics *m, const struct scoreboard_sum *sum)
{
	add_family(m, "bksops_workers", "gauge", NULL, "Workers by state.");
	for (int i = PROC_FREE + 1; i < PROC_PHASES; i++) {
		add_sample(m, "");
		add_label(m, "state", proc_phase_name(i));
		add_value(m, sum->phases[i]);
	}
}

static void
add_singles(struct openmetrics *m, const struct status_view *v)
{
	const struct scoreboard *b = v->scoreboard;
	const struct proc_counters *c = &v->sum.counters;
	const struct single all[] = {
	    {"bksops_start_time_seconds", "gauge", "seconds",
		"When the pool was started, since 1970.", (uint64_t)v->start_s},
	    {"bksops_response_bytes", "counter", "bytes",
		"Bytes of response bodies sent.", c->bytes},
	    {"bksops_refused_pickles", "counter", NULL,
		"Requests that failed over a pickle which names what is no "
		"data.",
		c->refused_pickles},
	    {"bksops_rate_limit_fail_open", "counter", NULL,
		"Calls allowed without being counted against their rate limit.",
		c->rate_limit_fail_open},
	    {"bksops_slow_requests", "counter", NULL,
		"Requests over request_slowlog_timeout.", c->slow_requests},
	    {"bksops_connections_accepted", "counter", NULL,
		"Connections accepted by workers.", b->accepted},
	    {"bksops_listen_queue", "gauge", NULL,
		"Connections that wait for a worker.", b->waiting},
	    {"bksops_listen_queue_most", "gauge", NULL,
		"Most connections that were seen waiting.", b->most_waiting},
	    {"bksops_listen_backlog", "gauge", NULL,
		"Connections that the backlog holds.", b->backlog},
	    {"bksops_max_children", "gauge", NULL, "pm.max_children.",
		(uint64_t)v->config->pm_max_children},
	    {"bksops_max_children_reached", "counter", NULL,
		"Times that connections waited for more workers than "
		"pm.max_children.",
		b->limit_reached},
	    {"bksops_active_workers_most", "gauge", NULL,
		"Most workers that were seen active.", v->most_active},
	    {"bksops_workers_started", "counter", NULL, "Workers started.",
		b->started},
	    {"bksops_workers_crashed", "counter", NULL,
		"Processes that ended on a signal of their own fault.",
		b->crashed},
	    {"bksops_workers_terminated", "counter", NULL,
		"Processes ended for being over request_timeout.",
		b->terminated},
	    {"bksops_reloads", "counter", NULL, "Reloads of the configuration.",
		b->reloads},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		add_single(m, &all[i]);
}

static void
start_worker(
    struct openmetrics *m, const char *suffix, const struct status_worker *w)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)w->pid);
	add_sample(m, suffix);
	add_label(m, "pid", pid);
}

static void
add_workers(struct openmetrics *m, const struct status_view *v)
{
	const struct status_worker *w = v->workers, *end = w + v->nworkers;

	add_family(m, "bksops_worker_state", "gauge", NULL,
	    "1 for the state that the worker is in.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "", w);
		add_label(m, "state", proc_phase_name(w->phase));
		add_value(m, 1);
	}
	add_family(m, "bksops_worker_start_time_seconds", "gauge", "seconds",
	    "When the worker was started, since 1970.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "", w);
		add_value(m, (uint64_t)w->start_s);
	}
	add_family(m, "bksops_worker_requests", "counter", NULL,
	    "Requests that the worker answered.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "_total", w);
		add_value(m, w->requests);
	}
	add_family(m, "bksops_worker_request_duration_seconds", "gauge",
	    "seconds", "Time of the request in hand, or of the last one.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "", w);
		add_seconds(m, (uint64_t)w->duration_us);
	}
	add_family(m, "bksops_worker_resident_memory_bytes", "gauge", "bytes",
	    "Resident memory of the worker, after a request.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "", w);
		add_value(m, w->resident);
	}
}

int
status_metrics(const struct status_view *view, struct reply *reply)
{
	struct openmetrics m = {
	    .out = &reply->body, .pool = view->config->name};

	add_build(&m);
	add_requests(&m, &view->sum.counters);
	add_times(&m, &view->sum.counters);
	add_states(&m, &view->sum);
	add_singles(&m, view);
	if (view->full)
		add_workers(&m, view);
	buf_add_text(m.out, TEXT("# EOF\n"));
	return 0;
}
