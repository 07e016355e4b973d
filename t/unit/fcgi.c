/* SPDX-License-Identifier: MIT */
/* What a worker makes of many connections, slow peers and signals. */
#include "unit.h"

#include "fcgi_bench.h"

#include "base/clock.h"
#include "fcgi/connection.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static void
run_kept(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	for (unsigned id = 1; id <= 3; id++)
		ask(t, fd, id, KEEP);
	ask(t, fd, 9, 0);
	assert_true(peer_at_end(fd));
}

static void
run_keep_refused(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	ask(t, fd, 1, KEEP);
	assert_true(peer_at_end(fd));
}

static void
run_kept_ends(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	ask(t, fd, 1, KEEP);
	assert_true(peer_at_end(fd));
	ask_new(t);
}

static void
run_pipelined(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	for (unsigned id = 1; id <= 100; id++)
		put_request(&t->b, id, KEEP, "ECHO", "queue", "x");
	peer_send(fd, &t->b);
	for (unsigned id = 1; id <= 100; id++)
		expect_answer(t, fd, id, "params=1/0 body=1/0 queue");
}

static void
run_silent(struct bench *t)
{
	int silent = peer_dial(&t->peer);

	ask_new(t);
	ask(t, silent, 1, 0);
}

static void
run_silent_ends(struct bench *t)
{
	assert_true(peer_at_end(peer_dial(&t->peer)));
}

static void
run_two_bytes(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	assert_int_equal(send(fd, "\1\1", 2, 0), 2);
	ask_new(t);
	ask_new(t);
}

static void
run_two_bytes_end(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	assert_int_equal(send(fd, "\1\1", 2, 0), 2);
	assert_true(peer_at_end(fd));
	ask_new(t);
}

static void
run_idle(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	ask(t, fd, 1, KEEP);
	ask_new(t);
	ask(t, fd, 2, KEEP);
}

static void
run_never_closing(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	ask(t, fd, 1, 0);
	ask_new(t);
	assert_true(peer_at_end(fd));
}

static void
run_many_idle(struct bench *t)
{
	int fds[200];

	for (size_t i = 0; i < 200; i++) {
		fds[i] = peer_dial(&t->peer);
		ask(t, fds[i], 1, KEEP);
	}
	/* Those of the same millisecond give way in any order. */
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++)
		assert_true(peer_at_end(fds[i]));
	ask(t, fds[199], 2, KEEP);
}

static void
run_many_silent(struct bench *t)
{
	int first = peer_dial(&t->peer);

	for (size_t i = 0; i < 2 * FCGI_CONNECTIONS; i++)
		peer_dial(&t->peer);
	ask_new(t);
	assert_true(peer_at_end(first));
}

/* Half requests fill the table twice; the one that is further goes on. */
static void
run_many_half(struct bench *t)
{
	int further = peer_dial(&t->peer), first;
	struct buf rest;

	put_request(&t->b, 1, 0, "ECHO", "further", "");
	assert_int_equal(send(further, t->b.data, 20, 0), 20);
	rest = (struct buf){.data = t->b.data + 20, .len = t->b.len - 20};
	first = peer_dial(&t->peer);
	assert_int_equal(send(first, "\1\1", 2, 0), 2);
	for (size_t i = 1; i < 2 * FCGI_CONNECTIONS; i++)
		send(peer_dial(&t->peer), "\1\1", 2, 0);
	assert_true(peer_at_end(first));
	peer_send(further, &rest);
	buf_reset(&t->b);
	expect_answer(t, further, 1, "params=1/0 body=0/0 further");
	ask_new(t);
}

static void
run_no_descriptors(struct bench *t)
{
	int one = peer_dial(&t->peer), two = peer_dial(&t->peer), three;

	ask(t, one, 1, KEEP);
	ask(t, two, 1, KEEP);
	three = peer_dial(&t->peer);
	ask(t, three, 1, KEEP);
	assert_true(peer_at_end(one));
	ask(t, two, 2, 0);
	ask(t, three, 2, 0);
}

static void
run_no_descriptors_half(struct bench *t)
{
	int one = peer_dial(&t->peer);

	assert_int_equal(send(one, "\1\1", 2, 0), 2);
	send(peer_dial(&t->peer), "\1\1\0\1", 4, 0);
	ask_new(t);
	assert_true(peer_at_end(one));
}

