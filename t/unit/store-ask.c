/* SPDX-License-Identifier: MIT */
/*
 * The store room on a command line, for t/store.t:
 *
 *	store-ask SOCKET GENERATION CACHE_MS SOPS_DATABASE PAAS_DATABASE
 *
 * Reads one query a line, `VERB NAME=VALUE ...`, and answers each with one
 * line, `NAME=VALUE ...`.  Values are percent-encoded; NULL is left out.
 *
 *	paas path= app= token= user= access= whitelist=1	budget= in ms
 *	call endpoint= user= trusted=1 business= id= params=a=b&c=d again=1
 *		budget=
 *	write	tries to insert into the table store_write
 *	broken	sends what is not SQL, with user= quoted
 */
#include "api/routes.h"
#include "auth/paas.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "params/parse.h"

#include <stdio.h>
#include <stdlib.h>

#define MEMORY	     ((size_t)64 * 1024 * 1024)
#define LONGEST_LINE ((size_t)4 * 1024 * 1024)
#define BUDGET	     "20000" /* ms */
#define ARGUMENTS    16

struct argument {
	const char *name;
	struct text value;
};

struct tool {
	struct config_pool config;
	struct sops *sops;
	struct db *paas;
	struct db *db;
	struct arena *arena;
	struct argument arguments[ARGUMENTS];
	size_t count;
};

static unsigned int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	return (unsigned int)((c | 0x20) - 'a') + 10;
}

static struct text
decode(char *s)
{
	char *to = s;
	struct text t = {s, 0};

	for (; *s != '\0'; s++) {
		if (*s == '%') {
			*to++ = (char)(hex_digit(s[1]) << 4 | hex_digit(s[2]));
			s += 2;
		} else
			*to++ = *s;
	}
	t.len = (size_t)(to - t.s);
	return t;
}

static void
read_arguments(struct tool *tool, char *rest)
{
	char *word;

	tool->count = 0;
	while ((word = strsep(&rest, " ")) != NULL) {
		char *value = strchr(word, '=');

		if (value == NULL || tool->count == ARGUMENTS)
			continue;
		*value++ = '\0';
		tool->arguments[tool->count++] =
		    (struct argument){word, decode(value)};
	}
}

static struct text
get(const struct tool *tool, const char *name)
{
	for (size_t i = 0; i < tool->count; i++)
		if (strcmp(tool->arguments[i].name, name) == 0)
			return tool->arguments[i].value;
	return TEXT_NONE;
}

static uint64_t
get_number(const struct tool *tool, const char *name, const char *otherwise)
{
	struct text t = get(tool, name);
	uint64_t number = 0;

	text_to_uint64(t.s == NULL ? text_of(otherwise) : t, &number);
	return number;
}

static void
put(const char *name, struct text value)
{
	if (value.s == NULL)
		return;
	printf(" %s=", name);
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.s[i];

		if (c <= ' ' || c == '%' || c >= 0x7F)
			printf("%%%02X", c);
		else
			putchar(c);
	}
}

static void
put_number(const char *name, int64_t number)
{
	printf(" %s=%lld", name, (long long)number);
}

static void
put_state(const char *name, enum store_state state)
{
	static const char *const names[] = {
	    "not_asked", "failed", "none", "row"};

	printf(" %s=%s", name, names[state]);
}

static void
put_result(enum db_result result, int64_t start, uint64_t trips)
{
	static const char *const names[] = {[DB_OK] = "ok",
	    [DB_FAILED] = "failed",
	    [DB_TIMEOUT] = "timeout",
	    [DB_CANCELLED] = "cancelled",
	    [DB_DOWN] = "down"};

	printf("result=%s ms=%lld trips=%llu", names[result],
	    (long long)(clock_ms() - start), (unsigned long long)trips);
}

static struct paas_query
paas_query(const struct tool *tool)
{
	return (struct paas_query){.path = get(tool, "path"),
	    .app_code = get(tool, "app"),
	    .token = get(tool, "token"),
	    .token_user = get(tool, "user"),
	    .access_token = get(tool, "access"),
	    .whitelist = get_number(tool, "whitelist", "0") != 0};
}

