/* SPDX-License-Identifier: MIT */
#include "auth/limiter.h"

#include "base/clock.h"
#include "base/log.h"
#include "config/names.h"
#include "mysql/outage.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <netdb.h>
#include <openssl/sha.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define ADDRESSES 8   /* of a host, that are tried */
#define ARGS	  128 /* of a command */
#define WHY	  160 /* bytes of a reason for the log */

/* Bytes of an answer.  It is one line: "+OK", "-ERR why" or ":1". */
#define LINE_MAX_BYTES 4096

#define REDIS_PAUSE 1000	 /* ms */
#define STATEMENT   "rate_limit" /* its name in slow log and status */

#define VERSION_TEXT2(n) #n
#define VERSION_TEXT(n)	 VERSION_TEXT2(n)

/*
 * A connection to the Redis that paas.redis names, opened when it is needed
 * and again when it was lost.  Only this file knows hiredis.
 *
 * One query waits for at most paas.redis.timeout, connecting included.  The
 * addresses of a host are tried in turn, each with its share of that time.
 * After it waited that long in vain the server is left alone for REDIS_PAUSE:
 * one that hangs is not to slow down every call.
 */
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

/* ---------- Redis: its addresses ---------- */

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

/* Connects to nothing yet, but looks up the host's addresses: after chroot
 * there may be no way to, and a name server may take its time. */
static void
redis_init(
    struct redis *r, const struct config_pool *config, struct trace *trace)
{
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
}

static void
disconnect(struct redis *r)
{
	if (r->context != NULL)
		redisFree(r->context);
	r->context = NULL;
}

/* ---------- Redis: one command ---------- */

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

/* ---------- Redis: connecting ---------- */

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
send_command(struct redis *r, const struct text *argv, size_t argc, int64_t end,
    int64_t *number)
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
	trace_statement_wait(r->trace, STATEMENT);
	how = exchange(r, argv, argc, end, number);
	trace_statement_wait(r->trace, "");
	trace_enter(r->trace, before);
	trace_statement_done(r->trace, STATEMENT, clock_us() - start);
	return how;
}

/*
 * Sends one command whose answer is a number.  False when there was no such
 * answer before `deadline` (clock_ms) and within the timeout; the log says why,
 * once for the pool until it works again.
 */