/* The newest has as few, and may be about to send. */
static void
run_no_descriptors_three(struct bench *t)
{
	int most = peer_dial(&t->peer), fewest;
	struct buf rest;

	put_request(&t->b, 1, 0, "ECHO", "most", "");
	assert_int_equal(send(most, t->b.data, 20, 0), 20);
	rest = (struct buf){.data = t->b.data + 20, .len = t->b.len - 20};
	fewest = peer_dial(&t->peer);
	assert_int_equal(send(fewest, "\1\1", 2, 0), 2);
	assert_int_equal(send(peer_dial(&t->peer), "\1\1", 2, 0), 2);
	peer_dial(&t->peer);
	assert_true(peer_at_end(fewest));
	peer_send(most, &rest);
	buf_reset(&t->b);
	expect_answer(t, most, 1, "params=1/0 body=0/0 most");
}

static void
run_big(struct bench *t)
{
	int fd = peer_dial(&t->peer);
	int small = 65536;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	put_request(&t->b, 1, KEEP, "ACTION", "big", "");
	peer_send(fd, &t->b);
	assert_int_equal(peer_answer(fd, 1, &t->out), FCGI_REQUEST_COMPLETE);
	assert_true(t->out.len > PEER_BIG && t->out.len < PEER_BIG + 100);
	ask(t, fd, 2, KEEP);
}

/* The next client waits until the first one's time is up, and no longer. */
static void
run_stopped_reader(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_request(&t->b, 1, KEEP, "ACTION", "big", "");
	peer_send(fd, &t->b);
	ask_new(t);
	assert_int_equal(peer_answer(fd, 1, &t->out), -1);
	assert_true(t->out.len < PEER_BIG);
}

/* Reads a byte whenever another client would have been served. */
static void
run_trickling_reader(struct bench *t)
{
	int fd = peer_dial(&t->peer), next = peer_dial(&t->peer);
	const struct timeval tick = {0, 50000};
	char byte;

	put_request(&t->b, 1, KEEP, "ACTION", "big", "");
	peer_send(fd, &t->b);
	assert_int_equal(recv(fd, &byte, 1, 0), 1);
	put_request(&t->b, 1, 0, "ECHO", "next", "");
	peer_send(next, &t->b);
	setsockopt(next, SOL_SOCKET, SO_RCVTIMEO, &tick, sizeof(tick));
	for (int i = 0; recv(next, &byte, 1, MSG_PEEK) < 0; i++) {
		assert_true(i < 100);
		assert_int_equal(recv(fd, &byte, 1, 0), 1);
	}
	expect_answer(t, next, 1, "params=1/0 body=0/0 next");
}

static void
run_client_gone(struct bench *t)
{
	for (int i = 0; i < 20; i++) {
		int fd = peer_dial(&t->peer);

		put_request(&t->b, 1, KEEP, "ACTION", i % 2 ? "big" : "", "");
		peer_send(fd, &t->b);
		close(fd);
		t->peer.nclients--;
	}
	ask_new(t);
}

static void
run_half(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	put_request(&t->b, 1, KEEP, "ACTION", "half", "");
	peer_send(fd, &t->b);
	assert_int_equal(peer_answer(fd, 1, &t->out), -1);
	ask_new(t);
}

static void
run_tcp(struct bench *t)
{
	ask_new(t);
	ask_new(t);
}

static void
run_refused(struct bench *t)
{
	char byte;
	int fd = peer_dial(&t->peer);

	put_request(&t->b, 1, 0, "ECHO", "", "");
	peer_send(fd, &t->b);
	assert_true(recv(fd, &byte, 1, 0) <= 0);
}

/* bench_check sends SIGTERM and expects the end. */
static void
run_signal(struct bench *t)
{
	peer_dial(&t->peer);
	ask_new(t);
}

/* The signal comes within a request, and there is always more to read. */
static void
run_signal_under_load(struct bench *t)
{
	int fd = peer_dial(&t->peer);
	unsigned answered = 0;

	put_request(&t->b, 1, KEEP, "ACTION", "signal", "");
	for (unsigned i = 0; i < 1000; i++)
		put_request(&t->b, 1, KEEP, "ECHO", "load", "");
	peer_send(fd, &t->b);
	while (peer_answer(fd, 1, &t->out) == FCGI_REQUEST_COMPLETE)
		answered++;
	assert_true(answered <= 2);
}

/* Whether something comes within `ms`, if only the end. */
static bool
ends_within(int fd, int ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, ms) != 0;
}

static void
run_drain(struct bench *t)
{
	int begun = peer_dial(&t->peer), idle = peer_dial(&t->peer);
	int silent = peer_dial(&t->peer);
	struct buf rest;

	ask(t, idle, 1, KEEP);
	ask_new(t); /* so that those before it are accepted */
	put_request(&t->b, 1, KEEP, "ECHO", "begun", "");
	rest = (struct buf){.data = t->b.data + 20, .len = t->b.len - 20};
	assert_int_equal(send(begun, t->b.data, 20, 0), 20);
	kill(t->peer.worker, SIGTERM);
	assert_true(peer_at_end(idle));
	assert_true(peer_at_end(silent));
	peer_send(begun, &rest);
	buf_reset(&t->b);
	expect_answer(t, begun, 1, "params=1/0 body=0/0 begun");
	assert_true(peer_at_end(begun));
}

