/* SPDX-License-Identifier: MIT */
#include "pool/pages.h"

#include "base/clock.h"
#include "base/log.h"
#include "json/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* ms that the databases have to answer: a load balancer does not wait
 * longer. */
#define READY_WAIT 2000

/* Workers that are shown: pm.max_children is not larger.  Those that finish
 * after a reload may be more; they are counted all the same. */
#define STATUS_WORKERS 1024

/* --- the view: read from the scoreboard once --- */

/* us from `then` to now, 0 when there is no such time. */
static int64_t
us_since(int64_t then)
{
	int64_t now = clock_us();

	return then <= 0 || then > now ? 0 : now - then;
}

/* The time that was noted at the start: taken from a clock anew for each
 * answer, it would go back and forth by a second. */
static int64_t
start_of(int64_t written_s)
{
	int64_t now = clock_wall_us() / 1000000;

	return written_s > 0 && written_s < now ? written_s : now;
}

static void
or_none(char *text)
{
	if (*text == '\0')
		memcpy(text, "-", 2);
}

/* The proc has "GET /path". */
static void
read_request(const struct proc *proc, struct status_worker *w)
{
	char line[PROC_PATH + 1];
	size_t method;

	proc_text_get(&proc->request, line, sizeof(line));
	method = strcspn(line, " ");
	memcpy(w->method, line, method);
	w->method[method] = '\0';
	if (line[method] == ' ')
		memcpy(w->path, line + method + 1, sizeof(line) - method - 1);
	or_none(w->method);
	or_none(w->path);
}

static void
read_worker(const struct proc *proc, struct status_worker *w)
{
	int64_t begun = proc->begun_us, last = proc->last_us;
	int phase = proc->phase;

	w->pid = proc->pid;
	w->phase = phase > PROC_FREE && phase < PROC_PHASES ? phase : PROC_FREE;
	w->start_s = start_of(proc->started_s);
	w->since_s = us_since(proc->started_us) / 1000000;
	w->requests = proc->answered;
	w->duration_us = begun != 0 ? us_since(begun) : last < 0 ? 0 : last;
	w->resident = proc->resident;
	read_request(proc, w);
	proc_text_get(&proc->statement, w->statement, sizeof(w->statement));
	or_none(w->statement);
}

static int
read_workers(struct status_view *view, struct arena *arena)
{
	const struct scoreboard *b = view->scoreboard;
	uint32_t used = b->used;

	view->workers =
	    arena_array(arena, STATUS_WORKERS, sizeof(*view->workers));
	if (view->workers == NULL)
		return -1;
	for (uint32_t i = 0; i < used && i < SCOREBOARD_PROCS; i++)
		if (scoreboard_is_worker(&b->procs[i]) &&
		    view->nworkers < STATUS_WORKERS)
			read_worker(
			    &b->procs[i], &view->workers[view->nworkers++]);
	return 0;
}

/* 0, or -1 when out of memory. */
static int
read_view(struct status_view *view, const struct config_pool *config,
    const struct scoreboard *scoreboard, struct arena *arena, bool full)
{
	*view = (struct status_view){
	    .config = config, .scoreboard = scoreboard, .full = full};
	view->start_s = start_of(scoreboard->created_s);
	view->since_s = us_since(scoreboard->created_us) / 1000000;
	scoreboard_read(scoreboard, &view->sum);
	view->most_active = scoreboard->most_active;
	if (view->most_active < view->sum.active)
		view->most_active = view->sum.active;
	for (size_t i = 0; i < PROC_ENDPOINTS; i++)
		for (size_t j = 0; j < PROC_OUTCOMES; j++)
			view->requests += view->sum.counters.requests[i][j];
	return full ? read_workers(view, arena) : 0;
}

/* --- the fields: names and order of php-fpm; behind them what it has not ---
 */

/* One line of the status, in php-fpm's order. */
struct status_field {
	const char *name;
	const char *json_name; /* where php-fpm has two */
	enum { STATUS_NUMBER, STATUS_TEXT, STATUS_TIME } kind;
	uint64_t number;  /* or seconds since 1970 */
	const char *text; /* printable ASCII */
};

#define STATUS_FIELDS 24 /* at most, of a pool or of a worker */
#define STATUS_DATE   32 /* bytes of a time as text, with NUL */

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

