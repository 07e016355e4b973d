/* SPDX-License-Identifier: MIT */
#include "auth_cases.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "mint.h"
#include "params/parse.h"
#include "unit.h"

#include <stdio.h>

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define TEXT_BYTES  4096 /* of a query or body of a case */
#define MOUNT	    "/api/c/compapi"

static char none[] = ""; /* no Redis, and a database that is not asked */

static const struct esb_component components[] = {
    {"get_task_detail", "/v2/sops/get_task_detail/", "GET",
	"/o/bk_sops/apigw/get_task_detail/{task_id}/{bk_biz_id}/", NULL},
};

/* Everything a case needs, filled by prepare(). */
struct run {
	const struct admit_row *row;
	struct fixture fixture;
	int64_t now; /* seconds; a row is signed and sent at one moment */
	char token[MINT_MAX], stored[MINT_MAX];
	char query[TEXT_BYTES], body[TEXT_BYTES], signature[128];
	struct fcgi_param header;
	struct fcgi_request request;
	struct esb_call call;
};

/* Copies `from`, its placeholders replaced. */
static void
expand(const struct run *run, const char *from, char to[TEXT_BYTES])
{
	long offset;
	int len;

	for (; from != NULL && *from != '\0'; from += len) {
		len = 0;
		if (sscanf(from, "{now%ld}%n", &offset, &len) == 1 && len > 0)
			to +=
			    sprintf(to, "%lld", (long long)(run->now + offset));
		else if (strncmp(from, "{token}", 7) == 0) {
			to = stpcpy(to, run->token);
			len = 7;
		} else if (strncmp(from, "{sig}", 5) == 0) {
			to = stpcpy(to, run->signature);
			len = 5;
		} else {
			*to++ = *from;
			len = 1;
		}
	}
	*to = '\0';
}

static void
make_token(struct run *run)
{
	char plain[TEXT_BYTES];

	if (run->row->token == NULL)
		return;
	expand(run, run->row->token, plain);
	mint(text_of(plain), false, run->token);
	strcpy(run->stored, run->token);
	if (!run->row->not_stored)
		run->fixture.token = run->stored;
	run->fixture.is_logout = run->row->is_logout;
	if (run->row->sent != NULL)
		run->row->sent(run->token);
}

static void
make_request(struct run *run)
{
	const char *method =
	    run->row->method == NULL ? "GET" : run->row->method;
	const char *path =
	    run->row->path == NULL ? components[0].path : run->row->path;

	expand(run, run->row->query, run->query);
	expand(run, run->row->body, run->body);
	run->header = (struct fcgi_param){
	    text_of(run->row->header[0]), text_of(run->row->header[1])};
	run->request.params = &run->header;
	run->request.nparams = 1;
	run->request.method = text_of(method);
	run->request.query = text_of(run->query);
	run->request.content_type = text_of(run->row->type);
	run->request.body = text_of(run->body);
	run->call = (struct esb_call){.request = &run->request,
	    .method = text_of(method),
	    .path = text_of(path),
	    .raw_path =
		ARENA_JOIN(run->request.arena, TEXT(MOUNT), text_of(path)),
	    .components = components,
	    .ncomponents = 1};
}

/* Signs the request as it stands, and puts the signature in. */
static void
sign(struct run *run)
{
	char signature[MINT_SIGNATURE], *to = run->signature;
	struct params query;
	struct buf string;

	assert_int_equal(params_of_query(&run->request, &query), PARAMS_OK);
	buf_init(&string, TEXT_BYTES);
	buf_add_text(&string, run->call.method);
	buf_add_text(&string, run->call.raw_path);
	for (size_t i = 0, n = 0; i < query.count; i++)
		if (!text_is(query.items[i].value, "{sig}"))
			buf_addf(&string, "%c%.*s=%.*s", n++ == 0 ? '?' : '&',
			    TEXT_ARG(query.items[i].name),
			    TEXT_ARG(query.items[i].value));
	/* No other name of these calls sorts behind "data". */
	if (text_is(run->call.method, "POST"))
		buf_addf(&string, "&data=%.*s", TEXT_ARG(run->request.body));
	mint_signature(run->row->sign, buf_text(&string), signature);
	buf_free(&string);
	for (const char *c = signature; *c != '\0'; c++)
		to += sprintf(to, "%%%02X", (unsigned int)*c);
	make_request(run);
}