/* Its client may not know of the drain: for it, it is connected.  It may be
 * kept from running for some time, as on an overloaded machine. */
static void
run_drain_new(struct bench *t)
{
	int early = peer_dial(&t->peer), idle = peer_dial(&t->peer);

	ask(t, idle, 1, KEEP);
	ask_new(t); /* so that those before it are accepted */
	kill(t->peer.worker, SIGTERM);
	assert_true(peer_at_end(idle)); /* so that the drain has begun */
	assert_false(ends_within(early, 2000));
	ask(t, early, 1, 0);
	assert_true(peer_at_end(early));
}

/* A web server under load asks again as soon as it has its answer.  Where this
 * process itself was late, that shows nothing. */
static void
run_drain_kept(struct bench *t)
{
	for (int tries = 0; tries < 100; tries++) {
		int fd = peer_dial(&t->peer);
		int64_t start = clock_ms();

		ask(t, fd, 1, KEEP);
		kill(t->peer.worker, SIGTERM);
		ends_within(fd, 20); /* time for the drain to begin */
		put_request(&t->b, 2, KEEP, "ECHO", "again", "");
		peer_send(fd, &t->b);
		if (clock_ms() - start < CONNECTION_REST) {
			expect_answer(t, fd, 2, "params=1/0 body=0/0 again");
			assert_true(peer_at_end(fd));
			return;
		}
		peer_stop(&t->peer);
		peer_start(&t->peer);
	}
	fail_msg("never fast enough");
}

/* A worker that was taken over writes what it likes. */
static void
run_handover_nonsense(struct bench *t)
{
	static const char zeros[4096], text[] = "no connection at all";
	char ones[4096];

	memset(ones, 0xFF, sizeof(ones));
	for (size_t i = 0; i < 3; i++) {
		assert_true(
		    send(t->peer.handover.in, text, sizeof(text), 0) > 0);
		assert_true(
		    send(t->peer.handover.in, ones, sizeof(ones), 0) > 0);
		assert_true(
		    send(t->peer.handover.in, zeros, sizeof(zeros), 0) > 0);
		assert_int_equal(send(t->peer.handover.in, "", 0, 0), 0);
	}
	ask_new(t);
	ask_new(t);
}

/* The rest of a request comes in time, while the worker is kept from running
 * until its deadline.  The answer has a second from then on: a loaded machine
 * needs another try. */
static void
run_whole_at_deadline(struct bench *t)
{
	static char body[60000];

	memset(body, 'x', sizeof(body) - 1);
	for (unsigned i = 0; i < 50; i++) {
		int fd = peer_dial(&t->peer);
		int64_t begun;
		struct buf all;

		buf_init(&all, 2 * sizeof(body));
		put_request(&all, 1, 0, "ECHO", "whole", body);
		assert_int_equal(send(fd, all.data, 20, 0), 20);
		ask_new(t); /* so that these bytes are read */
		begun = clock_ms();
		kill(t->peer.worker, SIGSTOP);
		send(fd, all.data + 20, all.len - 20, MSG_NOSIGNAL);
		buf_free(&all);
		while (clock_ms() <= begun + t->peer.options.request_timeout)
			poll(NULL, 0, 1);
		kill(t->peer.worker, SIGCONT);
		if (peer_answer(fd, 1, &t->out) == FCGI_REQUEST_COMPLETE)
			return;
	}
	fail_msg("never answered");
}

/* Hands a connection of this kind to the worker; the other end of it. */
static int
give(struct bench *t, int type, int64_t deadline)
{
	const struct timeval stop_timeout = {.tv_sec = 10};
	struct connection c;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, type, 0, ends), 0);
	setsockopt(ends[1], SOL_SOCKET, SO_RCVTIMEO, &stop_timeout,
	    sizeof(stop_timeout));
	connection_open(&c, ends[0], 1000);
	c.deadline = deadline;
	assert_true(handover_give(&t->peer.handover, &c));
	return ends[1];
}

static void
run_handover_hostile(struct bench *t)
{
	static const int64_t never[] = {INT64_MAX, INT64_C(1) << 40};
	int fd;

	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++) {
		fd = give(t, SOCK_STREAM, never[i]);
		assert_true(peer_at_end(fd));
		close(fd);
	}
	ask_new(t);
}

static void
run_handover_other_socket(struct bench *t)
{
	int fd = give(t, SOCK_SEQPACKET, clock_ms() + 60000);

	assert_true(peer_at_end(fd));
	close(fd);
	ask_new(t);
}

