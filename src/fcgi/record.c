/* SPDX-License-Identifier: MIT */
#include "fcgi/record.h"

#include <fastcgi.h>
#include <stdio.h>

/* Bytes of our own answers: twice what the queries in one read of a connection
 * can ask for. */
#define ANSWERS_MAX 65536

void
record_init(struct record_reader *r)
{
	*r = (struct record_reader){0};
	buf_init(&r->params, FCGI_PARAMS_MAX);
	buf_init(&r->body, FCGI_BODY_MAX);
	buf_init(&r->out, ANSWERS_MAX);
}

void
record_free(struct record_reader *r)
{
	record_forget(r);
	buf_free(&r->out);
}

void
record_forget(struct record_reader *r)
{
	buf_free(&r->params);
	buf_free(&r->body);
	r->active = r->keep = r->params_done = false;
	r->params_too_large = r->body_too_large = false;
	r->body_bytes = 0;
}

bool
record_resting(const struct record_reader *r)
{
	return !r->active && r->header_len == 0;
}

/* The records that the reader answers itself; an application's answer to a
 * request goes through libfcgi. */

static void
put_record(
    struct buf *out, int type, unsigned id, const void *content, size_t len)
{
	const FCGI_Header header = {.version = FCGI_VERSION_1,
	    .type = (unsigned char)type,
	    .requestIdB1 = (unsigned char)(id >> 8),
	    .requestIdB0 = (unsigned char)id,
	    .contentLengthB1 = (unsigned char)(len >> 8),
	    .contentLengthB0 = (unsigned char)len};

	buf_add(out, &header, sizeof(header));
	buf_add(out, content, len);
}

/* `protocol_status` as FastCGI 5.5. */
static void
put_end(struct buf *out, unsigned id, int protocol_status)
{
	const FCGI_EndRequestBody body = {
	    .protocolStatus = (unsigned char)protocol_status};

	put_record(out, FCGI_END_REQUEST, id, &body, sizeof(body));
}

/* FastCGI 4.2. */
static void
put_unknown_type(struct buf *out, int type)
{
	const FCGI_UnknownTypeBody body = {.type = (unsigned char)type};

	put_record(
	    out, FCGI_UNKNOWN_TYPE, FCGI_NULL_REQUEST_ID, &body, sizeof(body));
}

/* Names and values of the answer; both are shorter than 128 bytes. */
static const struct {
	const char *name;
	int value;
} values[] = {
    {FCGI_MAX_CONNS, FCGI_CONNECTIONS},
    {FCGI_MAX_REQS, FCGI_CONNECTIONS},
    {FCGI_MPXS_CONNS, 0},
};
#define VALUES (sizeof(values) / sizeof(values[0]))

/*
 * FastCGI 4.1, to the names in `query`: each name that we know once, the others
 * not at all.  A query that is cut off is answered as far as it goes.
 */
static void
put_values(struct buf *out, struct text query)
{
	char content[VALUES * 40];
	struct text name, value;
	bool asked[VALUES] = {false};
	size_t len = 0;

	while (fcgi_next_pair(&query, &name, &value) == 1)
		for (size_t i = 0; i < VALUES; i++)
			asked[i] |= text_is(name, values[i].name);
	for (size_t i = 0; i < VALUES; i++) {
		char number[12];

		if (!asked[i])
			continue;
		snprintf(number, sizeof(number), "%d", values[i].value);
		len += (size_t)snprintf(content + len, sizeof(content) - len,
		    "%c%c%s%s", (int)strlen(values[i].name),
		    (int)strlen(number), values[i].name, number);
	}
	put_record(
	    out, FCGI_GET_VALUES_RESULT, FCGI_NULL_REQUEST_ID, content, len);
}

static int
record_type(const struct record_reader *r)
{
	return r->header[1];
}

static unsigned
record_id(const struct record_reader *r)
{
	return (unsigned)r->header[2] << 8 | r->header[3];
}

/* A record of the request being read. */
static bool
is_ours(const struct record_reader *r)
{
	return r->active && record_id(r) == r->id;
}

static enum record_event
broken(struct record_reader *r, const char *why)
{
	r->why = why;
	return RECORD_BROKEN;
}

static enum record_event
start_record(struct record_reader *r)
{
	r->content_len = (size_t)r->header[4] << 8 | r->header[5];
	r->content_left = r->content_len;
	r->padding_left = r->header[6];
	r->short_len = 0;
	if (!is_ours(r))
		return RECORD_MORE;
	if (record_type(r) == FCGI_PARAMS && r->params_done)
		return broken(r, "parameters after their end");
	if (record_type(r) == FCGI_STDIN && !r->params_done)
		return broken(r, "a body before the end of the parameters");
	return RECORD_MORE;
}

