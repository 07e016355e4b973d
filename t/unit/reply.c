/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "fcgi/reply.h"

#include <stdio.h>

struct wire {
	struct buf sent;
	int left; /* calls until the peer is gone, -1: never */
};

static int
wire_send(void *context, const char *data, size_t len)
{
	struct wire *wire = context;

	if (wire->left == 0)
		return -1;
	wire->left -= wire->left > 0;
	return buf_add(&wire->sent, data, len);
}

/* A row makes its answer with `make` and expects these bytes. */
struct reply_row {
	const char *name;
	void (*make)(struct reply *r);
	const char *bytes;
	uint64_t sent;
};

static void
make_plain(struct reply *r)
{
	reply_header(r, "Content-Type", TEXT("application/json"));
	reply_write(r, "{}", 2);
	reply_write(r, "\n", 1);
	reply_finish(r);
}

static void
make_empty(struct reply *r)
{
	reply_status(r, 404);
	reply_finish(r);
}

static void
make_unknown(struct reply *r)
{
	reply_status(r, 299);
	reply_finish(r);
}

static void
make_dropped(struct reply *r)
{
	reply_header(r, "X", TEXT("1"));
	reply_header(r, "X-Y", TEXT("X: 2"));
	reply_header(r, "X", TEXT("3"));
	reply_header(r, "x", TEXT("4"));
	reply_drop_header(r, "X");
	reply_drop_header(r, "Z");
	reply_header(r, "Z", TEXT("5"));
	reply_finish(r);
}

static void
make_dropped_all(struct reply *r)
{
	reply_drop_header(r, "X");
	reply_header(r, "X", TEXT("1"));
	reply_drop_header(r, "X");
	reply_finish(r);
}

static void
make_head(struct reply *r)
{
	r->no_body = true;
	make_plain(r);
}

static void
make_no_content(struct reply *r)
{
	reply_status(r, 204);
	reply_write(r, "x", 1);
	reply_finish(r);
}

static void
make_not_modified(struct reply *r)
{
	reply_status(r, 304);
	reply_header(r, "ETag", TEXT("\"1\""));
	reply_finish(r);
}

static void
make_hostile(struct reply *r)
{
	char large[REPLY_HEAD + 1];

	memset(large, 'a', sizeof(large));
	reply_header(r, "X-A", TEXT("1\r\nX-B: 2"));
	reply_header(r, "X-C", TEXT("1\nX-D: 2"));
	reply_header(r, "X-E\r\nX-F", TEXT("1"));
	reply_header(r, "X-G", TEXT("1\0"));
	reply_header(r, "", TEXT("1"));
	reply_header(r, "X-H", (struct text){large, sizeof(large)});
	reply_header(r, "X-I", TEXT("\xE4\xBD\xA0\t1"));
	reply_finish(r);
}

static void
make_discard(struct reply *r)
{
	reply_status(r, 404);
	reply_header(r, "X-A", TEXT("1"));
	reply_write(r, "gone", 4);
	reply_discard(r);
	reply_status(r, 500);
	reply_write(r, "error", 5);
	reply_finish(r);
}

static void
write_much(struct reply *r, size_t len)
{
	char block[1024] = {0};

	for (; len >= sizeof(block); len -= sizeof(block))
		assert_int_equal(reply_write(r, block, sizeof(block)), 0);
	reply_write(r, block, len);
}

static void
make_stream(struct reply *r)
{
	write_much(r, REPLY_HELD);
	assert_false(reply_overflowed(r));
	write_much(r, 1);
	assert_true(reply_overflowed(r));
	reply_discard(r);
	reply_write(r, "counted", 7);
	reply_header(r, "X-A", TEXT("1"));
	reply_stream(r);
	assert_false(reply_overflowed(r));
	reply_write(r, "sent", 4);
	reply_discard(r);
	reply_write(r, " on", 3);
	reply_write(r, "", 0);
	reply_finish(r);
}

static void
make_stream_head(struct reply *r)
{
	r->no_body = true;
	reply_write(r, "body", 4);
	reply_stream(r);
	reply_write(r, "body", 4);
	reply_finish(r);
}

