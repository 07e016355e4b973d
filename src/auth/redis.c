/* SPDX-License-Identifier: MIT */
#include "auth/redis.h"

#include "base/clock.h"
#include "base/log.h"
#include "config/names.h"
#include "mysql/outage.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define ADDRESSES 8   /* of a host, that are tried */
#define ARGS	  128 /* of a command */
#define WHY	  160 /* bytes of a reason for the log */

/* Bytes of an answer.  It is one line: "+OK", "-ERR why" or ":1". */
#define LINE_MAX_BYTES 4096

#define VERSION_TEXT2(n) #n
#define VERSION_TEXT(n)	 VERSION_TEXT2(n)

struct redis {
	const struct config_pool *config;
	struct trace *trace;
	struct server server;
	char address[ADDRESSES][NI_MAXHOST];
	size_t naddresses;
	size_t first; /* the address to try first */
	redisContext *context;
	int64_t paused_until;  /* clock_ms */
	struct outage *outage; /* of the pool, or own */
	struct outage own;
	bool anew; /* connected since the query was asked */
	char why[WHY];
};

/* From good to worst. */
enum exchange {
	EXCHANGE_GOOD,
	EXCHANGE_LOST,	  /* the connection */
	EXCHANGE_REFUSED, /* the server answered an error */
	EXCHANGE_LATE
};

static enum exchange
fail_with(struct redis *r, enum exchange how, const char *why)
{
	snprintf(r->why, sizeof(r->why), "%s", why);
	return how;
}

/* Tells once for the pool that nothing is counted, and why. */
static void
set_failure(struct redis *r, const char *sign, const char *why)
{
	if (!outage_claim(r->outage))
		return;
	log_error("paas.redis%s: %s; rate limits are not enforced meanwhile",
	    sign, why);
	outage_logged(r->outage);
}

/* ---------- addresses ---------- */

static void
look_up(struct redis *r)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	char named[sizeof(r->server.host) + 16];
	int error = getaddrinfo(r->server.host, NULL, &hints, &found);

	for (struct addrinfo *a = found; a != NULL; a = a->ai_next)
		if (r->naddresses < ADDRESSES &&
		    getnameinfo(a->ai_addr, a->ai_addrlen,
			r->address[r->naddresses], NI_MAXHOST, NULL, 0,
			NI_NUMERICHOST) == 0)
			r->naddresses++;
	if (found != NULL)
		freeaddrinfo(found);
	if (r->naddresses == 0) {
		snprintf(named, sizeof(named), " = %s", r->config->paas_redis);
		set_failure(r, named, gai_strerror(error));
	}
}

struct redis *
redis_new(const struct config_pool *config, struct trace *trace)
{
	struct redis *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->config = config;
	r->trace = trace;
	r->outage = trace != NULL && trace->outages != NULL
			? &trace->outages->redis
			: &r->own;
	server_parse(config->paas_redis, &r->server);
	if (r->server.local)
		r->naddresses = 1;
	else
		look_up(r);
	return r;
}

static void
disconnect(struct redis *r)
{
	if (r->context != NULL)
		redisFree(r->context);
	r->context = NULL;
}

void
redis_free(struct redis *r)
{
	if (r == NULL)
		return;
	disconnect(r);
	free(r);
}

const char *
redis_client_version(void)
{
	return VERSION_TEXT(HIREDIS_MAJOR) "." VERSION_TEXT(
	    HIREDIS_MINOR) "." VERSION_TEXT(HIREDIS_PATCH);
}

/* ---------- one command ---------- */

/* A server that sends a byte now and then does not prolong its time. */
static bool
wait_redis(const struct redis *r, short events, int64_t end)
{
	return clock_left(end) > 0 && clock_wait(r->context->fd, events, end);
}

/* Nobody was asked, and still there is something, if only the end: what comes
 * next would not be the answer to our query. */
static bool
is_out_of_step(const struct redis *r)
{
	struct pollfd fd = {.fd = r->context->fd, .events = POLLIN};
	const redisReader *reader = r->context->reader;

	return reader->pos < reader->len || poll(&fd, 1, 0) != 0;
}

