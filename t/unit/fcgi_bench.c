/* SPDX-License-Identifier: MIT */
#include "fcgi_bench.h"

#include "unit.h"

#include <sys/wait.h>

void
bench_check(void **state)
{
	const struct fcgi_row *row = *state;
	static struct bench t; /* a row that fails does not come back */
	int status;

	buf_free(&t.b);
	buf_free(&t.out);
	t = (struct bench){.peer.options = row->options};
	buf_init(&t.b, (size_t)1 << 20);
	buf_init(&t.out, (size_t)2 * PEER_BIG);
	peer_start(&t.peer);
	row->run(&t);
	status = peer_stop(&t.peer);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	/* It slept while it waited. */
	assert_true(t.peer.cpu < 1.0);
}

void
expect_answer(struct bench *t, int fd, unsigned id, const char *body)
{
	size_t len = strlen(body);

	assert_int_equal(peer_answer(fd, id, &t->out), FCGI_REQUEST_COMPLETE);
	assert_true(t->out.len > len);
	assert_memory_equal(t->out.data + t->out.len - len, body, len);
	assert_memory_equal(t->out.data, "Status: 200 OK\r\n", 16);
}

void
ask(struct bench *t, int fd, unsigned id, int flags)
{
	put_request(&t->b, id, flags, "ECHO", "hello", "");
	peer_send(fd, &t->b);
	expect_answer(t, fd, id, "params=1/0 body=0/0 hello");
}

void
ask_new(struct bench *t)
{
	int fd = peer_dial(&t->peer);

	ask(t, fd, 1, 0);
	assert_true(peer_at_end(fd));
}