static void
make_held(struct reply *r)
{
	reply_hold(r);
	write_much(r, REPLY_HELD_MOST);
	assert_false(reply_overflowed(r));
	reply_discard(r);
	reply_write(r, "held", 4);
	reply_finish(r);
}

static void
make_error_instead(struct reply *r)
{
	write_much(r, REPLY_HELD + 1);
	reply_discard(r);
	reply_status(r, 500);
	reply_write(r, "error", 5);
	reply_finish(r);
}

static struct reply_row reply_rows[] = {
    {"rfc 3875 6: headers and a body", make_plain,
	"Status: 200 OK\r\nContent-Type: application/json\r\n"
	"Content-Length: 3\r\n\r\n{}\n",
	3},
    {"no body", make_empty,
	"Status: 404 Not Found\r\nContent-Length: 0\r\n\r\n", 0},
    {"a status without reason", make_unknown,
	"Status: 299 \r\nContent-Length: 0\r\n\r\n", 0},
    {"rfc 9110 9.3.2: HEAD has the length of the body", make_head,
	"Status: 200 OK\r\nContent-Type: application/json\r\n"
	"Content-Length: 3\r\n\r\n",
	0},
    {"rfc 9110 15.3.5: 204 has no body", make_no_content,
	"Status: 204 No Content\r\n\r\n", 0},
    {"rfc 9110 15.4.5: 304 has no body", make_not_modified,
	"Status: 304 Not Modified\r\nETag: \"1\"\r\n\r\n", 0},
    {"hostile headers are dropped", make_hostile,
	"Status: 200 OK\r\nX-I: \xE4\xBD\xA0\t1\r\nContent-Length: 0\r\n\r\n",
	0},
    {"discard forgets the body, not the headers", make_discard,
	"Status: 500 Internal Server Error\r\nX-A: 1\r\nContent-Length: "
	"5\r\n\r\nerror",
	5},
    {"a large body is counted, then streamed", make_stream,
	"Status: 200 OK\r\nX-A: 1\r\nContent-Length: 7\r\n\r\nsent on", 7},
    {"HEAD of a stream", make_stream_head,
	"Status: 200 OK\r\nContent-Length: 4\r\n\r\n", 0},
    {"more is held where that was asked for", make_held,
	"Status: 200 OK\r\nContent-Length: 4\r\n\r\nheld", 4},
    {"headers that are taken back", make_dropped,
	"Status: 200 OK\r\nX-Y: X: 2\r\nx: 4\r\nZ: 5\r\n"
	"Content-Length: 0\r\n\r\n",
	0},
    {"all headers are taken back", make_dropped_all,
	"Status: 200 OK\r\nContent-Length: 0\r\n\r\n", 0},
    {"an error instead of a large body", make_error_instead,
	"Status: 500 Internal Server Error\r\nContent-Length: 5\r\n\r\nerror",
	5},
};

static void
check_reply(void **state)
{
	const struct reply_row *row = *state;
	struct wire wire = {.left = -1};
	struct reply r;

	buf_init(&wire.sent, 1 << 16);
	reply_init(&r);
	/* Twice: the second time with the memory of the first. */
	for (int i = 0; i < 2; i++) {
		buf_reset(&wire.sent);
		reply_start(&r, wire_send, &wire);
		row->make(&r);
		assert_int_equal(wire.sent.len, strlen(row->bytes));
		assert_memory_equal(wire.sent.data, row->bytes, wire.sent.len);
		assert_int_equal(r.sent, row->sent);
		assert_true(r.finished);
		assert_false(r.failed);
	}
	reply_free(&r);
	buf_free(&wire.sent);
}

/* What is sent of a stream that is not what was counted. */
struct cut_row {
	const char *name;
	const char *counted;
	const char *first, *second; /* the pieces that are written then */
	const char *sent;
};

static struct cut_row cut_rows[] = {
    {"a stream without its last byte is cut", "12345", "12", "34", "1234"},
    {"a stream of nothing is cut", "12345", "", "", ""},
    {"one byte more: nothing of that piece", "12345", "123", "456", "123"},
    {"one byte more behind the end: no last byte", "12345", "12345", "6",
	"1234"},
    {"all in one piece, too long: nothing", "12345", "123456", "", ""},
};