/* What does not fit is read and dropped, so that framing survives. */
static void
add_to_stream(struct buf *stream, bool *too_large, const char *data, size_t len)
{
	if (*too_large || buf_add(stream, data, len) == 0)
		return;
	*too_large = true;
	buf_free(stream);
}

static void
take_content(struct record_reader *r, const char *data, size_t len)
{
	size_t room = sizeof(r->short_content) - r->short_len;

	if (is_ours(r) && record_type(r) == FCGI_PARAMS)
		add_to_stream(&r->params, &r->params_too_large, data, len);
	else if (is_ours(r) && record_type(r) == FCGI_STDIN) {
		r->body_bytes += len;
		add_to_stream(&r->body, &r->body_too_large, data, len);
	} else if (room > 0) {
		room = len < room ? len : room;
		memcpy(r->short_content + r->short_len, data, room);
		r->short_len += room;
	}
}

static enum record_event
begin_request(struct record_reader *r)
{
	FCGI_BeginRequestBody body;

	if (r->content_len != sizeof(body))
		return broken(r, "a begin record of another size");
	memcpy(&body, r->short_content, sizeof(body));
	if (is_ours(r))
		return broken(r, "a request that begins twice");
	if (r->active) {
		put_end(&r->out, record_id(r), FCGI_CANT_MPX_CONN);
		return RECORD_MORE;
	}
	if (body.roleB1 != 0 || body.roleB0 != FCGI_RESPONDER) {
		put_end(&r->out, record_id(r), FCGI_UNKNOWN_ROLE);
		return body.flags & FCGI_KEEP_CONN ? RECORD_MORE : RECORD_ENDED;
	}
	r->active = true;
	r->id = record_id(r);
	r->keep = (body.flags & FCGI_KEEP_CONN) != 0;
	return RECORD_MORE;
}

static enum record_event
abort_request(struct record_reader *r)
{
	bool keep = r->keep;

	put_end(&r->out, r->id, FCGI_REQUEST_COMPLETE);
	record_forget(r);
	return keep ? RECORD_MORE : RECORD_ENDED;
}

static enum record_event
end_record(struct record_reader *r)
{
	r->header_len = 0;
	if (record_id(r) == FCGI_NULL_REQUEST_ID) {
		if (record_type(r) == FCGI_GET_VALUES)
			put_values(&r->out,
			    (struct text){r->short_content, r->short_len});
		else
			put_unknown_type(&r->out, record_type(r));
		return RECORD_MORE;
	}
	if (record_type(r) == FCGI_BEGIN_REQUEST)
		return begin_request(r);
	/* FastCGI 3.3: records of a request that is not active are ignored. */
	if (!is_ours(r))
		return RECORD_MORE;
	if (record_type(r) == FCGI_ABORT_REQUEST)
		return abort_request(r);
	if (record_type(r) == FCGI_PARAMS && r->content_len == 0)
		r->params_done = true;
	if (record_type(r) == FCGI_STDIN && r->content_len == 0)
		return RECORD_REQUEST;
	return RECORD_MORE;
}

static size_t
take_header(struct record_reader *r, const char *data, size_t len)
{
	size_t n = sizeof(r->header) - r->header_len;

	n = len < n ? len : n;
	memcpy(r->header + r->header_len, data, n);
	r->header_len += n;
	return n;
}

/* One step: bytes of the header, of the content or of the padding. */
static enum record_event
feed_some(struct record_reader *r, const char *data, size_t len, size_t *used)
{
	enum record_event event = RECORD_MORE;

	if (r->header_len < sizeof(r->header)) {
		*used = take_header(r, data, len);
		if (r->header[0] != FCGI_VERSION_1)
			return broken(r, "another version, or not FastCGI");
		if (r->header_len < sizeof(r->header))
			return RECORD_MORE;
		event = start_record(r);
	} else if (r->content_left > 0) {
		*used = len < r->content_left ? len : r->content_left;
		take_content(r, data, *used);
		r->content_left -= *used;
	} else {
		*used = len < r->padding_left ? len : r->padding_left;
		r->padding_left -= *used;
	}
	if (event == RECORD_MORE && r->content_left == 0 &&
	    r->padding_left == 0)
		event = end_record(r);
	return r->out.failed ? broken(r, "too many queries") : event;
}

enum record_event
record_feed(struct record_reader *r, const char *data, size_t len, size_t *used)
{
	enum record_event event = RECORD_MORE;
	size_t n;

	*used = 0;
	while (event == RECORD_MORE && *used < len) {
		n = 0;
		event = feed_some(r, data + *used, len - *used, &n);
		*used += n;
	}
	return event;
}
