/* SPDX-License-Identifier: MIT */
/* What a worker makes of the records that it is sent. */
#include "unit.h"

#include "fcgi_bench.h"

#include "fcgi/request.h"

#include <sys/socket.h>

static void
run_simple(struct bench *t)
{
	ask_new(t);
}

static void
run_body(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_request(&t->b, 0x1234, 0, "ECHO", "", "0123456789");
	peer_send(fd, &t->b);
	expect_answer(t, fd, 0x1234, "params=1/0 body=10/0 ");
}

static void
run_no_params(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_begin(&t->b, 1, FCGI_RESPONDER, 0);
	put_record(&t->b, FCGI_PARAMS, 1, NULL, 0, 0);
	put_record(&t->b, FCGI_STDIN, 1, NULL, 0, 0);
	peer_send(fd, &t->b);
	expect_answer(t, fd, 1, "params=0/0 body=0/0 ");
}

static void
run_long_value(struct bench *t)
{
	char value[1001];
	int fd = peer_dial(&t->peer);

	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	put_request(&t->b, 1, 0, "ECHO", value, "");
	peer_send(fd, &t->b);
	expect_answer(t, fd, 1, value);
}

/* Parameters one byte to a record, with or without padding. */
static void
send_split(struct bench *t, int fd, size_t padding)
{
	struct buf pairs;

	buf_init(&pairs, 1000);
	put_pair(&pairs, "ECHO", "split");
	put_pair(&pairs, "OTHER", "");
	put_begin(&t->b, 1, FCGI_RESPONDER, 0);
	for (size_t i = 0; i < pairs.len; i++)
		put_record(&t->b, FCGI_PARAMS, 1, pairs.data + i, 1, padding);
	put_record(&t->b, FCGI_PARAMS, 1, NULL, 0, padding);
	put_record(&t->b, FCGI_STDIN, 1, "ab", 2, padding);
	put_record(&t->b, FCGI_STDIN, 1, NULL, 0, padding);
	peer_send(fd, &t->b);
	buf_free(&pairs);
	expect_answer(t, fd, 1, "params=2/0 body=2/0 split");
}

static void
run_split(struct bench *t)
{
	send_split(t, peer_dial(&t->peer), 0);
}

static void
run_padding(struct bench *t)
{
	send_split(t, peer_dial(&t->peer), 255);
}

static void
run_byte_by_byte(struct bench *t)
{
	struct buf byte;
	int fd = peer_dial(&t->peer);

	put_request(&t->b, 1, 0, "ECHO", "bytes", "body");
	for (size_t i = 0; i < t->b.len; i++) {
		byte = (struct buf){.data = t->b.data + i, .len = 1};
		peer_send(fd, &byte);
	}
	buf_reset(&t->b);
	expect_answer(t, fd, 1, "params=1/0 body=4/0 bytes");
}

static void
send_body(struct bench *t, int fd, int flags, size_t records)
{
	char block[4096] = {0};

	put_begin(&t->b, 1, FCGI_RESPONDER, flags);
	put_record(&t->b, FCGI_PARAMS, 1, NULL, 0, 0);
	peer_send(fd, &t->b);
	for (size_t i = 0; i < records; i++) {
		put_record(&t->b, FCGI_STDIN, 1, block, sizeof(block), 0);
		peer_send(fd, &t->b);
	}
	put_record(&t->b, FCGI_STDIN, 1, NULL, 0, 0);
	peer_send(fd, &t->b);
}

static void
run_largest_body(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	send_body(t, fd, 0, 256);
	expect_answer(t, fd, 1, "params=0/0 body=1048576/0 ");
}

static void
run_oversized_body(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	send_body(t, fd, KEEP, 1000);
	expect_answer(t, fd, 1, "params=0/0 body=0/1 ");
	ask(t, fd, 2, KEEP);
}

static void
send_params(struct bench *t, int fd, size_t count, const char *value)
{
	struct buf pairs;

	buf_init(&pairs, 65535);
	put_begin(&t->b, 1, FCGI_RESPONDER, KEEP);
	for (size_t i = 0; i < count; i++) {
		buf_reset(&pairs);
		put_pair(&pairs, "NAME", value);
		put_record(&t->b, FCGI_PARAMS, 1, pairs.data, pairs.len, 0);
		peer_send(fd, &t->b);
	}
	put_record(&t->b, FCGI_PARAMS, 1, NULL, 0, 0);
	put_record(&t->b, FCGI_STDIN, 1, NULL, 0, 0);
	peer_send(fd, &t->b);
	buf_free(&pairs);
}

static void
run_most_params(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	send_params(t, fd, FCGI_PARAMS_COUNT, "v");
	expect_answer(t, fd, 1, "params=512/0 body=0/0 ");
}