static size_t
pool_fields(
    const struct status_view *v, struct status_field fields[STATUS_FIELDS])
{
	const struct scoreboard *b = v->scoreboard;
	const struct proc_counters *c = &v->sum.counters;
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

static size_t
worker_fields(
    const struct status_worker *w, struct status_field fields[STATUS_FIELDS])
{
	const struct status_field all[] = {
	    NUMBER("pid", (uint64_t)w->pid),
	    TEXT_OF("state", proc_phase_name(w->phase)),
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

/* "24/Nov/2026:10:58:02 +0000", as php-fpm writes a time. */
static const char *
write_date(int64_t seconds, char out[STATUS_DATE])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL ||
	    strftime(out, STATUS_DATE, "%d/%b/%Y:%H:%M:%S %z", &tm) == 0)
		memcpy(out, "-", 2);
	return out;
}

/* --- text --- */

#define WIDTH 22 /* of a name with its colon, as php-fpm's */

static void
text_fields(struct buf *out, const struct status_field *fields, size_t n)
{
	char date[STATUS_DATE];

	for (size_t i = 0; i < n; i++) {
		const struct status_field *f = &fields[i];

		buf_addf(out, "%s:%*s", f->name,
		    (int)(WIDTH - strlen(f->name) - 1), "");
		if (f->kind == STATUS_NUMBER)
			buf_addf(out, "%" PRIu64 "\n", f->number);
		else
			buf_addf(out, "%s\n",
			    f->kind == STATUS_TEXT
				? f->text
				: write_date((int64_t)f->number, date));
	}
}

static int
write_text(const struct status_view *view, struct reply *reply)
{
	struct status_field fields[STATUS_FIELDS];
	struct buf *out = &reply->body;

	text_fields(out, fields, pool_fields(view, fields));
	for (size_t i = 0; i < view->nworkers; i++) {
		buf_addf(out, "\n************************\n");
		text_fields(
		    out, fields, worker_fields(&view->workers[i], fields));
	}
	return 0;
}

/* --- ?json --- */

static void
json_fields(struct json_writer *w, const struct status_field *fields, size_t n)
{
	char number[24];

	for (size_t i = 0; i < n; i++) {
		const struct status_field *f = &fields[i];
		const char *key = f->json_name != NULL ? f->json_name : f->name;

		if (f->kind == STATUS_TEXT) {
			json_member_string(w, key, text_of(f->text));
			continue;
		}
		snprintf(number, sizeof(number), "%" PRIu64, f->number);
		json_member_raw(w, key, text_of(number));
	}
}

static int
write_json(const struct status_view *view, struct reply *reply)
{
	struct status_field fields[STATUS_FIELDS];
	struct json_writer *w = json_new(reply_write, reply);
	int failed;

	if (w == NULL)
		return -1;
	json_object_open(w);
	json_fields(w, fields, pool_fields(view, fields));
	if (view->full) {
		json_member_array(w, "processes");
		for (size_t i = 0; i < view->nworkers; i++) {
			json_object_open(w);
			json_fields(w, fields,
			    worker_fields(&view->workers[i], fields));
			json_object_close(w);
		}
		json_array_close(w);
	}
	json_object_close(w);
	failed = json_failed(w);
	json_free(w);
	return failed;
}

/* --- ?html --- */

/* Bytes of the longest row: method, path and statement of nothing but "&",
 * which is five bytes, and the rest. */
#define ROW_MAX (5 * (2 * PROC_PATH + PROC_STATEMENT) + 1024)

/* Text, also inside an attribute. */
static void
html_escaped(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '&':
			buf_add_text(out, TEXT("&amp;"));
			break;
		case '<':
			buf_add_text(out, TEXT("&lt;"));
			break;
		case '>':
			buf_add_text(out, TEXT("&gt;"));
			break;
		case '"':
			buf_add_text(out, TEXT("&#34;"));
			break;
		case '\'':
			buf_add_text(out, TEXT("&#39;"));
			break;
		default:
			buf_add_char(out, *text);
		}
}

static void
html_value(struct buf *out, const struct status_field *f)
{
	char date[STATUS_DATE];

	if (f->kind == STATUS_NUMBER)
		buf_addf(out, "%" PRIu64, f->number);
	else if (f->kind == STATUS_TIME)
		html_escaped(out, write_date((int64_t)f->number, date));
	else
		html_escaped(out, f->text);
}