static void
prepare(struct run *run, const struct admit_row *row)
{
	memset(run, 0, sizeof(*run));
	run->row = row;
	run->now = clock_wall_us() / 1000000;
	run->request.arena = arena_new(ARENA_BYTES);
	run->request.deadline = clock_ms() + 60000;
	strcpy(run->signature, "{sig}");
	fixture_init(&run->fixture);
	if (row->patch != NULL)
		row->patch(&run->fixture);
	fixture_use(&run->fixture);
	make_token(run);
	make_request(run);
	if (row->sign != NULL)
		sign(run);
}

static void
check_admitted(const struct admit_row *row, const struct esb_caller *caller)
{
	int64_t budget = row->budget == 0 ? 30 : row->budget;
	int64_t left = clock_left(caller->deadline);

	assert_ptr_equal(caller->component, &components[0]);
	if (row->user != NULL)
		assert_true(text_is(caller->username, row->user));
	assert_int_equal(caller->user_type,
	    row->user_type == PARAM_ABSENT ? PARAM_STRING : row->user_type);
	if (row->app != NULL)
		assert_true(text_is(caller->app_code, row->app));
	assert_true(caller->params.count > 0);
	assert_int_equal(caller->budget, budget);
	assert_true(left <= budget * 1000 && left > budget * 1000 - 900);
}

static void
check_admit(void **state)
{
	const struct admit_row *row = *state;
	struct config_pool config = {.login_secret_key = strdup(MINT_KEY),
	    .paas_redis = none,
	    .paas = {.host = none, .socket = none}};
	struct buckets *buckets = buckets_new();
	struct esb *esb = esb_new(&config, buckets, NULL);
	struct esb_caller caller;
	struct refusal refusal = {.which = 0};
	struct run run;

	prepare(&run, row);
	assert_int_equal(
	    esb_admit(esb, &run.call, &caller, &refusal), row->want == 0);
	assert_int_equal(refusal.which, row->want);
	if (row->want == 0)
		check_admitted(row, &caller);
	if (row->message != NULL)
		assert_true(text_is(refusal.message, row->message));
	esb_release(esb);
	esb_free(esb);
	buckets_free(buckets);
	free(config.login_secret_key);
	arena_free(run.request.arena);
}

/* What is asked, as letters: App, Token, acceSs token, Whitelist. */
struct ask_row {
	struct admit_row admit;
	const char *asked;
};

static struct ask_row ask_rows[] = {
    {{"nothing is asked without secret", .query = "bk_app_code=bk_cdman" U},
	""},
    {{"nothing is asked without app code", .query = "bk_app_secret=x" U}, ""},
    {{"nothing is asked for a broken body", .method = "POST", .body = "{"}, ""},
    {{"nothing is asked for PUT", .method = "PUT", .query = W U}, ""},
    {{"a name asks for the whitelist", .query = W U I}, "AW"},
    {{"no name, no whitelist", .query = W I}, "A"},
    {{"a token", .query = S U "&bk_token={token}",
	 .token = "1795492538|admin|cveb5yzv"},
	"AT"},
    {{"a token that is none", .query = S U "&bk_token=garbage"}, "A"},
    {{"an access token", .query = S U "&bk_token={token}&bk_access_token=x",
	 .token = "1795492538|admin|cveb5yzv"},
	"AS"},
    {{"a number as access token", .method = "POST",
	 .body = "{" JSON_S ", \"bk_access_token\": 1}"},
	"A"},
};

static void
check_ask(void **state)
{
	const struct ask_row *row = *state;
	struct config_pool config = {.login_secret_key = strdup(MINT_KEY),
	    .paas_redis = none,
	    .paas = {.host = none, .socket = none}};
	struct buckets *buckets = buckets_new();
	struct esb *esb = esb_new(&config, buckets, NULL);
	const struct paas_query *q;
	struct esb_caller caller;
	struct refusal refusal;
	struct run run;
	char asked[8];

	prepare(&run, &row->admit);
	esb_admit(esb, &run.call, &caller, &refusal);
	q = &run.fixture.asked;
	snprintf(asked, sizeof(asked), "%s%s%s%s",
	    q->app_code.s == NULL ? "" : "A",
	    q->token.s == NULL || q->token_user.s == NULL ? "" : "T",
	    q->access_token.s == NULL ? "" : "S", q->whitelist ? "W" : "");
	assert_string_equal(asked, row->asked);
	assert_true(text_eq(q->path, run.call.path));
	esb_free(esb);
	buckets_free(buckets);
	free(config.login_secret_key);
	arena_free(run.request.arena);
}

struct whitelist_row {
	const char *name;
	const char *list;
	const char *app; /* as it stands in the query */
	enum refusal_message want;
};

