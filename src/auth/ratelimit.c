/* SPDX-License-Identifier: MIT */
#include "auth/ratelimit.h"

#include "auth/redis.h"
#include "base/clock.h"
#include "base/log.h"
#include "params/json.h"
#include "python/number.h"

#include <math.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

struct unit {
	const char *name;
	int64_t seconds;
};

/* In the order in which Python 2 goes through its dictionary: of several units
 * in a rule the first one here counts. */
static const struct unit units[] = {
    {"second", 1}, {"hour", 3600}, {"minute", 60}, {"day", 86400}};

/* Python's int(value * factor), as far as that is within +-max. */
static bool
read_number(
    const struct param *value, int64_t factor, int64_t max, int64_t *number)
{
	double real;

	switch (value->type) {
	case PARAM_STRING:
		if (factor != 1) /* Python repeats the text */
			return false;
		/* fallthrough */
	case PARAM_INT:
		if (!pyint_to_int64(value->value, number) ||
		    *number > max / factor || *number < -(max / factor))
			return false;
		*number *= factor;
		return true;
	case PARAM_FLOAT:
		real = param_real(value) * (double)factor;
		if (!(fabs(real) <= (double)max))
			return false;
		*number = (int64_t)real;
		return true;
	case PARAM_TRUE:
	case PARAM_FALSE:
		*number = value->type == PARAM_TRUE ? factor : 0;
		return true;
	default:
		return false;
	}
}

/* Python's str() of a float. */
static struct text
show_float(struct arena *arena, const struct param *value)
{
	struct text shown = arena_printf(arena, "%.12g", param_real(value));

	if (shown.s != NULL && strcspn(shown.s, ".en") == shown.len)
		return ARENA_JOIN(arena, shown, TEXT(".0"));
	return shown;
}

static struct text
show_value(struct arena *arena, const struct param *value)
{
	switch (value->type) {
	case PARAM_FLOAT:
		return show_float(arena, value);
	case PARAM_TRUE:
		return TEXT("True");
	case PARAM_FALSE:
		return TEXT("False");
	case PARAM_NULL:
		return TEXT("None");
	default:
		return value->value;
	}
}

static struct text
show(struct arena *arena, int64_t tokens, const struct params *members)
{
	struct text all = TEXT(""),
		    n = arena_printf(arena, "%lld/", (long long)tokens);

	for (size_t i = 0; i < members->count; i++) {
		const struct param *m = &members->items[i];

		if (text_is(m->name, "tokens"))
			continue;
		all = ARENA_JOIN(
		    arena, all, TEXT(";"), n, show_value(arena, m), m->name);
		if (all.s == NULL)
			return TEXT_NONE;
	}
	return (struct text){all.s + 1, all.len - 1};
}

static bool
read_period(const struct params *members, int64_t *seconds)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		const struct param *m = params_find(members, units[i].name);

		if (m != NULL)
			return read_number(m, units[i].seconds,
				   RATE_SECONDS_MAX, seconds) &&
			       *seconds >= 1;
	}
	return false;
}

/*
 * Reads {"tokens": N, "<unit>": M}.  *shown is "N/M<unit>", and so on for what
 * else is in it, joined by ";".  False when it is malformed or the arena full.
 */
static bool
read_rule(struct arena *arena, const struct params *members,
    struct rate_rule *rule, struct text *shown)
{
	const struct param *tokens = params_find(members, "tokens");

	if (tokens == NULL ||
	    !read_number(tokens, 1, RATE_TOKENS_MAX, &rule->tokens) ||
	    !read_period(members, &rule->seconds))
		return false;
	*shown = show(arena, rule->tokens, members);
	return shown->s != NULL;
}

/* Not params_find: an app code may hold a NUL. */
static const struct param *
find_member(const struct params *object, struct text name)
{
	for (size_t i = 0; i < object->count; i++)
		if (text_eq(object->items[i].name, name))
			return &object->items[i];
	return NULL;
}

static enum params_result
read_object(struct arena *arena, struct text json, struct params *object)
{
	if (!text_starts(text_strip(json), "{"))
		return PARAMS_BAD_JSON;
	return params_parse_json(arena, json, object);
}

static bool
read_rules(struct arena *arena, struct text json, struct rate_rules *rules)
{
	struct members list;

	*rules = (struct rate_rules){.shown = TEXT("")};
	if (!members_read(arena, json, &list) || list.count > RATE_RULES_MAX)
		return false;
	for (size_t i = 0; i < list.count; i++) {
		struct params members;
		struct text shown;

		if (list.items[i].type != PARAM_OBJECT ||
		    params_parse_json(arena, list.items[i].value, &members) !=
			PARAMS_OK ||
		    !read_rule(arena, &members, &rules->items[i], &shown))
			return false;
		rules->shown = ARENA_JOIN(arena, rules->shown,
		    rules->shown.len > 0 ? TEXT(";") : TEXT(""), shown);
		if (rules->shown.s == NULL)
			return false;
		rules->count++;
	}
	return rules->count > 0;
}

/* The rules of this app, else those of all others. */
static const struct param *
choose(const struct params *apps, const struct rate_app *app)
{
	const struct param *own = find_member(apps, app->received);

	if (own == NULL || !param_is_true(own))
		own = find_member(apps, app->stored);
	return own != NULL && param_is_true(own)
		   ? own
		   : find_member(apps, TEXT("__default"));
}

/* Python goes through it without finding anything. */
static bool
is_empty(const struct param *p)
{
	return !param_is_true(p) &&
	       (p->type == PARAM_LIST || p->type == PARAM_OBJECT ||
		   p->type == PARAM_STRING);
}

enum ratelimit
ratelimit_read(struct arena *arena, struct text conf,
    const struct rate_app *app, struct rate_rules *rules)
{
	struct params limits, apps;
	const struct param *p;

	switch (read_object(arena, conf, &limits)) {
	case PARAMS_OK:
		break;
	case PARAMS_BAD_JSON:
		return RATELIMIT_NONE;
	default:
		return RATELIMIT_MALFORMED;
	}
	if (limits.count == 0)
		return RATELIMIT_NONE;
	p = find_member(&limits, TEXT("app_ratelimit"));
	if (p == NULL || p->type != PARAM_OBJECT ||
	    read_object(arena, p->value, &apps) != PARAMS_OK)
		return RATELIMIT_MALFORMED;
	p = choose(&apps, app);
	if (p == NULL || is_empty(p))
		return RATELIMIT_NONE;
	return p->type == PARAM_LIST && read_rules(arena, p->value, rules)
		   ? RATELIMIT_RULES
		   : RATELIMIT_MALFORMED;
}

#define STATEMENT "rate_limit" /* its name in the slow log */

/* ms between two lines of the log about rules that have no room in memory. */
#define NOTE_AGAIN INT64_C(60000)

struct limiter {
	struct redis *redis; /* NULL: count in memory */
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
	if (*config->paas_redis == '\0')
		return limiter;
	limiter->redis = redis_new(config, trace);
	if (limiter->redis == NULL) {
		free(limiter);
		return NULL;
	}
	return limiter;
}

void
limiter_free(struct limiter *limiter)
{
	if (limiter == NULL)
		return;
	redis_free(limiter->redis);
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
	if (!redis_ask(
		limiter->redis, STATEMENT, argv, argc, deadline, &allowed)) {
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
	if (limiter->redis == NULL)
		return ask_memory(
		    limiter, arena, app->stored, channel, rules, wait);
	return ask_redis(
	    limiter, arena, app->received, channel, rules, deadline, wait);
}