static void
check_cut(void **state)
{
	const struct cut_row *row = *state;
	struct wire wire = {.left = -1};
	char want[100];
	struct reply r;

	snprintf(want, sizeof(want),
	    "Status: 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
	    strlen(row->counted), row->sent);
	buf_init(&wire.sent, 1 << 16);
	reply_init(&r);
	reply_start(&r, wire_send, &wire);
	reply_write(&r, row->counted, strlen(row->counted));
	reply_stream(&r);
	reply_write(&r, row->first, strlen(row->first));
	reply_write(&r, row->second, strlen(row->second));
	assert_int_equal(reply_finish(&r), -1);
	assert_int_equal(wire.sent.len, strlen(want));
	assert_memory_equal(wire.sent.data, want, wire.sent.len);
	assert_false(r.finished);
	assert_false(r.failed);
	reply_free(&r);
	buf_free(&wire.sent);
}

struct gone_row {
	const char *name;
	int calls; /* that reach the peer */
	bool stream;
};

static struct gone_row gone_rows[] = {
    {"the peer is gone before the headers", 0, false},
    {"the peer is gone before the body", 4, false},
    {"the peer is gone before a stream", 0, true},
    {"the peer is gone within a stream", 4, true},
    {"the peer is gone at the end of a stream", 6, true},
};

static void
check_gone(void **state)
{
	const struct gone_row *row = *state;
	struct wire wire = {.left = row->calls};
	struct reply r;

	buf_init(&wire.sent, 1 << 16);
	reply_init(&r);
	reply_start(&r, wire_send, &wire);
	reply_header(&r, "X-A", TEXT("1"));
	if (row->stream) {
		reply_write(&r, "firstsecond", 11);
		reply_stream(&r);
		reply_write(&r, "first", 5);
		reply_write(&r, "second", 6);
	} else
		assert_int_equal(reply_write(&r, "held", 4), 0);
	assert_int_equal(reply_finish(&r), -1);
	assert_true(r.failed);
	reply_free(&r);
	buf_free(&wire.sent);
}

struct status_row {
	const char *name;
	int status;
};

static struct status_row status_rows[] = {
    {"Status: 200 OK\r\n", 200},
    {"Status: 204 No Content\r\n", 204},
    {"Status: 304 Not Modified\r\n", 304},
    {"Status: 400 Bad Request\r\n", 400},
    {"Status: 401 Unauthorized\r\n", 401},
    {"Status: 403 Forbidden\r\n", 403},
    {"Status: 404 Not Found\r\n", 404},
    {"Status: 405 Method Not Allowed\r\n", 405},
    {"Status: 413 Content Too Large\r\n", 413},
    {"Status: 414 URI Too Long\r\n", 414},
    {"Status: 431 Request Header Fields Too Large\r\n", 431},
    {"Status: 500 Internal Server Error\r\n", 500},
    {"Status: 502 Bad Gateway\r\n", 502},
    {"Status: 503 Service Unavailable\r\n", 503},
    {"Status: 504 Gateway Timeout\r\n", 504},
};

static void
check_all_statuses(void **state)
{
	struct wire wire = {.left = -1};
	struct reply r;

	(void)state;
	buf_init(&wire.sent, 1 << 16);
	reply_init(&r);
	for (size_t i = 0; i < sizeof(status_rows) / sizeof(*status_rows);
	     i++) {
		const struct status_row *row = &status_rows[i];

		buf_reset(&wire.sent);
		reply_start(&r, wire_send, &wire);
		reply_status(&r, row->status);
		reply_finish(&r);
		assert_memory_equal(
		    wire.sent.data, row->name, strlen(row->name));
	}
	reply_free(&r);
	buf_free(&wire.sent);
}

struct once_row {
	const char *name;
};

static struct once_row once_rows[] = {
    {"rfc 9110 15: the reasons of all statuses"},
};

int
main(void)
{
	UNIT_TABLE(reply_rows, check_reply);
	UNIT_TABLE(cut_rows, check_cut);
	UNIT_TABLE(gone_rows, check_gone);
	UNIT_TABLE(once_rows, check_all_statuses);
	return unit_run("reply");
}