static bool
redis_ask(struct redis *r, const struct text *argv, size_t argc,
    int64_t deadline, int64_t *number)
{
	int64_t end = clock_ms() + r->config->paas_redis_timeout;
	bool kept = r->context != NULL;
	enum exchange how;

	if (r->paused_until > clock_ms())
		return false;
	r->anew = false;
	if (end > deadline)
		end = deadline;
	how = send_command(r, argv, argc, end, number);
	if (how == EXCHANGE_LOST && kept) {
		/* The server closed it while it was idle, or started anew. */
		disconnect(r);
		how = send_command(r, argv, argc, end, number);
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

const char *
redis_client_version(void)
{
	return VERSION_TEXT(HIREDIS_MAJOR) "." VERSION_TEXT(
	    HIREDIS_MINOR) "." VERSION_TEXT(HIREDIS_PATCH);
}

/* ---------- counting ---------- */

/* ms between two lines of the log about rules that have no room in memory. */
#define NOTE_AGAIN INT64_C(60000)

struct limiter {
	bool asks_redis; /* false: count in memory */
	struct redis redis;
	struct buckets *buckets;
	struct trace *trace;
	int64_t log_after; /* clock_ms */
};

/*
 * KEYS: of each rule where its tokens are, and when the last ones came in.
 * ARGV: the time in seconds, as KEYS go; of each rule N and its period.
 * The answer is 1 when all rules allow the call.  Else it is the seconds until
 * each of them lets one in, with a minus, or 0 when one never does.
 *
 * ESB does the same in several commands.  A rule's tokens and time are made
 * when one of them is missing or no number; they live for its period and ten
 * seconds more; only whole tokens come in.  Its calls at the same time may
 * leave fewer than no tokens, which have to come in, too.
 */
static const char script[] =
    "local now = tonumber(ARGV[1])\n"
    "local stamp = string.format('%.3f', now)\n"
    "local function number(key)\n"
    " local v = redis.pcall('GET', key)\n"
    " return type(v) == 'string' and tonumber(v) or nil\n"
    "end\n"
    "local function exceeded()\n"
    " local longest = 0\n"
    " for i = 1, #KEYS, 2 do\n"
    "  local left, at = number(KEYS[i]), number(KEYS[i + 1])\n"
    "  local most = tonumber(ARGV[i + 1])\n"
    "  local period = tonumber(ARGV[i + 2])\n"
    "  if most < 1 then return 0 end\n"
    "  if left and at and left < 1 then\n"
    "   local need = math.ceil(1 - left)\n"
    "   local wait = need * period / most - (now - at)\n"
    "   wait = math.max(math.ceil(wait), 0)\n"
    "   if math.floor(most / period * (now + wait - at)) < need then\n"
    "    wait = wait + 1\n"
    "   end\n"
    "   longest = math.max(longest, wait)\n"
    "  end\n"
    " end\n"
    " return -longest\n"
    "end\n"
    "for i = 1, #KEYS, 2 do\n"
    " local tokens, last = KEYS[i], KEYS[i + 1]\n"
    " local most = tonumber(ARGV[i + 1])\n"
    " local period = tonumber(ARGV[i + 2])\n"
    " local life = string.format('%.0f', period + 10)\n"
    " local left, at = number(tokens), number(last)\n"
    " if not (left and at) then\n"
    "  redis.call('SET', tokens, ARGV[i + 1], 'EX', life)\n"
    "  redis.call('SET', last, stamp, 'EX', life)\n"
    "  left, at = most, now\n"
    " end\n"
    " local fresh = math.floor(most / period * math.max(now - at, 0))\n"
    " if fresh >= 1 and left < most then\n"
    "  fresh = math.min(fresh, most - left)\n"
    "  redis.call('INCRBYFLOAT', tokens, string.format('%.17g', fresh))\n"
    "  redis.call('EXPIRE', tokens, life)\n"
    "  redis.call('SET', last, stamp, 'EX', life)\n"
    "  left = left + fresh\n"
    " end\n"
    " if left < 1 then return exceeded() end\n"
    " redis.call('INCRBYFLOAT', tokens, '-1')\n"
    "end\n"
    "return 1\n";

#define HEAD 3 /* arguments in front of the keys */
#define ARGC (HEAD + 1 + RATE_RULES_MAX * 4)

struct limiter *
limiter_new(const struct config_pool *config, struct buckets *buckets,
    struct trace *trace)
{
	struct limiter *limiter = calloc(1, sizeof(*limiter));

	if (limiter == NULL)
		return NULL;
	limiter->buckets = buckets;
	limiter->trace = trace;
	limiter->asks_redis = *config->paas_redis != '\0';
	if (limiter->asks_redis)
		redis_init(&limiter->redis, config, trace);
	return limiter;
}

void
limiter_free(struct limiter *limiter)
{
	if (limiter == NULL)
		return;
	disconnect(&limiter->redis);
	free(limiter);
}

/* A call was not counted under each of its rules. */
static void
count_fail_open(const struct limiter *limiter)
{
	if (limiter->trace != NULL)
		proc_add(
		    &limiter->trace->proc->counters.rate_limit_fail_open, 1);
}

/* The key of one of a rule's two values; the app code may hold a NUL. */
static struct text
key_of(struct arena *arena, const char *value, struct text app_code,
    int64_t channel, const struct rate_rule *rule)
{
	return ARENA_JOIN(arena, TEXT("rlim::bk_esb_rate_limit::"),
	    text_of(value), TEXT("::api::"), app_code,
	    arena_printf(arena, "::%lld::r%lld_%lld", (long long)channel,
		(long long)rule->tokens, (long long)rule->seconds));
}

static enum limiter_answer
ask_redis(struct limiter *limiter, struct arena *arena, struct text app_code,
    int64_t channel, const struct rate_rules *rules, int64_t deadline,
    int64_t *wait)
{
	struct text argv[ARGC] = {TEXT("EVAL"), text_of(script),
	    arena_printf(arena, "%zu", 2 * rules->count)};
	size_t argc = HEAD;
	int64_t now = clock_wall_us(), allowed;

	for (size_t i = 0; i < rules->count; i++) {
		const struct rate_rule *rule = &rules->items[i];

		argv[argc++] = key_of(arena, "tokens", app_code, channel, rule);
		argv[argc++] =
		    key_of(arena, "last_ts", app_code, channel, rule);
	}
	argv[argc++] = arena_printf(arena, "%lld.%06lld",
	    (long long)(now / 1000000), (long long)(now % 1000000));
	for (size_t i = 0; i < rules->count; i++) {
		argv[argc++] = arena_printf(
		    arena, "%lld", (long long)rules->items[i].tokens);
		argv[argc++] = arena_printf(
		    arena, "%lld", (long long)rules->items[i].seconds);
	}
	for (size_t i = 0; i < argc; i++)
		if (argv[i].s == NULL)
			return LIMITER_FAULT;
	if (!redis_ask(&limiter->redis, argv, argc, deadline, &allowed)) {
		count_fail_open(limiter);
		return LIMITER_ALLOWED;
	}
	if (allowed > 0)
		return LIMITER_ALLOWED;
	/* What no clock counts is no answer to us. */
	*wait = allowed >= -RATE_SECONDS_MAX ? -allowed : 0;
	return LIMITER_EXCEEDED;
}

/* Of a digest: no app can choose its code so that its key is another's. */
static uint64_t
bucket_key(struct text key)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	uint64_t number;

	SHA256((const unsigned char *)key.s, key.len, digest);
	memcpy(&number, digest, sizeof(number));
	return number;
}

static void
log_no_room(struct limiter *limiter, int64_t channel, int64_t now)
{
	if (now < limiter->log_after)
		return;
	limiter->log_after = now + NOTE_AGAIN;
	log_error("esb_channel %lld: no room to count more applications; rate "
		  "limits are not enforced for those that have none; set "
		  "paas.redis",
	    (long long)channel);
}

/* As limiter_take's *wait: after a refusal, for the rules behind it, too. */
static int64_t
longest_wait(const struct limiter *limiter, const struct rate_rules *rules,
    const uint64_t *keys, int64_t now)
{
	int64_t longest = 0;

	for (size_t i = 0; i < rules->count; i++) {
		const struct rate_rule *rule = &rules->items[i];
		int64_t wait = buckets_wait(limiter->buckets, keys[i],
		    rule->tokens, rule->seconds, now);

		if (wait < 0)
			return 0;
		if (wait > longest)
			longest = wait;
	}
	return longest;
}

static enum limiter_answer
ask_memory(struct limiter *limiter, struct arena *arena, struct text app_code,
    int64_t channel, const struct rate_rules *rules, int64_t *wait)
{
	uint64_t keys[RATE_RULES_MAX];
	int64_t now = clock_ms();
	bool counted = true;

	for (size_t i = 0; i < rules->count; i++) {
		struct text key = key_of(
		    arena, "tokens", app_code, channel, &rules->items[i]);

		if (key.s == NULL)
			return LIMITER_FAULT;
		keys[i] = bucket_key(key);
	}
	for (size_t i = 0; i < rules->count; i++) {
		switch (buckets_take(limiter->buckets, keys[i],
		    rules->items[i].tokens, rules->items[i].seconds, now)) {
		case BUCKET_TAKEN:
			break;
		case BUCKET_EMPTY:
			*wait = longest_wait(limiter, rules, keys, now);
			return LIMITER_EXCEEDED;
		case BUCKET_NO_ROOM:
			counted = false;
			break;
		}
	}
	if (!counted) {
		count_fail_open(limiter);
		log_no_room(limiter, channel, now);
	}
	return LIMITER_ALLOWED;
}

/* ESB's keys in Redis have the code as received (esb 3.3).  In memory, a caller
 * gains no bucket by another spelling of his code. */
enum limiter_answer
limiter_take(struct limiter *limiter, struct arena *arena,
    const struct rate_app *app, int64_t channel, const struct rate_rules *rules,
    int64_t deadline, int64_t *wait)
{
	*wait = 0;
	if (!limiter->asks_redis)
		return ask_memory(
		    limiter, arena, app->stored, channel, rules, wait);
	return ask_redis(
	    limiter, arena, app->received, channel, rules, deadline, wait);
}