static void
html_pool(struct buf *out, const struct status_view *view)
{
	struct status_field fields[STATUS_FIELDS];
	size_t n = pool_fields(view, fields);

	buf_add_text(out, TEXT("<table>\n"));
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "<tr><th>%s</th><td>", fields[i].name);
		html_value(out, &fields[i]);
		buf_add_text(out, TEXT("</td></tr>\n"));
	}
	buf_add_text(out, TEXT("</table>\n"));
}

static void
html_head(struct buf *out)
{
	const struct status_worker none = {.pid = 0};
	struct status_field fields[STATUS_FIELDS];
	size_t n = worker_fields(&none, fields);

	buf_add_text(out, TEXT("<tr>"));
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "<th>%s</th>", fields[i].name);
	buf_add_text(out, TEXT("</tr>\n"));
}

static void
html_workers(struct buf *out, const struct status_view *view)
{
	struct status_field fields[STATUS_FIELDS];
	size_t shown = 0;

	buf_add_text(out, TEXT("<table border=\"1\">\n"));
	html_head(out);
	for (; shown < view->nworkers && out->len + ROW_MAX < out->max;
	     shown++) {
		size_t n = worker_fields(&view->workers[shown], fields);

		buf_add_text(out, TEXT("<tr>"));
		for (size_t i = 0; i < n; i++) {
			buf_add_text(out, TEXT("<td>"));
			html_value(out, &fields[i]);
			buf_add_text(out, TEXT("</td>"));
		}
		buf_add_text(out, TEXT("</tr>\n"));
	}
	buf_add_text(out, TEXT("</table>\n"));
	if (shown < view->nworkers)
		buf_addf(out, "<p>and %zu more</p>\n", view->nworkers - shown);
}

static int
write_html(const struct status_view *view, struct reply *reply)
{
	struct buf *out = &reply->body;

	buf_addf(out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>"
	    "<meta charset=\"utf-8\"><title>bksops-fcgi: %s</title></head>\n"
	    "<body>\n<h1>bksops-fcgi: %s</h1>\n",
	    view->config->name, view->config->name);
	html_pool(out, view);
	if (view->full)
		html_workers(out, view);
	buf_add_text(out, TEXT("</body>\n</html>\n"));
	return 0;
}

/* --- the answer --- */

struct form {
	const char *parameter;
	const char *type;
	int (*write)(const struct status_view *view, struct reply *reply);
};

static const struct form forms[] = {
    {"", "text/plain; charset=utf-8", write_text},
    {"json", "application/json", write_json},
    {"html", "text/html; charset=utf-8", write_html},
    {"openmetrics",
	"application/openmetrics-text; version=1.0.0; charset=utf-8",
	status_metrics},
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

static const struct form *
choose(struct text query, bool *full)
{
	const struct form *form = &forms[0];
	struct text parameter, name;

	*full = false;
	while (text_split(&query, '&', &parameter)) {
		if (!text_split(&parameter, '=', &name))
			continue;
		if (text_is(name, "full"))
			*full = true;
		for (size_t i = 1; i < FORMS; i++)
			if (text_is(name, forms[i].parameter))
				form = &forms[i];
	}
	return form;
}

static int
answer(const struct status_view *view, const struct form *form,
    struct reply *reply)
{
	if (form->write(view, reply) != 0 || reply->body.failed ||
	    reply_overflowed(reply))
		return -1;
	reply_header(reply, "Content-Type", text_of(form->type));
	reply_finish(reply);
	return 0;
}

/* Answers a request for the status.  0, or -1 when it was answered with a
 * 500. */
static int
serve_status(const struct config_pool *config,
    const struct scoreboard *scoreboard, struct fcgi_request *request,
    struct reply *reply)
{
	struct status_view view;
	bool full;
	const struct form *form = choose(request->query, &full);

	reply_header(reply, "Cache-Control", TEXT("no-store"));
	reply_header(reply, "X-Content-Type-Options", TEXT("nosniff"));
	reply_header(
	    reply, "Content-Security-Policy", TEXT("default-src 'none'"));
	if (read_view(&view, config, scoreboard, request->arena, full) == 0 &&
	    answer(&view, form, reply) == 0)
		return 0;
	log_error("status: the answer could not be written");
	reply_discard(reply);
	reply_status(reply, 500);
	reply_header(reply, "Content-Type", TEXT("text/plain; charset=utf-8"));
	reply_finish(reply);
	return -1;
}

/* --- probes of the doctor --- */

/* 16 hexadecimal digits. */
static bool
read_half_id(const char *digits, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < PROBE_ID / 2; i++) {
		int digit = text_hex_digit(digits[i]);

		if (digit < 0)
			return false;
		*number = *number << 4 | (uint64_t)digit;
	}
	return true;
}