static void
run_too_many_params(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	send_params(t, fd, FCGI_PARAMS_COUNT + 1, "v");
	expect_answer(t, fd, 1, "params=0/1 body=0/0 ");
	ask(t, fd, 2, KEEP);
}

static void
run_too_large_params(struct bench *t)
{
	char value[1001];
	int fd = peer_dial(&t->peer);

	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	send_params(t, fd, 400, value);
	expect_answer(t, fd, 1, "params=0/1 body=0/0 ");
	ask(t, fd, 2, KEEP);
}

static void
expect_record(int fd, int type, const char *content, size_t len)
{
	struct record record;

	assert_true(peer_record(fd, &record));
	assert_int_equal(record.type, type);
	assert_int_equal(record.id, 0);
	assert_int_equal(record.len, len);
	assert_memory_equal(record.content, content, len);
}

static void
get_values(struct bench *t, const char *const *names, int fd)
{
	struct buf pairs;

	buf_init(&pairs, 65535);
	for (; *names != NULL; names++)
		put_pair(&pairs, *names, "");
	put_record(&t->b, FCGI_GET_VALUES, 0, pairs.data, pairs.len, 3);
	peer_send(fd, &t->b);
	buf_free(&pairs);
}

#define CONNS "\16\2FCGI_MAX_CONNS64"
#define REQS  "\15\2FCGI_MAX_REQS64"
#define MPXS  "\17\1FCGI_MPXS_CONNS0"
#define ALL   CONNS REQS MPXS

static void
run_values(struct bench *t)
{
	static const char *const names[] = {
	    "FCGI_MPXS_CONNS", "FCGI_MAX_REQS", "FCGI_MAX_CONNS", NULL};
	int fd = peer_dial(&t->peer);

	get_values(t, names, fd);
	expect_record(fd, FCGI_GET_VALUES_RESULT, ALL, sizeof(ALL) - 1);
	ask(t, fd, 1, 0);
}

static void
run_values_unknown(struct bench *t)
{
	static const char *const names[] = {
	    "FCGI_MAX", "FCGI_MAX_REQS", "", "FCGI_MAX_CONNSX", NULL};
	static const char *const none[] = {NULL};
	int fd = peer_dial(&t->peer);

	get_values(t, names, fd);
	expect_record(fd, FCGI_GET_VALUES_RESULT, REQS, sizeof(REQS) - 1);
	get_values(t, none, fd);
	expect_record(fd, FCGI_GET_VALUES_RESULT, "", 0);
	ask(t, fd, 1, 0);
}

static void
run_values_repeated(struct bench *t)
{
	static const char *const names[] = {"FCGI_MAX_CONNS", "FCGI_MAX_CONNS",
	    "FCGI_MAX_CONNS", "FCGI_MPXS_CONNS", "FCGI_MPXS_CONNS", NULL};
	int fd = peer_dial(&t->peer);

	get_values(t, names, fd);
	expect_record(
	    fd, FCGI_GET_VALUES_RESULT, CONNS MPXS, sizeof(CONNS MPXS) - 1);
	ask(t, fd, 1, 0);
}

static void
run_values_oversized(struct bench *t)
{
	const char *names[4001];
	int fd = peer_dial(&t->peer);

	for (size_t i = 0; i < 4000; i++)
		names[i] = "FCGI_MAX_CONNS";
	names[4000] = NULL;
	get_values(t, names, fd);
	expect_record(fd, FCGI_GET_VALUES_RESULT, CONNS, sizeof(CONNS) - 1);
	ask(t, fd, 1, 0);
}

static void
run_values_malformed(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_record(&t->b, FCGI_GET_VALUES, 0,
	    "\15\0FCGI_MAX_REQS\377\377\377\377\377\377\377\377x", 24, 0);
	peer_send(fd, &t->b);
	expect_record(fd, FCGI_GET_VALUES_RESULT, REQS, sizeof(REQS) - 1);
	ask(t, fd, 1, 0);
}

static void
run_values_between(struct bench *t)
{
	static const char *const names[] = {"FCGI_MPXS_CONNS", NULL};
	struct buf pairs;
	int fd = peer_dial(&t->peer);

	buf_init(&pairs, 1000);
	put_pair(&pairs, "ECHO", "between");
	put_begin(&t->b, 1, FCGI_RESPONDER, 0);
	put_record(&t->b, FCGI_PARAMS, 1, pairs.data, 5, 0);
	get_values(t, names, fd);
	expect_record(fd, FCGI_GET_VALUES_RESULT, MPXS, sizeof(MPXS) - 1);
	put_record(&t->b, FCGI_PARAMS, 1, pairs.data + 5, pairs.len - 5, 0);
	put_record(&t->b, FCGI_PARAMS, 1, NULL, 0, 0);
	put_record(&t->b, FCGI_STDIN, 1, NULL, 0, 0);
	peer_send(fd, &t->b);
	buf_free(&pairs);
	expect_answer(t, fd, 1, "params=1/0 body=0/0 between");
}