static enum exchange
write_all(struct redis *r, int64_t end)
{
	int done = 0;

	while (!done) {
		if (!wait_redis(r, POLLOUT, end))
			return fail_with(
			    r, EXCHANGE_LATE, "it takes no command");
		if (redisBufferWrite(r->context, &done) != REDIS_OK)
			return fail_with(r, EXCHANGE_LOST, r->context->errstr);
	}
	return EXCHANGE_GOOD;
}

/* What has come in so far can be the beginning of a line that we take. */
static bool
is_line(const redisReader *reader)
{
	size_t n = reader->len - reader->pos;

	return n == 0 ||
	       (n <= LINE_MAX_BYTES &&
		   memchr("+-:", reader->buf[reader->pos], 3) != NULL);
}

static enum exchange
read_line(struct redis *r, int64_t end, redisReply **reply)
{
	void *got = NULL;

	for (;;) {
		if (!is_line(r->context->reader))
			return fail_with(
			    r, EXCHANGE_LOST, "no answer of Redis");
		if (redisGetReplyFromReader(r->context, &got) != REDIS_OK)
			return fail_with(r, EXCHANGE_LOST, r->context->errstr);
		if (got != NULL)
			break;
		if (!wait_redis(r, POLLIN, end))
			return fail_with(
			    r, EXCHANGE_LATE, "it does not answer");
		if (redisBufferRead(r->context) != REDIS_OK)
			return fail_with(r, EXCHANGE_LOST, r->context->errstr);
	}
	*reply = got;
	return EXCHANGE_GOOD;
}

/* What an error quotes may be a password. */
static enum exchange
refused(struct redis *r, redisReply *reply)
{
	reply->str[strcspn(reply->str, "'\"`")] = '\0';
	return fail_with(r, EXCHANGE_REFUSED, reply->str);
}

/* The answer "+OK" is the number 0. */
static enum exchange
exchange(struct redis *r, const struct text *argv, size_t argc, int64_t end,
    int64_t *number)
{
	const char *args[ARGS];
	size_t lens[ARGS];
	redisReply *reply;
	enum exchange how;

	if (argc > ARGS)
		return fail_with(r, EXCHANGE_REFUSED, "too many arguments");
	for (size_t i = 0; i < argc; i++) {
		args[i] = argv[i].s;
		lens[i] = argv[i].len;
	}
	if (redisAppendCommandArgv(r->context, (int)argc, args, lens) !=
	    REDIS_OK)
		return fail_with(r, EXCHANGE_LOST, r->context->errstr);
	how = write_all(r, end);
	if (how == EXCHANGE_GOOD)
		how = read_line(r, end, &reply);
	if (how != EXCHANGE_GOOD)
		return how;
	*number = reply->type == REDIS_REPLY_INTEGER ? reply->integer : 0;
	if (reply->type == REDIS_REPLY_ERROR)
		how = refused(r, reply);
	freeReplyObject(reply);
	return how;
}

/* ---------- connecting ---------- */

static enum exchange
greet(struct redis *r, int64_t end)
{
	const char *password = r->config->paas_redis_password;
	const struct text auth[] = {TEXT("AUTH"), text_of(password)};
	struct text choose[] = {TEXT("SELECT"), TEXT_NONE};
	char database[24];
	enum exchange how = EXCHANGE_GOOD;
	int64_t unused;

	snprintf(database, sizeof(database), "%lld",
	    (long long)r->config->paas_redis_database);
	choose[1] = text_of(database);
	if (*password != '\0')
		how = exchange(r, auth, 2, end, &unused);
	if (how == EXCHANGE_GOOD && r->config->paas_redis_database != 0)
		how = exchange(r, choose, 2, end, &unused);
	return how;
}

/* poll(2) calls a connection that was refused writable, too. */
static int
connect_error(int fd)
{
	int error = 0;
	socklen_t len = sizeof(error);

	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 ? error
								       : errno;
}

