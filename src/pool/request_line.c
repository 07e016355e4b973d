/* SPDX-License-Identifier: MIT */
#include "pool/request_line.h"

#include "api/api.h"
#include "api/path.h"
#include "base/utf8.h"
#include "pool/mask.h"
#include "json/writer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Bytes of one text in a line, such as a path; longer ones are cut. */
#define LINE_TEXT 1024

static void
line_add(struct buf *line, struct text text)
{
	size_t room = line->max - line->len;

	if (text.len > room)
		text.len = room;
	buf_add_text(line, text);
}

static void __attribute__((format(printf, 2, 3)))
line_printf(struct buf *line, const char *format, ...)
{
	char part[LINE_TEXT];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(part, sizeof(part), format, args);
	va_end(args);
	if (n > 0)
		line_add(line, (struct text){part, (size_t)n < sizeof(part)
						       ? (size_t)n
						       : sizeof(part) - 1});
}

/* A text from outside, at most LINE_TEXT bytes: all but printable ASCII, and
 * quote and backslash, as \xHH; "-" when there is none. */
static void
line_escape(struct buf *line, struct text text)
{
	size_t end = line->len + LINE_TEXT;

	if (text.len == 0) {
		line_add(line, TEXT("-"));
		return;
	}
	for (size_t i = 0; i < text.len && line->len + 4 <= end; i++) {
		unsigned char c = (unsigned char)text.s[i];

		if (c < 0x20 || c > 0x7E || c == '"' || c == '\\')
			line_printf(line, "\\x%02X", c);
		else
			line_add(line, (struct text){text.s + i, 1});
	}
}

#define SECONDS_BYTES 32 /* of the text */

/* Microseconds as seconds: "0.001234". */
static struct text
print_seconds(int64_t us, char out[SECONDS_BYTES])
{
	int n = snprintf(out, SECONDS_BYTES, "%" PRId64 ".%06" PRId64,
	    us / 1000000, us % 1000000);

	return (struct text){out, (size_t)n};
}

/* The same; "-" when negative, for unknown. */
static void
line_seconds(struct buf *line, int64_t us)
{
	char seconds[SECONDS_BYTES];

	line_add(line, us < 0 ? TEXT("-") : print_seconds(us, seconds));
}

static void
line_thousandths(struct buf *line, int64_t n)
{
	line_printf(line, "%" PRId64 ".%03" PRId64, n / 1000, n % 1000);
}