/* An id of zeros is what an unused place has. */
static bool
read_id(struct text text, uint64_t id[2])
{
	return text.len == PROBE_ID && read_half_id(text.s, &id[0]) &&
	       read_half_id(text.s + PROBE_ID / 2, &id[1]) &&
	       (id[0] != 0 || id[1] != 0);
}

static void
probe_expect(struct probes *probes, const uint64_t id[2])
{
	uint32_t i = probes->next++ % PROBES;

	probes->expected[i].seen = false;
	probes->expected[i].id[0] = id[0];
	probes->expected[i].id[1] = id[1];
}

/* The place where the id is expected; PROBES: nowhere. */
static size_t
probe_find(const struct probes *probes, const uint64_t id[2])
{
	size_t i = 0;

	while (i < PROBES && (probes->expected[i].id[0] != id[0] ||
				 probes->expected[i].id[1] != id[1]))
		i++;
	return i;
}

/* Looks whether the request is one that is expected. */
static void
probe_set(struct probes *probes, const struct fcgi_request *request)
{
	uint64_t id[2];
	size_t i;

	if (!read_id(fcgi_param(request, "HTTP_X_BKSOPS_DOCTOR"), id))
		return;
	i = probe_find(probes, id);
	if (i < PROBES)
		probes->expected[i].seen = true;
}

/* Does what a probe of the doctor's says.  The answer, PROBE_SEEN or
 * PROBE_UNSEEN; NULL when the request is no probe. */
static const char *
probe_answer(struct probes *probes, const struct fcgi_request *request)
{
	struct text rest = fcgi_param(request, PROBE_QUESTION), word;
	uint64_t id[2];
	size_t i;

	if (!text_split(&rest, ' ', &word) || !read_id(rest, id))
		return NULL;
	if (text_is(word, PROBE_EXPECT))
		probe_expect(probes, id);
	else if (!text_is(word, PROBE_ASK))
		return NULL;
	i = probe_find(probes, id);
	return i < PROBES && probes->expected[i].seen ? PROBE_SEEN
						      : PROBE_UNSEEN;
}

/* --- which page it is --- */

static void
answer_text(struct reply *reply, int status, const char *text)
{
	reply_status(reply, status);
	reply_header(reply, "Content-Type", TEXT("text/plain; charset=utf-8"));
	reply_header(reply, "Cache-Control", TEXT("no-store"));
	reply_write(reply, text, strlen(text));
	reply_finish(reply);
}

static void
serve_ready(const struct pages *pages, struct fcgi_request *request,
    struct reply *reply, struct served *served)
{
	if (api_is_ready(pages->api, request->arena, READY_WAIT)) {
		answer_text(reply, 200, "ready\n");
		return;
	}
	served->outcome = PROC_FAULT;
	answer_text(reply, 503, "a database does not answer\n");
}

static bool
is_page(struct text path, const char *page)
{
	return *page != '\0' && text_is(path, page);
}

bool
pages_serve(const struct pages *pages, struct fcgi_request *request,
    struct text path, struct reply *reply, struct served *served)
{
	const struct config_pool *config = pages->config;
	const char *probe;

	probe_set(&pages->scoreboard->probes, request);
	/* The caller refuses these. */
	if (request->params_too_large || request->body_too_large ||
	    request->body_length_differs)
		return false;
	served->outcome = PROC_OK;
	reply->no_body = text_is(request->method, "HEAD");
	probe = probe_answer(&pages->scoreboard->probes, request);
	if (probe != NULL)
		answer_text(reply, 200, probe);
	else if (is_page(path, config->ping_path))
		answer_text(reply, 200, config->ping_response);
	else if (is_page(path, config->live_path))
		answer_text(reply, 200, "live\n");
	else if (is_page(path, config->ready_path))
		serve_ready(pages, request, reply, served);
	else if (!is_page(path, config->status_path))
		return false;
	else if (serve_status(config, pages->scoreboard, request, reply) != 0)
		served->outcome = PROC_FAULT;
	return true;
}
