/* SPDX-License-Identifier: MIT */
/* A status of the largest pool, and of one whose workers were taken over. */
#include "unit.h"

#include "pool/pages.h"
#include "json/reader.h"
#include "json/writer.h"

#include <stdio.h>

/* In memory of its own, as the master makes it. */
static struct scoreboard *scoreboard;

static int
keep(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

/* --- what workers have written --- */

static void
fill_proc(struct proc *proc, int32_t pid, char c)
{
	char path[PROC_PATH];

	memset(path, c, sizeof(path));
	proc->pid = pid;
	proc->phase = PROC_CONNECTING;
	proc->answered = proc->resident = UINT64_MAX;
	proc->started_us = 1;
	proc->last_us = INT64_MAX;
	proc_text_set(&proc->request, (struct text){path, sizeof(path)});
	proc_text_set(&proc->statement, (struct text){path, PROC_STATEMENT});
}

static void
fill_workers(size_t n, char c)
{
	for (size_t i = 0; i < n; i++)
		fill_proc(scoreboard_take(scoreboard, false), INT32_MAX, c);
}

static void
fill_quotes(void)
{
	fill_workers(1024, '"');
}

static void
fill_ampersands(void)
{
	fill_workers(1024, '&');
}

static void
fill_spaces(void)
{
	fill_workers(1024, ' ');
}

static void
fill_all(void)
{
	fill_workers(SCOREBOARD_PROCS, '&');
}

/* Every byte is the same, and yet it is a worker. */
static void
fill_bytes(int byte)
{
	memset(scoreboard, byte, sizeof(*scoreboard));
	for (size_t i = 0; i < SCOREBOARD_PROCS; i++) {
		scoreboard->procs[i].pid = 1;
		scoreboard->procs[i].phase = PROC_IDLE;
		scoreboard->procs[i].aside = 0;
	}
}

static void
fill_ff(void)
{
	fill_bytes(0xFF);
}

static void
fill_7f(void)
{
	fill_bytes(0x7F);
}

static void
fill_80(void)
{
	fill_bytes(0x80);
}

static void
fill_bad_phases(void)
{
	fill_workers(4, 'x');
	scoreboard->procs[0].phase = PROC_PHASES;
	scoreboard->procs[1].phase = -1;
	scoreboard->procs[2].phase = INT32_MAX;
	scoreboard->procs[3].phase = INT32_MIN;
}

static void
fill_aside(void)
{
	struct proc *proc = scoreboard_take(scoreboard, true);

	fill_proc(proc, 7, 'x');
	proc_add(&proc->counters.requests[0][0], 5);
	scoreboard_give_back(scoreboard, proc, 0);
	fill_proc(scoreboard_take(scoreboard, true), 8, 'x');
}

/* --- the answers --- */

struct status_row {
	const char *name;
	void (*fill)(void);
	int workers; /* that are counted; -1: any number */
};

static void
ask_pool(char *name, const char *query, struct buf *answer)
{
	static char none[] = "", path[] = "/status";
	struct config_pool config = {.name = name,
	    .pm_max_children = 1024,
	    .ping_path = none,
	    .live_path = none,
	    .ready_path = none,
	    .status_path = path};
	const struct pages pages = {
	    .config = &config, .scoreboard = scoreboard};
	struct served served;
	struct fcgi_request request = {.query = text_of(query),
	    .arena = arena_new((size_t)4 * 1024 * 1024)};
	struct reply reply;

	buf_init(answer, (size_t)4 * 1024 * 1024);
	reply_init(&reply);
	reply_start(&reply, keep, answer);
	assert_true(
	    pages_serve(&pages, &request, TEXT("/status"), &reply, &served));
	assert_int_equal(served.outcome, PROC_OK);
	assert_int_equal(reply.status, 200);
	assert_true(reply.sent > 0 && reply.sent < REPLY_HELD);
	assert_false(answer->failed);
	for (size_t i = 0; i < answer->len; i++)
		assert_true(
		    (answer->data[i] >= ' ' && answer->data[i] <= '~') ||
		    answer->data[i] == '\n' || answer->data[i] == '\r');
	buf_add_char(answer, '\0');
	reply_free(&reply);
	arena_free(request.arena);
}

static void
ask(const char *query, struct buf *answer)
{
	char name[] = "a-pool-with-a-name-of-32-letters";

	ask_pool(name, query, answer);
}

static const char *
body_of(const struct buf *answer)
{
	return strstr(answer->data, "\r\n\r\n") + 4;
}

static int
drop(void *context, const char *data, size_t len)
{
	(void)context;
	(void)data;
	(void)len;
	return 0;
}

static void
check_json(const char *body)
{
	struct json_memory memory = {.text = text_of(body)};
	struct json_writer *w = json_new(drop, NULL);
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = json_copy,
	    .context = w,
	    .max_depth = 3,
	    .max_string = 1000};

	assert_int_equal(json_read(&reader), JSON_OK);
	json_free(w);
}