static struct whitelist_row whitelist_rows[] = {
    {"esb 4.4: first", "a,b;c", "a", 0},
    {"esb 4.4: middle", "a,b;c", "b", 0},
    {"esb 4.4: last", "a,b;c", "c", 0},
    {"esb 4.4: part of one", "ab,bc", "b", M10_NO_USER},
    {"esb 4.4: both separators in one", "a,b;c", "a,b", M10_NO_USER},
    {"esb 4.4: no trimming", "a, b", "b", M10_NO_USER},
    {"esb 4.4: a blank as part of it", "a b", "a%20b", 0},
    {"esb 4.4: a newline is part of it", "a\nb", "a%0Ab", 0},
    {"esb 4.4: empty entries vanish", "a,,b", "c", M10_NO_USER},
    {"esb 4.4: NULL", NULL, "a", M10_NO_USER},
    {"esb 4.4: an empty list", "", "a", M10_NO_USER},
};

static void
check_whitelist(void **state)
{
	const struct whitelist_row *row = *state;
	char query[TEXT_BYTES];
	struct admit_row admit = {.query = query};
	struct config_pool config = {.login_secret_key = none,
	    .paas_redis = none,
	    .paas = {.host = none, .socket = none}};
	struct buckets *buckets = buckets_new();
	struct esb *esb = esb_new(&config, buckets, NULL);
	struct esb_caller caller;
	struct refusal refusal = {.which = 0};
	struct run run;

	snprintf(query, sizeof(query),
	    "bk_app_code=%s&bk_app_secret=cd-secret" U I, row->app);
	prepare(&run, &admit);
	run.fixture.whitelist = row->list;
	esb_admit(esb, &run.call, &caller, &refusal);
	assert_int_equal(refusal.which, row->want);
	esb_free(esb);
	buckets_free(buckets);
	arena_free(run.request.arena);
}

/* Without login.secret_key no token is anything but a failed login. */
static struct admit_row keyless_rows[] = {
    {"no login.secret_key: a token", .query = S "&bk_token={token}",
	.token = "{now+3600}|admin|cveb5yzv", .want = M17_BACKEND,
	.message = M17_LOGIN},
    {"no login.secret_key: a name", .query = W U},
};

static void
check_keyless(void **state)
{
	const struct admit_row *row = *state;
	char empty[1] = "";
	struct config_pool config = {.login_secret_key = empty,
	    .paas_redis = none,
	    .paas = {.host = none, .socket = none}};
	struct buckets *buckets = buckets_new();
	struct esb *esb = esb_new(&config, buckets, NULL);
	struct esb_caller caller;
	struct refusal refusal = {.which = 0};
	struct run run;

	prepare(&run, row);
	assert_int_equal(
	    esb_admit(esb, &run.call, &caller, &refusal), row->want == 0);
	assert_int_equal(refusal.which, row->want);
	if (row->message != NULL)
		assert_true(text_is(refusal.message, row->message));
	esb_free(esb);
	buckets_free(buckets);
	arena_free(run.request.arena);
}

struct deadline_row {
	const char *name;
	int64_t left; /* ms of the request */
};

static struct deadline_row deadline_rows[] = {
    {"the request's deadline ends a longer budget", 5000},
    {"a request that is late already", 100},
};

static void
check_deadline(void **state)
{
	const struct deadline_row *row = *state;
	static const struct admit_row admit = {.query = W U I};
	struct config_pool config = {.login_secret_key = strdup(MINT_KEY),
	    .paas_redis = none,
	    .paas = {.host = none, .socket = none}};
	struct buckets *buckets = buckets_new();
	struct esb *esb = esb_new(&config, buckets, NULL);
	struct esb_caller caller;
	struct refusal refusal;
	struct run run;

	prepare(&run, &admit);
	run.request.deadline = clock_ms() + row->left;
	assert_true(esb_admit(esb, &run.call, &caller, &refusal));
	assert_true(caller.deadline < run.request.deadline);
	assert_int_equal(caller.budget, 30);
	esb_free(esb);
	buckets_free(buckets);
	free(config.login_secret_key);
	arena_free(run.request.arena);
}

int
main(void)
{
	log_open("stderr", LOG_LEVEL_ALERT);
	unit_table(
	    channel_cases, channel_count, sizeof(*channel_cases), check_admit);
	unit_table(app_cases, app_count, sizeof(*app_cases), check_admit);
	unit_table(user_cases, user_count, sizeof(*user_cases), check_admit);
	UNIT_TABLE(ask_rows, check_ask);
	UNIT_TABLE(whitelist_rows, check_whitelist);
	UNIT_TABLE(keyless_rows, check_keyless);
	UNIT_TABLE(deadline_rows, check_deadline);
	return unit_run("auth");
}
