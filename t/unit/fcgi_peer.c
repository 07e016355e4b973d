/* SPDX-License-Identifier: MIT */
#include "fcgi_peer.h"

#include "unit.h"

#include "fcgi/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define STOP_SLACK 10 /* s */

static volatile sig_atomic_t terminated;

static void
on_term(int number)
{
	(void)number;
	terminated = 1;
}

static void
fill(struct reply *r, size_t len)
{
	char block[10000];

	memset(block, 'x', sizeof(block));
	for (size_t n; len > 0; len -= n) {
		n = len < sizeof(block) ? len : sizeof(block);
		if (reply_write(r, block, n) < 0)
			return;
	}
}

static void
stream(struct reply *r, size_t counted, size_t sent)
{
	fill(r, counted);
	reply_stream(r);
	fill(r, sent);
}

static void
echo(const struct fcgi_request *request, struct reply *r)
{
	struct text action = fcgi_param(request, "ACTION");
	struct text value = fcgi_param(request, "ECHO");
	char line[100];
	int len;

	reply_header(r, "Content-Type", TEXT("text/plain"));
	if (text_is(action, "half")) {
		stream(r, 2000, 1000);
		return;
	}
	if (text_is(action, "signal"))
		raise(SIGTERM);
	if (text_is(action, "big"))
		stream(r, PEER_BIG, PEER_BIG);
	len = snprintf(line, sizeof(line), "params=%zu/%d body=%zu/%d ",
	    request->nparams, request->params_too_large, request->body.len,
	    request->body_too_large);
	if (!text_is(action, "big")) {
		reply_write(r, line, (size_t)len);
		reply_write(r, value.s, value.len);
	}
	reply_finish(r);
}

static void
limit_descriptors(int more)
{
	struct rlimit limit;
	int next = dup(0);

	close(next);
	limit.rlim_cur = limit.rlim_max = (rlim_t)(next + more);
	if (more > 0)
		setrlimit(RLIMIT_NOFILE, &limit);
}

static int
serve(const struct peer *p, int listen_fd)
{
	const struct peer_options *o = &p->options;
	const struct fcgi_options options = {.listen_fd = listen_fd,
	    .keepalive = o->keepalive,
	    .request_timeout =
		o->request_timeout > 0 ? o->request_timeout : STOP_SLACK * 1000,
	    .request_memory = 1 << 20,
	    .handover = o->handover ? &p->handover : NULL,
	    .allowed_clients = text_of(o->allowed)};
	struct fcgi_server *server = fcgi_server_new(&options);
	struct fcgi_request *request;
	struct reply *reply;
	sigset_t waiting;

	if (server == NULL)
		return 2;
	limit_descriptors(o->descriptors);
	sigemptyset(&waiting);
	while (!terminated || !fcgi_server_idle(server)) {
		switch (fcgi_server_wait(server, &waiting, &request, &reply)) {
		case FCGI_REQUEST:
			echo(request, reply);
			fcgi_server_done(server);
			break;
		case FCGI_SIGNAL:
			if (terminated)
				fcgi_server_drain(server);
			break;
		case FCGI_FAILED:
			return 3;
		}
	}
	fcgi_server_free(server);
	return 0;
}

static int
listen_unix(struct peer *p)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(p->directory, "/tmp/fcgi-test-XXXXXX");
	assert_non_null(mkdtemp(p->directory));
	snprintf(p->path, sizeof(p->path), "%s/sock", p->directory);
	strcpy(address.sun_path, p->path);
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static int
listen_tcp(struct peer *p)
{
	bool dual = p->options.listen == PEER_TCP_DUAL;
	struct sockaddr_in in = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	socklen_t len = dual ? sizeof(in6) : sizeof(in);
	struct sockaddr *address =
	    dual ? (struct sockaddr *)&in6 : (struct sockaddr *)&in;
	int fd = socket(dual ? AF_INET6 : AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, address, len) < 0)
		skip();
	getsockname(fd, address, &len);
	p->port = ntohs(dual ? in6.sin6_port : in.sin_port);
	return fd;
}

void
peer_start(struct peer *p)
{
	struct sigaction action = {.sa_handler = on_term};
	int fd =
	    p->options.listen == PEER_UNIX ? listen_unix(p) : listen_tcp(p);
	sigset_t all, saved;

	assert_int_equal(listen(fd, 512), 0);
	if (p->options.handover)
		assert_int_equal(handover_open(&p->handover), 0);
	fflush(NULL);
	signal(SIGPIPE, SIG_IGN);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &saved);
	p->worker = fork();
	if (p->worker == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sigaction(SIGTERM, &action, NULL);
		exit(serve(p, fd));
	}
	sigprocmask(SIG_SETMASK, &saved, NULL);
	close(fd);
}