static enum exchange
connect_to(struct redis *r, const char *address, int64_t end)
{
	int error;

	r->context = r->server.local
			 ? redisConnectUnixNonBlock(r->server.host)
			 : redisConnectNonBlock(address, r->server.port);
	if (r->context == NULL)
		return fail_with(r, EXCHANGE_LOST, "out of memory");
	if (r->context->err != 0)
		return fail_with(r, EXCHANGE_LOST, r->context->errstr);
	if (!wait_redis(r, POLLOUT, end))
		return fail_with(r, EXCHANGE_LATE, "it takes no connection");
	error = connect_error(r->context->fd);
	if (error != 0)
		return fail_with(r, EXCHANGE_LOST, strerror(error));
	return greet(r, end);
}

/* Each address has an equal share of the time that those before it have left.
 * When none is good: EXCHANGE_LATE when one of them was late, or else
 * EXCHANGE_REFUSED when one refused; r->first is that one. */
static enum exchange
connect_any(struct redis *r, int64_t end)
{
	enum exchange how = EXCHANGE_LOST, worst = EXCHANGE_LOST;
	enum proc_phase before = trace_enter(r->trace, PROC_CONNECTING);
	size_t start = r->first, worst_at = start;

	if (r->naddresses == 0)
		fail_with(r, EXCHANGE_LOST, "its host has no known address");
	for (size_t i = 0; i < r->naddresses; i++) {
		int64_t share = clock_left(end) / (int64_t)(r->naddresses - i);

		disconnect(r);
		r->first = (start + i) % r->naddresses;
		how = connect_to(r, r->address[r->first], clock_ms() + share);
		if (how == EXCHANGE_GOOD)
			break;
		if (how > worst) {
			worst = how;
			worst_at = r->first;
		}
	}
	trace_enter(r->trace, before);
	if (how == EXCHANGE_GOOD) {
		r->anew = true;
		return how;
	}
	r->first = worst_at;
	return worst;
}

static enum exchange
send_command(struct redis *r, const char *name, const struct text *argv,
    size_t argc, int64_t end, int64_t *number)
{
	enum proc_phase before;
	enum exchange how = EXCHANGE_GOOD;
	int64_t start;

	if (r->context != NULL && is_out_of_step(r))
		disconnect(r);
	if (r->context == NULL)
		how = connect_any(r, end);
	if (how != EXCHANGE_GOOD)
		return how;
	start = clock_us();
	before = trace_enter(r->trace, PROC_QUERY);
	trace_statement_wait(r->trace, name);
	how = exchange(r, argv, argc, end, number);
	trace_statement_wait(r->trace, "");
	trace_enter(r->trace, before);
	trace_statement_done(r->trace, name, clock_us() - start);
	return how;
}

bool
redis_ask(struct redis *r, const char *name, const struct text *argv,
    size_t argc, int64_t deadline, int64_t *number)
{
	int64_t end = clock_ms() + r->config->paas_redis_timeout;
	bool kept = r->context != NULL;
	enum exchange how;

	if (r->paused_until > clock_ms())
		return false;
	r->anew = false;
	if (end > deadline)
		end = deadline;
	how = send_command(r, name, argv, argc, end, number);
	if (how == EXCHANGE_LOST && kept) {
		/* The server closed it while it was idle, or started anew. */
		disconnect(r);
		how = send_command(r, name, argv, argc, end, number);
	}
	if (how != EXCHANGE_GOOD)
		disconnect(r);
	/* The address that hangs is the last one to try next time, and so is
	 * a replica, or a server that loads its data. */
	if (how == EXCHANGE_LATE || how == EXCHANGE_REFUSED)
		r->first++;
	if (how == EXCHANGE_LATE)
		r->paused_until = clock_ms() + REDIS_PAUSE;
	if (how != EXCHANGE_GOOD)
		set_failure(r, "", r->why);
	else if (outage_over(r->outage, r->anew))
		log_notice("paas.redis answers again: rate limits are "
			   "enforced");
	return how == EXCHANGE_GOOD;
}
