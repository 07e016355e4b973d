/* SPDX-License-Identifier: MIT */
#include "api/api.h"
#include "pool/openmetrics.h"
#include "pool/status_form.h"
#include "pool/version.h"

#include <ctype.h>
#include <stdio.h>

/* A family with one sample. */
struct single {
	const char *name, *type, *unit, *help;
	uint64_t value;
};

static void
add_single(struct openmetrics *m, const struct single *s)
{
	openmetrics_family(m, s->name, s->type, s->unit, s->help);
	openmetrics_sample(m, strcmp(s->type, "counter") == 0 ? "_total" : "");
	openmetrics_value(m, s->value);
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

	openmetrics_family(m, "bksops_build", "info", NULL,
	    "Versions of the program and of the libraries it runs on.");
	openmetrics_sample(m, "_info");
	for (size_t i = 0; version_get(i, &v); i++) {
		label_name(label, v.name);
		openmetrics_label(m, i == 0 ? "version" : label, v.version);
	}
	openmetrics_value(m, 1);
}

static void
add_requests(struct openmetrics *m, const struct slot_counters *c)
{
	openmetrics_family(m, "bksops_requests", "counter", NULL,
	    "Requests answered, by endpoint and outcome.");
	for (size_t i = 0; i < SLOT_ENDPOINTS; i++) {
		const char *name =
		    i == SLOT_OTHER ? "other" : api_endpoint_name(i);

		for (size_t j = 0; j < SLOT_OUTCOMES && name != NULL; j++) {
			openmetrics_sample(m, "_total");
			openmetrics_label(m, "endpoint", name);
			openmetrics_label(m, "outcome", slot_outcome_name(j));
			openmetrics_value(m, c->requests[i][j]);
		}
	}
}

static void
add_times(struct openmetrics *m, const struct slot_counters *c)
{
	openmetrics_family(m, "bksops_request_duration_seconds", "histogram",
	    "seconds", "Time from a complete request to its answer.");
	openmetrics_histogram(m, &c->request);
	openmetrics_family(m, "bksops_queue_duration_seconds", "histogram",
	    "seconds", "Time that connections waited for a worker.");
	openmetrics_histogram(m, &c->queue);
	openmetrics_family(m, "bksops_sql_duration_seconds", "histogram",
	    "seconds", "Time of each question to a database.");
	openmetrics_histogram(m, &c->sql);
}

static void
add_states(struct openmetrics *m, const struct scoreboard_sum *sum)
{
	openmetrics_family(
	    m, "bksops_workers", "gauge", NULL, "Workers by state.");
	for (int i = SLOT_FREE + 1; i < SLOT_PHASES; i++) {
		openmetrics_sample(m, "");
		openmetrics_label(m, "state", slot_phase_name(i));
		openmetrics_value(m, sum->phases[i]);
	}
}

static void
add_singles(struct openmetrics *m, const struct status_view *v)
{
	const struct scoreboard *b = v->board;
	const struct slot_counters *c = &v->sum.counters;
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
	openmetrics_sample(m, suffix);
	openmetrics_label(m, "pid", pid);
}

static void
add_workers(struct openmetrics *m, const struct status_view *v)
{
	const struct status_worker *w = v->workers, *end = w + v->nworkers;

	openmetrics_family(m, "bksops_worker_state", "gauge", NULL,
	    "1 for the state that the worker is in.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "", w);
		openmetrics_label(m, "state", slot_phase_name(w->phase));
		openmetrics_value(m, 1);
	}
	openmetrics_family(m, "bksops_worker_start_time_seconds", "gauge",
	    "seconds", "When the worker was started, since 1970.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "", w);
		openmetrics_value(m, (uint64_t)w->start_s);
	}
	openmetrics_family(m, "bksops_worker_requests", "counter", NULL,
	    "Requests that the worker answered.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "_total", w);
		openmetrics_value(m, w->requests);
	}
	openmetrics_family(m, "bksops_worker_request_duration_seconds", "gauge",
	    "seconds", "Time of the request in hand, or of the last one.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "", w);
		openmetrics_seconds(m, (uint64_t)w->duration_us);
	}
	openmetrics_family(m, "bksops_worker_resident_memory_bytes", "gauge",
	    "bytes", "Resident memory of the worker, after a request.");
	for (w = v->workers; w < end; w++) {
		start_worker(m, "", w);
		openmetrics_value(m, w->resident);
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
	openmetrics_end(&m);
	return 0;
}
