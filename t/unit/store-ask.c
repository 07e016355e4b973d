/* SPDX-License-Identifier: MIT */
/*
 * The store room on a command line, for t/store.t:
 *
 *	store-ask SOCKET GENERATION CACHE_MS SOPS_DATABASE PAAS_DATABASE
 *
 * Reads one question a line, `VERB NAME=VALUE ...`, and answers each with one
 * line, `NAME=VALUE ...`.  Values are percent-encoded; NULL is left out.
 *
 *	paas path= app= token= user= access= whitelist=1	budget= in ms
 *	task user= trusted=1 business= id=
 *	status user= trusted=1 business= id=
 *	states node= depth=
 *	templates user= trusted=1 business= common=1 anybody=1 again=1
 *	template user= trusted=1 business= common=1 anybody=1 id=
 *	template_ids common=1 pipelines=a,b
 *	write	tries to insert into the table store_write
 *	broken	sends what is not SQL, with user= quoted
 *	bench n=  user= business= id= app= path=
 */
#include "auth/paas.h"
#include "base/arena.h"
#include "base/clock.h"
#include "sops_2019/ask_task_status.h"
#include "sops_2019/ask_templates.h"
#include "sops_2019/task_detail.h"

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

static struct paas_question
paas_question(const struct tool *tool)
{
	return (struct paas_question){.path = get(tool, "path"),
	    .app_code = get(tool, "app"),
	    .token = get(tool, "token"),
	    .token_user = get(tool, "user"),
	    .access_token = get(tool, "access"),
	    .whitelist = get_number(tool, "whitelist", "0") != 0};
}