int
peer_stop(struct peer *p)
{
	struct rusage usage;
	int status;

	kill(p->worker, SIGTERM);
	for (size_t i = 0; i < p->nclients; i++)
		close(p->clients[i]);
	p->nclients = 0;
	if (p->options.handover)
		handover_close(&p->handover);
	wait4(p->worker, &status, 0, &usage);
	p->cpu = (double)usage.ru_utime.tv_sec +
		 (double)usage.ru_utime.tv_usec / 1e6 +
		 (double)usage.ru_stime.tv_sec +
		 (double)usage.ru_stime.tv_usec / 1e6;
	if (p->options.listen == PEER_UNIX) {
		unlink(p->path);
		rmdir(p->directory);
	}
	return status;
}

int
peer_dial(struct peer *p)
{
	const struct timeval stop_timeout = {STOP_SLACK, 0};
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	struct sockaddr_in in = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)p->port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	bool local = p->options.listen == PEER_UNIX;
	int fd = socket(local ? AF_UNIX : AF_INET, SOCK_STREAM, 0);

	strcpy(un.sun_path, p->path);
	assert_true(p->nclients < PEER_CLIENTS);
	setsockopt(
	    fd, SOL_SOCKET, SO_RCVTIMEO, &stop_timeout, sizeof(stop_timeout));
	setsockopt(
	    fd, SOL_SOCKET, SO_SNDTIMEO, &stop_timeout, sizeof(stop_timeout));
	assert_int_equal(local
			     ? connect(fd, (struct sockaddr *)&un, sizeof(un))
			     : connect(fd, (struct sockaddr *)&in, sizeof(in)),
	    0);
	p->clients[p->nclients++] = fd;
	return fd;
}

void
put_record(struct buf *b, int type, unsigned id, const void *content,
    size_t len, size_t padding)
{
	const unsigned char header[8] = {FCGI_VERSION_1, (unsigned char)type,
	    (unsigned char)(id >> 8), (unsigned char)id,
	    (unsigned char)(len >> 8), (unsigned char)len,
	    (unsigned char)padding, 0};
	static const char filler[255];

	buf_add(b, header, sizeof(header));
	buf_add(b, content, len);
	buf_add(b, filler, padding);
	assert_false(b->failed);
}

void
put_begin(struct buf *b, unsigned id, int role, int flags)
{
	const unsigned char body[8] = {
	    0, (unsigned char)role, (unsigned char)flags};

	put_record(b, FCGI_BEGIN_REQUEST, id, body, sizeof(body), 0);
}

static void
put_length(struct buf *b, size_t len)
{
	if (len > 127) {
		buf_add_char(b, (char)(len >> 24 | 0x80));
		buf_add_char(b, (char)(len >> 16));
		buf_add_char(b, (char)(len >> 8));
	}
	buf_add_char(b, (char)len);
}

void
put_pair(struct buf *b, const char *name, const char *value)
{
	put_length(b, strlen(name));
	put_length(b, strlen(value));
	buf_add_text(b, text_of(name));
	buf_add_text(b, text_of(value));
}

void
put_request(struct buf *b, unsigned id, int flags, const char *name,
    const char *value, const char *body)
{
	struct buf pairs;

	buf_init(&pairs, 65535);
	put_begin(b, id, FCGI_RESPONDER, flags);
	put_pair(&pairs, name, value);
	put_record(b, FCGI_PARAMS, id, pairs.data, pairs.len, 0);
	put_record(b, FCGI_PARAMS, id, NULL, 0, 0);
	if (body[0] != '\0')
		put_record(b, FCGI_STDIN, id, body, strlen(body), 0);
	put_record(b, FCGI_STDIN, id, NULL, 0, 0);
	buf_free(&pairs);
}

void
peer_send(int fd, struct buf *b)
{
	for (size_t at = 0; at < b->len;) {
		ssize_t n = send(fd, b->data + at, b->len - at, MSG_NOSIGNAL);

		if (n < 0)
			break; /* the row looks at what comes back */
		at += (size_t)n;
	}
	buf_reset(b);
}

static bool
read_all(int fd, void *to, size_t len)
{
	return len == 0 || recv(fd, to, len, MSG_WAITALL) == (ssize_t)len;
}

bool
peer_record(int fd, struct record *record)
{
	unsigned char header[8];
	char padding[255];

	if (!read_all(fd, header, sizeof(header)))
		return false;
	assert_int_equal(header[0], FCGI_VERSION_1);
	record->type = header[1];
	record->id = (unsigned)header[2] << 8 | header[3];
	record->len = (size_t)header[4] << 8 | header[5];
	return read_all(fd, record->content, record->len) &&
	       read_all(fd, padding, header[6]);
}

bool
peer_at_end(int fd)
{
	char byte;

	return recv(fd, &byte, 1, 0) == 0;
}

int
peer_answer(int fd, unsigned id, struct buf *out)
{
	struct record record;

	buf_reset(out);
	while (peer_record(fd, &record)) {
		assert_int_equal(record.id, id);
		if (record.type == FCGI_END_REQUEST) {
			assert_int_equal(record.len, 8);
			return record.content[4];
		}
		assert_int_equal(record.type, FCGI_STDOUT);
		buf_add(out, record.content, record.len);
	}
	return -1;
}
