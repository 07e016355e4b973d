/* SPDX-License-Identifier: MIT */
#include "fcgi/reply.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>

#define LINE_MAX_LEN 64 /* bytes of a status or Content-Length line */

void
reply_init(struct reply *r)
{
	*r = (struct reply){.status = 200};
	buf_init(&r->head, REPLY_HEAD);
	buf_init(&r->body, REPLY_HELD);
}

void
reply_free(struct reply *r)
{
	buf_free(&r->head);
	buf_free(&r->body);
}

/* A worker keeps the memory of a body, but for that of a rare large one. */
static void
release_body(struct reply *r)
{
	if (r->body.capacity > REPLY_HELD)
		buf_free(&r->body);
	buf_reset(&r->body);
}

static void
forget_body(struct reply *r)
{
	release_body(r);
	r->overflowed = false;
	r->length = 0;
}

void
reply_start(struct reply *r, reply_send send, void *context)
{
	buf_reset(&r->head);
	forget_body(r);
	r->body.max = REPLY_HELD;
	r->status = 200;
	r->send = send;
	r->context = context;
	r->streaming = r->no_body = r->failed = r->finished = false;
	r->too_long = false;
	r->timed = NULL;
	r->sent = r->left = 0;
}

void
reply_hold(struct reply *r)
{
	r->body.max = REPLY_HELD_MOST;
}

void
reply_discard(struct reply *r)
{
	if (!r->streaming && !r->finished)
		forget_body(r);
}

static const char *
reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
	    {200, "OK"},
	    {204, "No Content"},
	    {304, "Not Modified"},
	    {400, "Bad Request"},
	    {401, "Unauthorized"},
	    {403, "Forbidden"},
	    {404, "Not Found"},
	    {405, "Method Not Allowed"},
	    {413, "Content Too Large"},
	    {414, "URI Too Long"},
	    {431, "Request Header Fields Too Large"},
	    {500, "Internal Server Error"},
	    {501, "Not Implemented"},
	    {502, "Bad Gateway"},
	    {503, "Service Unavailable"},
	    {504, "Gateway Timeout"},
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "";
}

void
reply_status(struct reply *r, int status)
{
	r->status = status;
}

/* No control character but the tab gets into a header (RFC 9110 5.5). */
static bool
is_header_text(struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.s[i];

		if ((c < 0x20 && c != '\t') || c == 0x7F)
			return false;
	}
	return true;
}

void
reply_header(struct reply *r, const char *name, struct text value)
{
	struct text n = text_of(name);
	size_t len = n.len + value.len + 4; /* ": " and CR LF */

	if (n.len == 0 || !is_header_text(n) || !is_header_text(value) ||
	    len > r->head.max - r->head.len)
		return;
	if (buf_reserve(&r->head, len) == NULL)
		return;
	buf_add_text(&r->head, n);
	buf_add(&r->head, ": ", 2);
	buf_add_text(&r->head, value);
	buf_add(&r->head, "\r\n", 2);
}

void
reply_drop_header(struct reply *r, const char *name)
{
	size_t len = strlen(name), kept = 0;
	char *line = r->head.data, *end, *next;

	if (r->head.len == 0)
		return;
	for (end = line + r->head.len; line < end; line = next) {
		/* Every line ends with CR LF. */
		next = (char *)memchr(line, '\n', (size_t)(end - line)) + 1;
		if ((size_t)(next - line) > len &&
		    memcmp(line, name, len) == 0 && line[len] == ':')
			continue;
		memmove(r->head.data + kept, line, (size_t)(next - line));
		kept += (size_t)(next - line);
	}
	buf_truncate(&r->head, kept);
}

static int
send_bytes(struct reply *r, const char *data, size_t len)
{
	if (!r->failed && len > 0 && r->send(r->context, data, len) < 0)
		r->failed = true;
	return r->failed ? -1 : 0;
}

static int
send_body(struct reply *r, const char *data, size_t len)
{
	if (r->no_body)
		return r->failed ? -1 : 0;
	if (send_bytes(r, data, len) < 0)
		return -1;
	r->sent += len;
	return 0;
}

/* RFC 9110 15.3.5 and 15.4.5: these answers end with their headers. */
static bool
status_has_body(int status)
{
	return status != 204 && status != 304;
}

void
reply_time(struct reply *r, const struct trace *trace)
{
	r->timed = trace;
}

/* W3C Server-Timing: milliseconds. */
static void
send_timing(struct reply *r)
{
	const struct trace *t = r->timed;
	const struct {
		const char *name;
		int64_t us; /* -1: unknown */
	} parts[] = {
	    {"queue", t->queue_us},
	    {"read", t->read_us},
	    {"connect", trace_us(t, PROC_CONNECTING)},
	    {"work", trace_us(t, PROC_WORKING)},
	    {"sql", trace_us(t, PROC_QUERY)},
	    {"total", clock_us() - t->begun_us},
	};
	const char *before = "Server-Timing: ";
	char line[LINE_MAX_LEN];

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		int n;

		if (parts[i].us < 0)
			continue;
		n = snprintf(line, sizeof(line),
		    "%s%s;dur=%" PRId64 ".%03" PRId64, before, parts[i].name,
		    parts[i].us / 1000, parts[i].us % 1000);
		send_bytes(r, line, (size_t)n);
		before = ", ";
	}
	send_bytes(r, "\r\n", 2);
}

static int
send_head(struct reply *r)
{
	char line[LINE_MAX_LEN];
	int n;

	n = snprintf(line, sizeof(line), "Status: %d %s\r\n", r->status,
	    reason(r->status));
	send_bytes(r, line, (size_t)n);
	send_bytes(r, r->head.data, r->head.len);
	if (r->timed != NULL && status_has_body(r->status))
		send_timing(r);
	if (status_has_body(r->status)) {
		n = snprintf(line, sizeof(line),
		    "Content-Length: %" PRIu64 "\r\n", r->length);
		send_bytes(r, line, (size_t)n);
	} else
		r->no_body = true;
	return send_bytes(r, "\r\n", 2);
}

/* The last byte waits for reply_finish: until then nobody knows whether the
 * body ends there, and what is too long must not look whole. */
static int
stream_body(struct reply *r, const char *data, size_t len)
{
	if (len == 0)
		return r->failed ? -1 : 0;
	if (r->too_long || len > r->left) {
		r->too_long = true;
		return -1;
	}
	r->left -= len;
	if (r->left == 0)
		r->last = data[--len];
	return send_body(r, data, len);
}

int
reply_write(void *context, const char *data, size_t len)
{
	struct reply *r = context;

	if (r->streaming)
		return stream_body(r, data, len);
	r->length += len;
	if (r->overflowed || buf_add(&r->body, data, len) == 0)
		return 0;
	r->overflowed = true;
	release_body(r);
	return 0;
}

bool
reply_overflowed(const struct reply *r)
{
	return r->overflowed;
}

int
reply_stream(struct reply *r)
{
	release_body(r);
	r->overflowed = false;
	r->streaming = true;
	r->left = r->length;
	return send_head(r);
}

static int
finish_stream(struct reply *r)
{
	if (r->left > 0 || r->too_long)
		return -1;
	r->finished = true;
	return r->length > 0 ? send_body(r, &r->last, 1) : 0;
}

int
reply_finish(struct reply *r)
{
	int result;

	if (r->streaming)
		return r->failed ? -1 : finish_stream(r);
	r->finished = true;
	/* Some write into the body themselves. */
	r->length = r->body.len;
	result = send_head(r);
	if (result == 0)
		result = send_body(r, r->body.data, r->body.len);
	release_body(r);
	return result;
}