static void
ask_paas(struct tool *tool)
{
	struct paas_query query = paas_query(tool);
	struct paas_answer a;
	enum db_result result;
	int64_t start = clock_ms();
	uint64_t trips = db_round_trips(tool->paas);
	int64_t deadline = start + (int64_t)get_number(tool, "budget", BUDGET);

	result = paas_ask(tool->paas, tool->arena, &query, deadline, &a);
	put_result(result, start, db_round_trips(tool->paas) - trips);
	put_state("channel", a.channel.state);
	put_number("id", a.channel.id);
	put("path", a.channel.path);
	put("codename", a.channel.codename);
	put_number("active", a.channel.active);
	put_number("timeout", a.channel.timeout);
	put("comp_conf", a.channel.comp_conf);
	put("component_name", a.channel.component_name);
	put_number("perm_level", a.channel.perm_level);
	put_number("rate_limit_required", a.channel.rate_limit_required);
	put("rate_limit_conf", a.channel.rate_limit_conf);
	put("system_name", a.channel.system_name);
	put_number("execute_timeout", a.channel.system_execute_timeout);
	put_state("app", a.app.state);
	put("code", a.app.code);
	put("secret0", a.app.secrets[0]);
	put("secret1", a.app.secrets[1]);
	put_state("token", a.token.state);
	put_number("is_logout", a.token.is_logout);
	put_state("user", a.user.state);
	put("username", a.user.username);
	put_state("access", a.access_token.state);
	put("access_user", a.access_token.username);
	put_number("seconds_left", a.access_token.seconds_left);
	put_state("whitelist", a.whitelist.state);
	put_number("on", a.whitelist.on);
	put("list", a.whitelist.list);
	put_state("grant", a.grant);
}