static void
check_status(void **state)
{
	const struct status_row *row = *state;
	char want[64];
	struct shared *shared;
	struct buf answer;

	shared = shared_new("pool");
	assert_non_null(shared);
	scoreboard = shared->scoreboard;
	row->fill();
	ask("full", &answer);
	snprintf(
	    want, sizeof(want), "\ntotal processes:      %d\n", row->workers);
	if (row->workers >= 0)
		assert_non_null(strstr(answer.data, want));
	buf_free(&answer);
	ask("json&full", &answer);
	check_json(body_of(&answer));
	buf_free(&answer);
	ask("html&full", &answer);
	assert_non_null(strstr(answer.data, "</html>\n"));
	buf_free(&answer);
	ask("openmetrics&full", &answer);
	assert_string_equal(answer.data + answer.len - 7, "# EOF\n");
	buf_free(&answer);
	shared_drop(shared);
}

static struct status_row rows[] = {
    {"1024 workers, paths of quotes", fill_quotes, 1024},
    {"1024 workers, paths of ampersands", fill_ampersands, 1024},
    {"1024 workers, no method", fill_spaces, 1024},
    {"all procs are workers", fill_all, SCOREBOARD_PROCS},
    {"taken over: FF everywhere", fill_ff, -1},
    {"taken over: 7F everywhere", fill_7f, -1},
    {"taken over: 80 everywhere", fill_80, -1},
    {"taken over: phases that are none", fill_bad_phases, 0},
    {"the process of status.listen is no worker", fill_aside, 0},
};

/* --- OpenMetrics --- */

struct metrics_row {
	const char *name;
	char pool[8];
	uint64_t first, second; /* requests of the lowest two buckets */
	const char *want;	/* somewhere in the text */
};

static void
check_metrics(void **state)
{
	struct metrics_row *row = *state;
	struct proc_histogram *histogram;
	struct shared *shared;
	struct buf out;

	shared = shared_new("pool");
	assert_non_null(shared);
	scoreboard = shared->scoreboard;
	histogram = &scoreboard->past.request;
	histogram->sum_us = 1500000;
	histogram->counts[0] = row->first;
	histogram->counts[1] = row->second;
	ask_pool(row->pool, "openmetrics", &out);
	assert_non_null(strstr(out.data, row->want));
	buf_free(&out);
	shared_drop(shared);
}

#define DURATION "\nbksops_request_duration_seconds"

static struct metrics_row metrics_rows[] = {
    {"labels: a quote", "a\"b", 1, 0, "{pool=\"a\\\"b\""},
    {"labels: a backslash", "a\\b", 1, 0, "{pool=\"a\\\\b\""},
    {"labels: a line feed", "a\nb", 1, 0, "{pool=\"a\\nb\""},
    {"buckets: bounds have a point", "p", 1, 2,
	DURATION "_bucket{pool=\"p\",le=\"1.0\"} 3\n"},
    {"buckets: no zeros behind", "p", 1, 2,
	DURATION "_bucket{pool=\"p\",le=\"0.0005\"} 3\n"},
    {"buckets: those below are in it", "p", 1, 2,
	DURATION "_bucket{pool=\"p\",le=\"+Inf\"} 3\n"},
    {"buckets: the sum does not wrap", "p", UINT64_MAX, 2,
	DURATION "_count{pool=\"p\"} 18446744073709551615\n"},
    {"sum: seconds", "p", 1, 2, DURATION "_sum{pool=\"p\"} 1.500000\n"},
};

int
main(void)
{
	UNIT_TABLE(rows, check_status);
	UNIT_TABLE(metrics_rows, check_metrics);
	return unit_run("status");
}
