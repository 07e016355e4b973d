/* SPDX-License-Identifier: MIT */
#include "api/api.h"
#include "base/utf8.h"
#include "pool/access.h"
#include "pool/mask.h"
#include "json/writer.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Bytes of a text in JSON.  Two of MASK_BYTES and seven of these are far below
 * LINE_BYTES: an object is never cut off. */
#define SHORT_TEXT 256

#define TRACEPARENT 55 /* bytes: version, trace, parent and flags */

/* A control character becomes "\u001B". */
#define ESCAPED 6

static int
take(void *context, const char *data, size_t len)
{
	struct line *line = context;

	if (len > sizeof(line->data) - line->len)
		return -1;
	line_add(line, (struct text){data, len});
	return 0;
}

/* The character at *s as it may stand in a log, moving *s behind it. */
static uint32_t
next(struct text *s)
{
	uint32_t c;
	size_t n = utf8_get(s->s, s->len, &c);

	if (n == 0 || (c >= 0x7F && c < 0xA0)) {
		c = UTF8_REPLACEMENT;
		n = n == 0 ? 1 : n;
	}
	*s = (struct text){s->s + n, s->len - n};
	return c;
}

/* A member from outside: cut at `max` bytes of JSON; null when there is none.
 */
static void
add_text(struct json_writer *w, const char *key, struct text value, size_t max)
{
	char out[LINE_TEXT];
	size_t len = 0, used = 0;

	json_key(w, text_of(key));
	if (value.len == 0) {
		json_null(w);
		return;
	}
	while (value.len > 0) {
		char bytes[UTF8_MAX];
		uint32_t c = next(&value);
		size_t n = utf8_put(bytes, c);

		used += c < 0x20 || c == '"' || c == '\\' ? ESCAPED : n;
		if (used > max)
			break;
		memcpy(out + len, bytes, n);
		len += n;
	}
	json_string(w, (struct text){out, len});
}

static void
add_number(struct json_writer *w, const char *key, int64_t value)
{
	json_key(w, text_of(key));
	json_int(w, value);
}

static void
add_seconds(struct json_writer *w, const char *key, int64_t us)
{
	struct line number = {.len = 0};

	json_key(w, text_of(key));
	line_seconds(&number, us);
	if (us < 0)
		json_null(w);
	else
		json_raw(w, line_text(&number));
}

/* RFC 3339. */
static void
add_time(struct json_writer *w, int64_t wall_us)
{
	time_t seconds = (time_t)(wall_us / 1000000);
	char date[32], text[48];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(
	    text, sizeof(text), "%s.%03dZ", date, (int)(wall_us / 1000 % 1000));
	json_key(w, TEXT("time"));
	json_string(w, text_of(text));
}

/* W3C Trace Context 3.2: "00-", 32 hexadecimal digits, "-", 16 of them, "-",
 * two.  TEXT_NONE for what has another form; a later version may have more
 * behind it, which is left out. */
static struct text
valid_traceparent(struct text t)
{
	static const char form[] =
	    "hh-hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh-hhhhhhhhhhhhhhhh-hh";
	static const char zeros[] = "00000000000000000000000000000000";

	if (t.len < TRACEPARENT || text_starts(t, "ff"))
		return TEXT_NONE;
	for (size_t i = 0; i < TRACEPARENT; i++)
		if (form[i] == 'h'
			? memchr("0123456789abcdef", t.s[i], 16) == NULL
			: t.s[i] != form[i])
			return TEXT_NONE;
	if (memcmp(t.s + 3, zeros, 32) == 0 || memcmp(t.s + 36, zeros, 16) == 0)
		return TEXT_NONE;
	if (t.len > TRACEPARENT &&
	    (text_starts(t, "00") || t.s[TRACEPARENT] != '-'))
		return TEXT_NONE;
	t.len = TRACEPARENT;
	return t;
}

static void
add_request(struct json_writer *w, const struct finished *f)
{
	const struct fcgi_request *r = f->request;
	char buffer[MASK_BYTES];

	add_text(w, "request_id", text_of(f->served->request_id), SHORT_TEXT);
	if (strcmp(f->served->answer_id, f->served->request_id) != 0)
		add_text(
		    w, "answer_id", text_of(f->served->answer_id), SHORT_TEXT);
	add_text(w, "client_request_id", fcgi_param(r, "HTTP_X_REQUEST_ID"),
	    SHORT_TEXT);
	add_text(w, "traceparent",
	    valid_traceparent(fcgi_param(r, "HTTP_TRACEPARENT")), SHORT_TEXT);
	add_text(w, "remote", r->remote_addr, SHORT_TEXT);
	add_text(w, "method", r->method, SHORT_TEXT);
	add_text(w, "path", mask_path(finished_path(f), buffer), MASK_BYTES);
	add_text(w, "query", mask_query(r->query, buffer), MASK_BYTES);
	add_number(w, "status", f->status);
	add_number(w, "bytes", (int64_t)f->reply->sent);
}

static void
add_times(struct json_writer *w, const struct finished *f)
{
	const struct trace *trace = f->trace;

	add_seconds(w, "seconds", f->took_us);
	add_seconds(w, "queue", trace->queue_us);
	add_seconds(w, "read", trace->read_us);
	add_seconds(w, "connect", trace->us[SLOT_CONNECTING]);
	add_seconds(w, "sql", trace->us[SLOT_QUERY]);
	add_seconds(w, "work", trace->us[SLOT_WORKING]);
	add_seconds(w, "write", trace->us[SLOT_WRITING]);
	add_number(w, "statements", (int64_t)trace->nstatements);
}

void
access_json(struct line *line, const struct finished *f)
{
	struct json_writer *w = json_new(take, line);

	if (w == NULL)
		return;
	json_object_open(w);
	add_time(w, f->ended_us);
	add_text(w, "pool", text_of(f->pool), SHORT_TEXT);
	add_number(w, "pid", getpid());
	add_request(w, f);
	add_times(w, f);
	add_text(w, "endpoint", text_of(api_endpoint_name(f->served->endpoint)),
	    SHORT_TEXT);
	add_text(
	    w, "outcome", text_of(slot_outcome_name(f->outcome)), SHORT_TEXT);
	add_text(w, "app", f->served->app_code, SHORT_TEXT);
	add_text(w, "user", f->served->username, SHORT_TEXT);
	if (json_object_close(w) != 0)
		line->len = 0;
	json_free(w);
}