static int
keep(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

static enum outcome
write_data(struct call *call, struct buf *json)
{
	struct json_writer *w = json_new(keep, json);
	enum outcome outcome = call->endpoint->write(call, w);

	if (outcome == OUTCOME_OK && json_failed(w) != 0)
		outcome = call_fault(call, "the answer could not be written");
	json_free(w);
	return outcome;
}

static void
put_access(const struct sops_access *access)
{
	put_state("user", access->user.state);
	put("username", access->user.username);
	put_state("business", access->business.state);
	put_number("cc_id", access->business.cc_id);
	put("cc_name", access->business.cc_name);
	put_state("permission", access->permission.state);
	put_number("allowed", access->permission.allowed);
}

static const struct endpoint *
find_endpoint(struct text name)
{
	for (size_t i = 0; i < release_2019.nroutes; i++)
		if (text_is(name, release_2019.routes[i].name))
			return release_2019.routes[i].endpoint;
	fprintf(stderr, "%.*s: no such endpoint\n", TEXT_ARG(name));
	exit(64);
}

/* What an endpoint makes of a call that was admitted. */
static void
call_endpoint(struct tool *tool)
{
	static const char *const outcomes[] = {[OUTCOME_OK] = "ok",
	    [OUTCOME_REFUSED] = "refused",
	    [OUTCOME_FORWARD] = "forwarded",
	    [OUTCOME_FAULT] = "fault",
	    [OUTCOME_TIMEOUT] = "timeout",
	    [OUTCOME_CANCELLED] = "cancelled"};
	int64_t start = clock_ms();
	uint64_t trips = db_round_trips(tool->sops->db);
	struct call call = {.config = &tool->config,
	    .generation = GENERATION_2019,
	    .endpoint = find_endpoint(get(tool, "endpoint")),
	    .sops = tool->sops,
	    .arena = tool->arena,
	    .variables = {get(tool, "id")},
	    .ids = {get_number(tool, "id", "0")},
	    .caller = {.username = get(tool, "user"),
		.trusted = get_number(tool, "trusted", "0") != 0,
		.business = get_number(tool, "business", "0")},
	    .business_typed = get(tool, "business"),
	    .deadline = start + (int64_t)get_number(tool, "budget", BUDGET)};
	struct fcgi_request request = {
	    .arena = tool->arena, .query = get(tool, "params")};
	struct params params;
	struct buf json, again;
	enum outcome outcome;

	buf_init(&json, MEMORY);
	buf_init(&again, MEMORY);
	params_of_query(&request, &params);
	call.params = &params;
	outcome = call_prepare(&call);
	if (outcome == OUTCOME_OK)
		outcome = write_data(&call, &json);
	if (outcome == OUTCOME_OK && get_number(tool, "again", "0") != 0)
		outcome = write_data(&call, &again);
	printf("outcome=%s ms=%lld trips=%llu", outcomes[outcome],
	    (long long)(clock_ms() - start),
	    (unsigned long long)(db_round_trips(tool->sops->db) - trips));
	put_number("down", call.result.is_down);
	put("said", outcome == OUTCOME_FAULT ? text_of(call.result.why)
					     : call.result.message);
	put_access(&call.access);
	if (outcome == OUTCOME_OK)
		put("data", buf_text(&json));
	if (again.len > 0)
		put("again", text_eq(buf_text(&json), buf_text(&again))
				 ? TEXT("the same")
				 : TEXT("differs"));
	call_finish(&call);
	buf_free(&json);
	buf_free(&again);
}

/* A query of the test's own, over a connection like the others. */
static void
ask_raw(struct tool *tool, bool write)
{
	struct batch *q = batch_new(tool->arena);
	int64_t start = clock_ms();
	uint64_t trips = db_round_trips(tool->db);
	enum db_result result;
	size_t failed;

	if (q == NULL)
		return;
	batch_statement(q, "first");
	batch_sql(q, "SELECT 1");
	batch_statement(q, write ? "write" : "broken");
	if (write)
		batch_sql(q, "INSERT INTO store_write VALUES(1)");
	else {
		batch_sql(q, "SELECT nothing nowhere ");
		batch_text(q, get(tool, "user"));
	}
	result = db_ask(tool->db, q, start + 5000, &failed);
	put_result(result, start, db_round_trips(tool->db) - trips);
	put_number("failed", (int64_t)failed);
}

static void
answer(struct tool *tool, char *line)
{
	char *verb = strsep(&line, " ");

	read_arguments(tool, line);
	db_release(tool->paas);
	sops_release(tool->sops);
	db_release(tool->db);
	arena_reset(tool->arena);
	if (strcmp(verb, "paas") == 0)
		ask_paas(tool);
	else if (strcmp(verb, "call") == 0)
		call_endpoint(tool);
	else if (strcmp(verb, "write") == 0)
		ask_raw(tool, true);
	else if (strcmp(verb, "broken") == 0)
		ask_raw(tool, false);
	putchar('\n');
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	char empty[] = "", root[] = "root", format[] = "%Y-%m-%d %H:%M:%S";
	struct config_mysql where = {.socket = argv[1],
	    .host = empty,
	    .user = root,
	    .password = empty,
	    .option_file = empty,
	    .ssl_ca = empty,
	    .ssl_mode = SSL_PREFERRED};
	struct tool tool = {0};
	char *line = malloc(LONGEST_LINE);

	if (argc != 6 || line == NULL)
		return 64;
	tool.config.generation = strcmp(argv[2], "auto") == 0 ? GENERATION_AUTO
				 : strcmp(argv[2], "2019") == 0
				     ? GENERATION_2019
				     : GENERATION_CURRENT;
	tool.config.time_format = format;
	tool.config.app_host = empty;
	tool.config.common_templates = true;
	tool.config.paas_cache = atoi(argv[3]);
	tool.config.sops = tool.config.paas = where;
	tool.config.sops.database = argv[4];
	tool.config.paas.database = argv[5];
	tool.arena = arena_new(MEMORY);
	tool.sops = sops_new(&tool.config, NULL);
	tool.paas = db_new(&tool.config, DB_PAAS, NULL);
	tool.db = db_new(&tool.config, DB_SOPS, NULL);
	if (tool.arena == NULL || tool.sops == NULL || tool.paas == NULL ||
	    tool.db == NULL)
		return 1;
	while (fgets(line, (int)LONGEST_LINE, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		answer(&tool, line);
	}
	db_free(tool.db);
	db_free(tool.paas);
	sops_free(tool.sops);
	arena_free(tool.arena);
	free(line);
	return 0;
}