/* The worker finds all that at once, when it is to end. */
static void
run_handover_last(struct bench *t)
{
	int fd;

	kill(t->peer.worker, SIGSTOP);
	for (unsigned i = 0; i < 8; i++)
		assert_true(send(t->peer.handover.in, "nonsense", 8, 0) > 0);
	fd = give(t, SOCK_STREAM, clock_ms() + 10000);
	put_request(&t->b, 1, 0, "ECHO", "last", "");
	peer_send(fd, &t->b);
	handover_end(&t->peer.handover);
	kill(t->peer.worker, SIGTERM);
	kill(t->peer.worker, SIGCONT);
	expect_answer(t, fd, 1, "params=1/0 body=0/0 last");
	close(fd);
}

static struct fcgi_row rows[] = {
    {"fastcgi 3.5: a kept connection", run_kept, {.keepalive = 10000}},
    {"keepalive off: the connection closes", run_keep_refused, {0}},
    {"an idle connection ends", run_kept_ends, {.keepalive = 50}},
    {"a hundred requests sent at once", run_pipelined, {.keepalive = 10000}},
    {"a silent client delays nobody", run_silent, {0}},
    {"a silent client is cut off", run_silent_ends, {.request_timeout = 100}},
    {"a client that stops after two bytes delays nobody", run_two_bytes, {0}},
    {"a client that stops after two bytes is cut off", run_two_bytes_end,
	{.request_timeout = 100}},
    {"an idle kept connection delays nobody", run_idle, {.keepalive = 10000}},
    {"a peer that never closes delays nobody", run_never_closing, {0}},
    {"200 idle kept connections: the longest idle give way", run_many_idle,
	{.keepalive = 10000}},
    {"128 silent connections give way", run_many_silent, {0}},
    {"128 half requests: those of the fewest bytes give way", run_many_half,
	{.request_timeout = 60000}},
    {"no descriptors: the longest idle gives way", run_no_descriptors,
	{.keepalive = 10000, .descriptors = 2}},
    {"no descriptors: the half request of the fewest bytes gives way",
	run_no_descriptors_half, {.request_timeout = 60000, .descriptors = 2}},
    {"no descriptors: ... the one of which more has come stays",
	run_no_descriptors_three, {.request_timeout = 60000, .descriptors = 3}},
    {"an answer of 10 MiB arrives whole", run_big, {.keepalive = 10000}},
    {"a reader that stops is cut off at its deadline", run_stopped_reader,
	{.request_timeout = 1000}},
    {"a reader of single bytes is cut off at its deadline",
	run_trickling_reader, {.request_timeout = 1000}},
    {"the client is gone before its answer", run_client_gone,
	{.keepalive = 10000}},
    {"a stream that is not finished ends the connection", run_half,
	{.keepalive = 10000}},
    {"TCP", run_tcp, {.listen = PEER_TCP4}},
    {"TCP: an answer of 10 MiB arrives whole", run_big,
	{.listen = PEER_TCP4, .keepalive = 10000}},
    {"TCP: a reader of single bytes is cut off", run_trickling_reader,
	{.listen = PEER_TCP4, .request_timeout = 1000}},
    {"TCP: an allowed client", run_tcp,
	{.listen = PEER_TCP4, .allowed = "::1, 127.0.0.1"}},
    {"TCP: a client that is not allowed", run_refused,
	{.listen = PEER_TCP4, .allowed = "::1,127.0.0.2"}},
    {"TCP: an allowed IPv4 client of an IPv6 socket", run_tcp,
	{.listen = PEER_TCP_DUAL, .allowed = "127.0.0.1"}},
    {"a signal ends the wait", run_signal, {0}},
    {"a signal is seen under load", run_signal_under_load,
	{.keepalive = 10000}},
    {"drain: who has begun is answered, the others are closed", run_drain,
	{.keepalive = 10000}},
    {"drain: who has just connected may still ask", run_drain_new,
	{.keepalive = 10000}},
    {"a request that is there at its deadline is read to its end",
	run_whole_at_deadline, {.request_timeout = 200}},
    {"nonsense is handed over", run_handover_nonsense, {.handover = true}},
    {"what is handed over has no later deadline than others",
	run_handover_hostile,
	{.handover = true, .keepalive = 50, .request_timeout = 100}},
    {"the last connection is taken over behind nonsense", run_handover_last,
	{.handover = true}},
    {"what is handed over is a stream socket", run_handover_other_socket,
	{.handover = true, .request_timeout = 60000}},
    {"drain: who has just been answered may ask again", run_drain_kept,
	{.keepalive = 10000}},
};

int
main(void)
{
	UNIT_TABLE(rows, bench_check);
	return unit_run("fcgi");
}