/* Queries whose answers nobody reads end the connection, not the worker. */
static void
run_values_flood(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	for (size_t i = 0; i < 20000; i++)
		put_record(&t->b, 77, 0, NULL, 0, 0);
	for (size_t i = 0; i < 50; i++) {
		size_t len = t->b.len;

		peer_send(fd, &t->b);
		buf_truncate(&t->b, len);
	}
	buf_reset(&t->b);
	ask_new(t);
}

static void
run_unknown_type(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_record(&t->b, 77, 0, "ignored", 7, 1);
	peer_send(fd, &t->b);
	expect_record(fd, FCGI_UNKNOWN_TYPE, "\115\0\0\0\0\0\0\0", 8);
	ask(t, fd, 1, 0);
}

static void
run_other_request(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_record(&t->b, FCGI_STDIN, 7, "nobody's", 8, 0);
	put_record(&t->b, FCGI_ABORT_REQUEST, 7, NULL, 0, 0);
	put_record(&t->b, 77, 7, "x", 1, 0);
	peer_send(fd, &t->b);
	ask(t, fd, 1, 0);
}

static void
run_role(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_begin(&t->b, 1, FCGI_AUTHORIZER, 0);
	peer_send(fd, &t->b);
	assert_int_equal(peer_answer(fd, 1, &t->out), FCGI_UNKNOWN_ROLE);
	assert_true(peer_at_end(fd));
}

static void
run_role_kept(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_begin(&t->b, 1, FCGI_FILTER, KEEP);
	put_record(&t->b, FCGI_PARAMS, 1, NULL, 0, 0);
	put_record(&t->b, FCGI_STDIN, 1, NULL, 0, 0);
	peer_send(fd, &t->b);
	assert_int_equal(peer_answer(fd, 1, &t->out), FCGI_UNKNOWN_ROLE);
	ask(t, fd, 2, KEEP);
}

static void
run_second_begin(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_begin(&t->b, 1, FCGI_RESPONDER, 0);
	put_request(&t->b, 2, 0, "ECHO", "second", "body");
	peer_send(fd, &t->b);
	assert_int_equal(peer_answer(fd, 2, &t->out), FCGI_CANT_MPX_CONN);
	put_record(&t->b, FCGI_PARAMS, 1, "\4\5ECHOfirst", 11, 0);
	put_record(&t->b, FCGI_PARAMS, 1, NULL, 0, 0);
	put_record(&t->b, FCGI_STDIN, 1, NULL, 0, 0);
	peer_send(fd, &t->b);
	expect_answer(t, fd, 1, "params=1/0 body=0/0 first");
}

static void
run_abort(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_begin(&t->b, 1, FCGI_RESPONDER, KEEP);
	put_record(&t->b, FCGI_PARAMS, 1, "\4\5ECHOfirst", 11, 0);
	put_record(&t->b, FCGI_ABORT_REQUEST, 1, NULL, 0, 0);
	peer_send(fd, &t->b);
	assert_int_equal(peer_answer(fd, 1, &t->out), FCGI_REQUEST_COMPLETE);
	assert_int_equal(t->out.len, 0);
	ask(t, fd, 2, KEEP);
}

static void
run_abort_closes(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_begin(&t->b, 1, FCGI_RESPONDER, 0);
	put_record(&t->b, FCGI_ABORT_REQUEST, 1, NULL, 0, 0);
	peer_send(fd, &t->b);
	assert_int_equal(peer_answer(fd, 1, &t->out), FCGI_REQUEST_COMPLETE);
	assert_true(peer_at_end(fd));
}

static void
run_truncated(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_request(&t->b, 1, 0, "ECHO", "cut", "body");
	t->b.len -= 10;
	peer_send(fd, &t->b);
	shutdown(fd, SHUT_WR);
	assert_true(peer_at_end(fd));
	ask_new(t);
}

/* Sends what is not FastCGI: the connection ends without an answer. */
static void
expect_broken(struct bench *t, int fd)
{
	char byte;

	peer_send(fd, &t->b);
	/* With bytes unread on its side the kernel says "reset". */
	assert_true(recv(fd, &byte, 1, 0) <= 0);
	ask_new(t);
}

static void
run_version(struct bench *t)
{
	put_request(&t->b, 1, 0, "ECHO", "", "");
	t->b.data[0] = 2;
	expect_broken(t, peer_dial(&t->peer));
}

static void
run_http(struct bench *t)
{
	buf_add_text(&t->b, TEXT("GET / HTTP/1.1\r\n\r\n"));
	expect_broken(t, peer_dial(&t->peer));
}