static void
ask_paas(struct tool *tool)
{
	struct paas_question question = paas_question(tool);
	struct paas_answer a;
	enum db_result result;
	int64_t start = clock_ms();
	uint64_t trips = db_round_trips(tool->paas);
	int64_t deadline = start + (int64_t)get_number(tool, "budget", BUDGET);

	result = paas_ask(tool->paas, tool->arena, &question, deadline, &a);
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

static struct sops_caller
caller(const struct tool *tool)
{
	return (struct sops_caller){.username = get(tool, "user"),
	    .trusted = get_number(tool, "trusted", "0") != 0,
	    .business = get_number(tool, "business", "0")};
}

static void
ask_task(struct tool *tool)
{
	struct sops_caller who = caller(tool);
	struct task_detail_answer a;
	enum db_result result;
	int64_t start = clock_ms();
	uint64_t trips = sops_round_trips(tool->sops);
	int64_t deadline = start + (int64_t)get_number(tool, "budget", BUDGET);

	result = sops_ask_task_detail(tool->sops, tool->arena, &who,
	    get_number(tool, "id", "0"), deadline, &a);
	put_result(result, start, sops_round_trips(tool->sops) - trips);
	put_state("user", a.access.user.state);
	put("username", a.access.user.username);
	put_state("business", a.access.business.state);
	put_number("cc_id", a.access.business.cc_id);
	put("cc_name", a.access.business.cc_name);
	put_state("permission", a.access.permission.state);
	put_number("allowed", a.access.permission.allowed);
	put_state("task", a.task.state);
	put_number("id", a.task.id);
	put("create_method", a.task.create_method);
	put("template_id", a.task.template_id);
	put_number("has_instance", a.task.has_instance);
	put("name", a.task.name);
	put("creator", a.task.creator);
	put("executor", a.task.executor);
	put("create_time", a.task.create_time);
	put("start_time", a.task.start_time);
	put("finish_time", a.task.finish_time);
	put("snapshot", a.task.snapshot);
	put_number("has_data", a.task.has_data);
	put("inputs", a.task.data_inputs);
	put("outputs", a.task.data_outputs);
	put("ex_data", a.task.data_ex_data);
}

static struct sops_templates
templates(const struct tool *tool, const struct sops_caller *who)
{
	bool anybody = get_number(tool, "anybody", "0") != 0;

	return (struct sops_templates){.caller = anybody ? NULL : who,
	    .common = get_number(tool, "common", "0") != 0};
}

struct seen {
	int64_t count, first, last; /* ids */
};

static enum db_result
read_list(struct template_list *list, struct seen *seen)
{
	struct sops_template t = {.state = STORE_ROW};
	enum db_result result = DB_OK;

	*seen = (struct seen){.count = 0};
	for (;;) {
		result = template_list_next(list, &t);
		if (result != DB_OK || t.state != STORE_ROW)
			return result;
		seen->first = seen->count++ == 0 ? t.id : seen->first;
		seen->last = t.id;
	}
}

static void
ask_templates(struct tool *tool)
{
	struct sops_caller who = caller(tool);
	struct sops_templates which = templates(tool, &who);
	struct template_list_answer a;
	struct seen seen = {.count = 0};
	enum db_result result;
	int64_t start = clock_ms();
	uint64_t trips = sops_round_trips(tool->sops);
	int64_t deadline = start + (int64_t)get_number(tool, "budget", BUDGET);

	result = sops_ask_template_list(
	    tool->sops, tool->arena, &which, deadline, &a);
	if (a.list != NULL)
		result = read_list(a.list, &seen);
	if (a.list != NULL && get_number(tool, "again", "0") != 0) {
		template_list_rewind(a.list);
		result = read_list(a.list, &seen);
	}
	put_result(result, start, sops_round_trips(tool->sops) - trips);
	put_state("list", a.list != NULL ? STORE_ROW : STORE_FAILED);
	put_number("count", seen.count);
	put_number("first", seen.first);
	put_number("last", seen.last);
	put_state("user", a.access.user.state);
	put("username", a.access.user.username);
	put_state("business", a.access.business.state);
	put("cc_name", a.access.business.cc_name);
	put_state("permission", a.access.permission.state);
	put_number("allowed", a.access.permission.allowed);
	template_list_close(a.list);
}

static void
ask_template(struct tool *tool)
{
	struct sops_caller who = caller(tool);
	struct sops_templates which = templates(tool, &who);
	struct template_info_answer a;
	enum db_result result;
	int64_t start = clock_ms();
	uint64_t trips = sops_round_trips(tool->sops);

	result = sops_ask_template_info(tool->sops, tool->arena, &which,
	    get_number(tool, "id", "0"), start + 20000, &a);
	put_result(result, start, sops_round_trips(tool->sops) - trips);
	put_state("user", a.access.user.state);
	put_state("business", a.access.business.state);
	put_state("permission", a.access.permission.state);
	put_state("template", a.template.state);
	put_number("id", a.template.id);
	put("category", a.template.category);
	put_number("has_pipeline", a.template.has_pipeline);
	put("name", a.template.name);
	put("editor", a.template.editor);
	put("snapshot", a.template.snapshot);
}

static void
ask_template_ids(struct tool *tool)
{
	struct text rest = get(tool, "pipelines");
	struct text pipelines[TEMPLATE_IDS];
	int64_t ids[TEMPLATE_IDS];
	size_t count = 0;
	enum db_result result;
	int64_t start = clock_ms();
	uint64_t trips = sops_round_trips(tool->sops);

	while (
	    count < TEMPLATE_IDS && text_split(&rest, ',', &pipelines[count]))
		count++;
	result = sops_ask_template_ids(tool->sops, tool->arena,
	    get_number(tool, "common", "0") != 0, pipelines, count,
	    start + 20000, ids);
	put_result(result, start, sops_round_trips(tool->sops) - trips);
	printf(" ids=");
	for (size_t i = 0; i < count; i++)
		printf("%s%lld", i == 0 ? "" : ",", (long long)ids[i]);
}

static void
put_tree(const struct sops_status_tree *tree)
{
	put_state("tree", tree->state);
	put("root", tree->root);
	put_number("has_relations", tree->has_relations);
	put_number("selves", tree->selves);
	put_number("exists", tree->status.exists);
	put("state", tree->status.state);
	put("started_time", tree->status.started_time);
	put_number("nodes", (int64_t)tree->nnodes);
	for (size_t i = 0; i < tree->nnodes && i < 3; i++) {
		const struct sops_status_node *node = &tree->nodes[i];
		char name[] = "parent0";

		name[6] = (char)('0' + i);
		put(name, node->parent);
		memcpy(name, "__node", 6);
		put(name + 2, node->id);
		memcpy(name, "_state", 6);
		put(name + 1,
		    node->status.exists ? node->status.state : TEXT_NONE);
	}
}

static void
ask_status(struct tool *tool)
{
	struct sops_caller who = caller(tool);
	struct task_status_answer a;
	enum db_result result;
	int64_t start = clock_ms();
	uint64_t trips = sops_round_trips(tool->sops);

	result = sops_ask_task_status(tool->sops, tool->arena, &who,
	    get_number(tool, "id", "0"), start + 20000, &a);
	put_result(result, start, sops_round_trips(tool->sops) - trips);
	put_state("user", a.access.user.state);
	put_state("business", a.access.business.state);
	put_state("permission", a.access.permission.state);
	put_number("allowed", a.access.permission.allowed);
	put_state("task", a.task.state);
	put_number("has_instance", a.task.has_instance);
	put_number("is_started", a.task.is_started);
	put_tree(&a.tree);
}

static void
ask_states(struct tool *tool)
{
	struct sops_status_tree tree;
	enum db_result result;
	int64_t start = clock_ms();
	uint64_t trips = sops_round_trips(tool->sops);

	result =
	    sops_ask_status_tree(tool->sops, tool->arena, get(tool, "node"),
		get_number(tool, "depth", "99"), start + 20000, &tree);
	put_result(result, start, sops_round_trips(tool->sops) - trips);
	put_tree(&tree);
}

/* A question of the test's own, over a connection like the others. */
static void
ask_raw(struct tool *tool, bool write)
{
	struct question *q = question_new(tool->arena);
	int64_t start = clock_ms();
	uint64_t trips = db_round_trips(tool->db);
	enum db_result result;
	size_t failed;

	if (q == NULL)
		return;
	question_statement(q, "first");
	question_sql(q, "SELECT 1");
	question_statement(q, write ? "write" : "broken");
	if (write)
		question_sql(q, "INSERT INTO store_write VALUES(1)");
	else {
		question_sql(q, "SELECT nothing nowhere ");
		question_text(q, get(tool, "user"));
	}
	result = db_ask(tool->db, q, start + 5000, &failed);
	put_result(result, start, db_round_trips(tool->db) - trips);
	put_number("failed", (int64_t)failed);
}

static void
bench(struct tool *tool)
{
	struct paas_question question = paas_question(tool);
	struct sops_caller who = caller(tool);
	uint64_t id = get_number(tool, "id", "0");
	uint64_t n = get_number(tool, "n", "1");
	bool esb = question.path.s != NULL;
	struct arena *arena = arena_new(MEMORY);
	int64_t start = clock_ms();
	bool ok = true;

	for (uint64_t i = 0; i < n && ok; i++) {
		struct task_detail_answer task;
		struct paas_answer paas;
		int64_t deadline = clock_ms() + 10000;

		ok = (esb ? paas_ask(
				tool->paas, arena, &question, deadline, &paas)
			  : sops_ask_task_detail(tool->sops, arena, &who, id,
				deadline, &task)) == DB_OK;
		db_release(tool->paas);
		sops_release(tool->sops);
		arena_reset(arena);
	}
	put_result(ok ? DB_OK : DB_FAILED, start, 0);
	put_number("us", (clock_ms() - start) * 1000 / (int64_t)n);
	arena_free(arena);
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
	else if (strcmp(verb, "task") == 0)
		ask_task(tool);
	else if (strcmp(verb, "status") == 0)
		ask_status(tool);
	else if (strcmp(verb, "states") == 0)
		ask_states(tool);
	else if (strcmp(verb, "templates") == 0)
		ask_templates(tool);
	else if (strcmp(verb, "template") == 0)
		ask_template(tool);
	else if (strcmp(verb, "template_ids") == 0)
		ask_template_ids(tool);
	else if (strcmp(verb, "write") == 0)
		ask_raw(tool, true);
	else if (strcmp(verb, "broken") == 0)
		ask_raw(tool, false);
	else if (strcmp(verb, "bench") == 0)
		bench(tool);
	putchar('\n');
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	struct config_pool pool = {0};
	char empty[] = "", root[] = "root";
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
	pool.generation = strcmp(argv[2], "auto") == 0	 ? GENERATION_AUTO
			  : strcmp(argv[2], "2019") == 0 ? GENERATION_2019
							 : GENERATION_CURRENT;
	pool.paas_cache = atoi(argv[3]);
	pool.sops = pool.paas = where;
	pool.sops.database = argv[4];
	pool.paas.database = argv[5];
	tool.arena = arena_new(MEMORY);
	tool.sops = sops_new(&pool, NULL);
	tool.paas = db_new(&pool, DB_PAAS, NULL);
	tool.db = db_new(&pool, DB_SOPS, NULL);
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