static size_t
format_time(char *out, size_t size, const char *format, int64_t wall_us)
{
	time_t seconds = (time_t)(wall_us / 1000000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return strftime(out, size, format, &tm);
}

/* As it was sent, or as it was routed when nobody told; masked. */
static struct text
shown_path(const struct finished *f, char out[MASK_BYTES])
{
	struct text path = path_raw(f->request);

	return mask_path(path.len > 0 ? path : f->path, out);
}

/* --- access.log, as access.format says --- */

static void
add_took(struct buf *line, int word, int64_t us)
{
	if (word == ACCESS_MICROSECONDS)
		line_printf(line, "%" PRId64, us);
	else if (word == ACCESS_MILLISECONDS)
		line_thousandths(line, us);
	else
		line_thousandths(line, us / 1000);
}

static void
add_cpu(struct buf *line, int word, const struct finished *f)
{
	int64_t us = word == ACCESS_USER     ? f->user_us
		     : word == ACCESS_SYSTEM ? f->system_us
					     : f->user_us + f->system_us;
	int64_t took = f->took_us > 0 ? f->took_us : 1;

	line_printf(line, "%.2f%%", (double)us * 100 / (double)took);
}

static void
add_memory(struct buf *line, int word, uint64_t bytes)
{
	if (word == ACCESS_KILOBYTES)
		bytes /= 1024;
	else if (word == ACCESS_MEGABYTES)
		bytes /= (uint64_t)1024 * 1024;
	line_printf(line, "%" PRIu64, bytes);
}

static void
add_time(struct buf *line, struct text format, int64_t wall_us)
{
	char with[ACCESS_TIME] = "%d/%b/%Y:%H:%M:%S %z", out[LINE_TEXT];

	if (format.s != NULL) {
		memcpy(with, format.s, format.len);
		with[format.len] = '\0';
	}
	line_escape(line,
	    (struct text){out, format_time(out, sizeof(out), with, wall_us)});
}

static void
add_param(struct buf *line, const struct finished *f, struct text argument)
{
	char buffer[MASK_BYTES];
	struct text value = TEXT_NONE;

	for (size_t i = 0; i < f->request->nparams && value.s == NULL; i++)
		if (text_eq(f->request->params[i].name, argument))
			value = f->request->params[i].value;
	if (text_is(argument, "QUERY_STRING"))
		value = mask_query(value, buffer);
	else if (text_is(argument, "REQUEST_URI") ||
		 text_is(argument, "HTTP_REFERER"))
		value = mask_uri(value, buffer);
	else if (text_is(argument, "DOCUMENT_URI") ||
		 text_is(argument, "PATH_INFO") ||
		 text_is(argument, "SCRIPT_NAME"))
		value = mask_path(value, buffer);
	line_escape(line, value);
}

/* A header of the answer: "Name: value" CR LF. */
static void
add_header(struct buf *line, const struct reply *reply, struct text name)
{
	struct text rest = buf_text(&reply->head), row;
	char wanted[LINE_TEXT];

	snprintf(wanted, sizeof(wanted), "%.*s", TEXT_ARG(name));
	while (text_split(&rest, '\n', &row)) {
		struct text value = row, key;

		if (text_split(&value, ':', &key) && value.s != NULL &&
		    text_is_nocase(key, wanted)) {
			line_escape(line, text_strip(value));
			return;
		}
	}
	line_escape(line, TEXT_NONE);
}

/* The part of the time that a word means; -1: not known. */
static int64_t
part_of_time(int word, const struct trace *trace)
{
	switch (word) {
	case ACCESS_QUEUE:
		return trace->queue_us;
	case ACCESS_READ:
		return trace->read_us;
	case ACCESS_CONNECT:
		return trace->us[PROC_CONNECTING];
	case ACCESS_SQL:
		return trace->us[PROC_QUERY];
	case ACCESS_WORK:
		return trace->us[PROC_WORKING];
	default:
		return trace->us[PROC_WRITING];
	}
}

static void
add_own(struct buf *line, int word, const struct finished *f)
{
	switch (word) {
	case ACCESS_ENDPOINT:
		line_escape(
		    line, text_of(api_endpoint_name(f->served->endpoint)));
		return;
	case ACCESS_OUTCOME:
		line_escape(line, text_of(proc_outcome_name(f->outcome)));
		return;
	case ACCESS_APP:
		line_escape(line, f->served->app_code);
		return;
	case ACCESS_REQUEST_ID:
		line_escape(line, text_of(f->served->request_id));
		return;
	case ACCESS_ANSWER_ID:
		line_escape(line, text_of(f->served->answer_id));
		return;
	case ACCESS_SENT:
		line_printf(line, "%" PRIu64, f->reply->sent);
		return;
	case ACCESS_STATEMENTS:
		line_printf(line, "%zu", f->trace->nstatements);
		return;
	default:
		line_seconds(line, part_of_time(word, f->trace));
	}
}

static void
add_item(
    struct buf *line, const struct access_item *item, const struct finished *f)
{
	const struct fcgi_request *request = f->request;
	char buffer[MASK_BYTES];

	switch (item->letter) {
	case 0:
		line_add(line, item->argument);
		return;
	case 'C':
		add_cpu(line, item->word, f);
		return;
	case 'd':
		add_took(line, item->word, f->took_us);
		return;
	case 'e':
		add_param(line, f, item->argument);
		return;
	case 'f':
		line_escape(line, mask_path(f->path, buffer));
		return;
	case 'l':
		line_printf(line, "%zu", request->body.len);
		return;
	case 'm':
		line_escape(line, request->method);
		return;
	case 'M':
		add_memory(line, item->word, f->trace->proc->resident);
		return;
	case 'n':
		line_escape(line, text_of(f->pool));
		return;
	case 'o':
		add_header(line, f->reply, item->argument);
		return;
	case 'p':
		line_printf(line, "%d", (int)getpid());
		return;
	case 'P':
		line_printf(line, "%d", (int)getppid());
		return;
	case 'q':
		if (request->query.len > 0)
			line_escape(line, mask_query(request->query, buffer));
		return;
	case 'Q':
		line_add(line, request->query.len > 0 ? TEXT("?") : TEXT(""));
		return;
	case 'r':
		line_escape(line, shown_path(f, buffer));
		return;
	case 'R':
		line_escape(line, request->remote_addr);
		return;
	case 's':
		line_printf(line, "%d", f->status);
		return;
	case 't':
		add_time(line, item->argument, f->ended_us - f->took_us);
		return;
	case 'T':
		add_time(line, item->argument, f->ended_us);
		return;
	case 'u':
		line_escape(line, f->served->username);
		return;
	case 'x':
		add_own(line, item->word, f);
		return;
	}
}

/* --- access.log as JSON (bksops-fcgi.conf(5)) --- */

/* Bytes of a text in JSON.  Two of MASK_BYTES and seven of these are far below
 * LINE_BYTES: an object is never cut off. */
#define SHORT_TEXT 256

#define TRACEPARENT 55 /* bytes: version, trace, parent and flags */

/* A control character becomes "\u001B". */
#define ESCAPED 6

/* The character at *s as it may stand in a log, moving *s behind it. */
static uint32_t
next_character(struct text *s)
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
member_text(
    struct json_writer *w, const char *key, struct text value, size_t max)
{
	char out[LINE_TEXT];
	size_t len = 0, used = 0;

	if (value.len == 0) {
		json_member_null(w, key);
		return;
	}
	while (value.len > 0) {
		char bytes[UTF8_MAX];
		uint32_t c = next_character(&value);
		size_t n = utf8_put(bytes, c);

		used += c < 0x20 || c == '"' || c == '\\' ? ESCAPED : n;
		if (used > max)
			break;
		memcpy(out + len, bytes, n);
		len += n;
	}
	json_member_string(w, key, (struct text){out, len});
}

static void
member_seconds(struct json_writer *w, const char *key, int64_t us)
{
	char number[SECONDS_BYTES];

	if (us < 0)
		json_member_null(w, key);
	else
		json_member_raw(w, key, print_seconds(us, number));
}

/* RFC 3339. */
static void
member_time(struct json_writer *w, int64_t wall_us)
{
	char date[32], text[48];

	format_time(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", wall_us);
	snprintf(
	    text, sizeof(text), "%s.%03dZ", date, (int)(wall_us / 1000 % 1000));
	json_member_string(w, "time", text_of(text));
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
members_of_request(struct json_writer *w, const struct finished *f)
{
	const struct fcgi_request *r = f->request;
	char buffer[MASK_BYTES];

	member_text(
	    w, "request_id", text_of(f->served->request_id), SHORT_TEXT);
	if (strcmp(f->served->answer_id, f->served->request_id) != 0)
		member_text(
		    w, "answer_id", text_of(f->served->answer_id), SHORT_TEXT);
	member_text(w, "client_request_id", fcgi_param(r, "HTTP_X_REQUEST_ID"),
	    SHORT_TEXT);
	member_text(w, "traceparent",
	    valid_traceparent(fcgi_param(r, "HTTP_TRACEPARENT")), SHORT_TEXT);
	member_text(w, "remote", r->remote_addr, SHORT_TEXT);
	member_text(w, "method", r->method, SHORT_TEXT);
	member_text(w, "path", shown_path(f, buffer), MASK_BYTES);
	member_text(w, "query", mask_query(r->query, buffer), MASK_BYTES);
	json_member_int(w, "status", f->status);
	json_member_int(w, "bytes", (int64_t)f->reply->sent);
}

static void
members_of_times(struct json_writer *w, const struct finished *f)
{
	const struct trace *trace = f->trace;

	member_seconds(w, "seconds", f->took_us);
	member_seconds(w, "queue", trace->queue_us);
	member_seconds(w, "read", trace->read_us);
	member_seconds(w, "connect", trace->us[PROC_CONNECTING]);
	member_seconds(w, "sql", trace->us[PROC_QUERY]);
	member_seconds(w, "work", trace->us[PROC_WORKING]);
	member_seconds(w, "write", trace->us[PROC_WRITING]);
	json_member_int(w, "statements", (int64_t)trace->nstatements);
}

static void
write_json(struct buf *line, const struct finished *f)
{
	struct json_writer *w = json_new(buf_sink, line);

	if (w == NULL)
		return;
	json_object_open(w);
	member_time(w, f->ended_us);
	member_text(w, "pool", text_of(f->pool), SHORT_TEXT);
	json_member_int(w, "pid", getpid());
	members_of_request(w, f);
	members_of_times(w, f);
	member_text(w, "endpoint",
	    text_of(api_endpoint_name(f->served->endpoint)), SHORT_TEXT);
	member_text(
	    w, "outcome", text_of(proc_outcome_name(f->outcome)), SHORT_TEXT);
	member_text(w, "app", f->served->app_code, SHORT_TEXT);
	member_text(w, "user", f->served->username, SHORT_TEXT);
	if (json_object_close(w) != 0)
		buf_reset(line);
	json_free(w);
}

void
request_line_access(struct buf *line, const struct access_format *format,
    const struct finished *f)
{
	buf_reset(line);
	if (format->json)
		write_json(line, f);
	else
		for (size_t i = 0; i < format->count; i++)
			add_item(line, &format->items[i], f);
}

/* --- slowlog; times are milliseconds --- */

static void
add_part(struct buf *line, const char *name, int64_t us)
{
	line_printf(line, "%s ", name);
	if (us < 0)
		line_add(line, TEXT("unknown"));
	else
		line_thousandths(line, us);
	line_add(line, TEXT(", "));
}

static void
add_statements(struct buf *line, const struct trace *trace)
{
	for (size_t i = 0; i < trace->nstatements; i++) {
		line_printf(line, "%s%s ", i == 0 ? " (" : ", ",
		    trace->statements[i].name);
		line_thousandths(line, trace->statements[i].us);
	}
	if (trace->nstatements > 0)
		line_add(line, TEXT(")"));
}

void
request_line_slow(struct buf *line, const struct finished *f)
{
	const struct trace *trace = f->trace;
	char date[32], buffer[MASK_BYTES];

	buf_reset(line);
	format_time(date, sizeof(date), "%d-%b-%Y %H:%M:%S", f->ended_us);
	line_printf(line, "[%s UTC] [pool %s] pid %d request %s: ", date,
	    f->pool, (int)getpid(), f->served->request_id);
	line_escape(line, f->request->method);
	line_add(line, TEXT(" "));
	line_escape(line, shown_path(f, buffer));
	line_printf(line, " %d in ", f->status);
	line_thousandths(line, f->took_us);
	line_add(line, TEXT(" ms: "));
	add_part(line, "queue", trace->queue_us);
	add_part(line, "read", trace->read_us);
	add_part(line, "connect", trace->us[PROC_CONNECTING]);
	add_part(line, "work", trace->us[PROC_WORKING]);
	add_part(line, "write", trace->us[PROC_WRITING]);
	line_add(line, TEXT("sql "));
	line_thousandths(line, trace->us[PROC_QUERY]);
	add_statements(line, trace);
}