static void
run_short_begin(struct bench *t)
{
	put_record(&t->b, FCGI_BEGIN_REQUEST, 1, "\0\1\0\0", 4, 0);
	expect_broken(t, peer_dial(&t->peer));
}

static void
run_same_begin(struct bench *t)
{
	put_begin(&t->b, 1, FCGI_RESPONDER, KEEP);
	put_begin(&t->b, 1, FCGI_RESPONDER, KEEP);
	expect_broken(t, peer_dial(&t->peer));
}

static void
run_early_body(struct bench *t)
{
	put_begin(&t->b, 1, FCGI_RESPONDER, KEEP);
	put_record(&t->b, FCGI_STDIN, 1, "x", 1, 0);
	expect_broken(t, peer_dial(&t->peer));
}

static void
run_late_params(struct bench *t)
{
	put_begin(&t->b, 1, FCGI_RESPONDER, KEEP);
	put_record(&t->b, FCGI_PARAMS, 1, NULL, 0, 0);
	put_record(&t->b, FCGI_PARAMS, 1, "\1\0x", 3, 0);
	expect_broken(t, peer_dial(&t->peer));
}

static void
put_raw_params(struct bench *t, const char *pairs, size_t len)
{
	put_begin(&t->b, 1, FCGI_RESPONDER, KEEP);
	put_record(&t->b, FCGI_PARAMS, 1, pairs, len, 0);
	put_record(&t->b, FCGI_PARAMS, 1, NULL, 0, 0);
	put_record(&t->b, FCGI_STDIN, 1, NULL, 0, 0);
}

static void
run_huge_lengths(struct bench *t)
{
	put_raw_params(t, "\377\377\377\377\377\377\377\377name", 12);
	expect_broken(t, peer_dial(&t->peer));
	put_raw_params(t, "\4\377\377\377\377name", 9);
	expect_broken(t, peer_dial(&t->peer));
	put_raw_params(t, "\377\377\377", 3);
	expect_broken(t, peer_dial(&t->peer));
	put_raw_params(t, "\4\5namefour", 10);
	expect_broken(t, peer_dial(&t->peer));
}

static struct fcgi_row rows[] = {
    {"fastcgi 6.2: a request without body", run_simple, {0}},
    {"fastcgi 6.2: a request with body", run_body, {0}},
    {"fastcgi 5.2: no parameters", run_no_params, {0}},
    {"fastcgi 3.4: a length of four bytes", run_long_value, {0}},
    {"fastcgi 5.2: parameters one byte to a record", run_split, {0}},
    {"fastcgi 3.3: padding", run_padding, {0}},
    {"a request one byte to a packet", run_byte_by_byte, {0}},
    {"the largest body, in 256 records", run_largest_body, {0}},
    {"an oversized body is dropped, the connection goes on", run_oversized_body,
	{.keepalive = 10000}},
    {"the most parameters", run_most_params, {0}},
    {"too many parameters, the connection goes on", run_too_many_params,
	{.keepalive = 10000}},
    {"too large parameters, the connection goes on", run_too_large_params,
	{.keepalive = 10000}},
    {"fastcgi 4.1: values, before any request", run_values, {0}},
    {"fastcgi 4.1: unknown names, and none", run_values_unknown, {0}},
    {"fastcgi 4.1: repeated names are answered once", run_values_repeated, {0}},
    {"fastcgi 4.1: an oversized query", run_values_oversized, {0}},
    {"fastcgi 4.1: a malformed query", run_values_malformed, {0}},
    {"fastcgi 4.1: values between parameters", run_values_between, {0}},
    {"queries whose answers are not read", run_values_flood, {0}},
    {"fastcgi 4.2: unknown type", run_unknown_type, {0}},
    {"fastcgi 3.3: records of other requests are ignored", run_other_request,
	{0}},
    {"fastcgi 5.5: unknown role", run_role, {0}},
    {"fastcgi 5.5: unknown role on a kept connection", run_role_kept,
	{.keepalive = 10000}},
    {"fastcgi 5.5: a second request at the same time", run_second_begin, {0}},
    {"fastcgi 5.4: abort", run_abort, {.keepalive = 10000}},
    {"fastcgi 5.4: abort, and the connection closes", run_abort_closes, {0}},
    {"a truncated record", run_truncated, {0}},
    {"version 2", run_version, {0}},
    {"HTTP instead of FastCGI", run_http, {0}},
    {"a begin record of four bytes", run_short_begin, {0}},
    {"a request that begins twice", run_same_begin, {0}},
    {"a body before the end of the parameters", run_early_body, {0}},
    {"parameters after their end", run_late_params, {0}},
    {"lengths beyond the parameter block", run_huge_lengths, {0}},
};

int
main(void)
{
	UNIT_TABLE(rows, bench_check);
	return unit_run("fcgi_records");
}
