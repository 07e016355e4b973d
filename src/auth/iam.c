/* SPDX-License-Identifier: MIT */
#include "auth/iam.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/http.h"
#include "base/log.h"
#include "mysql/outage.h"
#include "params/json.h"
#include "json/writer.h"

#include <netdb.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define ADDRESSES    8	   /* of a host, that are tried */
#define HEADER_MAX   65536 /* bytes of an answer's header */
#define QUESTION_MAX 65536 /* bytes */
#define WAYS	     4	   /* places in which one decision may be held */
#define STATEMENT    "iam" /* its name in slow log and status */

/* ms between two looks at whether the client has hung up. */
#define LOOK_EVERY 100

/* ms for which a host that took no connection in time is left alone: it is not
 * to hold up every worker. */
#define PAUSE 1000

/* ms before the host is looked up again, when nobody answers there. */
#define LOOK_UP_AGAIN 10000

/* A decision that is held, under the digest of the question: so by user,
 * action, resource and its attributes. */
struct decision {
	unsigned char question[SHA256_DIGEST_LENGTH];
	int64_t until; /* clock_ms */
	bool allowed;
};

struct iam {
	const struct config_pool *config;
	struct trace *trace;

	/* Where it is asked. */
	CURLU *query; /* <iam.url>/api/v2/policy/systems/<iam.system>/query/ */
	CURLU *query_by_actions; /* the same with /query_by_actions/ */
	char *host;
	char *port;
	bool looked_up;
	bool moved;		      /* nobody answered there */
	int64_t look_up_after;	      /* clock_ms */
	struct curl_slist *addresses; /* for CURLOPT_RESOLVE */
	struct curl_slist *headers;
	CURLM *multi;
	CURL *curl;	      /* keeps the connection */
	int64_t paused_until; /* clock_ms */

	/* What comes back. */
	struct buf answer;
	size_t header; /* bytes of it so far */
	bool too_large;
	char error[CURL_ERROR_SIZE];
	char why[HTTP_WHY];
	bool is_away; /* why is one for all questions */

	struct outage *outage; /* of the pool, or own */
	struct outage own;
	struct decision cache[IAM_CACHED];
};

/* What came of a question to IAM. */
enum heard {
	HEARD,	     /* iam->answer is a whole answer with status 200 */
	HEARD_NOT,   /* iam->why */
	HEARD_NO_END /* the client went away meanwhile */
};

static void
explain(struct iam *iam, const char *why)
{
	if (why != iam->why)
		snprintf(iam->why, sizeof(iam->why), "%s", why);
}

static enum heard
fail(struct iam *iam, const char *why)
{
	explain(iam, why);
	return HEARD_NOT;
}

const char *
iam_why(const struct iam *iam)
{
	return iam->why;
}

bool
iam_is_away(const struct iam *iam)
{
	return iam->is_away;
}

/* --- where IAM is --- */

static void
set_addresses(struct iam *iam, const struct addrinfo *found)
{
	char entry[ADDRESSES * NI_MAXHOST + 512], name[NI_MAXHOST];
	int n = snprintf(entry, sizeof(entry), "%s:%s:", iam->host, iam->port);
	size_t len = n < 0 ? sizeof(entry) : (size_t)n, count = 0;

	for (; found != NULL && count < ADDRESSES; found = found->ai_next) {
		if (getnameinfo(found->ai_addr, found->ai_addrlen, name,
			sizeof(name), NULL, 0, NI_NUMERICHOST) != 0 ||
		    len + strlen(name) + 2 > sizeof(entry))
			continue;
		n = snprintf(entry + len, sizeof(entry) - len, "%s%s",
		    count == 0 ? "" : ",", name);
		len += (size_t)n;
		count++;
	}
	if (count == 0)
		return;
	curl_slist_free_all(iam->addresses);
	iam->addresses = curl_slist_append(NULL, entry);
	iam->looked_up = iam->addresses != NULL;
}

/* Here and not by libcurl, which would start a thread for it. */
static void
look_up(struct iam *iam)
{
	const struct addrinfo numeric = {
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
	const struct addrinfo any = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	char host[NI_MAXHOST];
	int error;

	snprintf(host, sizeof(host), "%s", iam->host + (*iam->host == '['));
	host[strcspn(host, "]")] = '\0';
	iam->look_up_after = clock_ms() + LOOK_UP_AGAIN;
	iam->moved = false;
	if (getaddrinfo(host, NULL, &numeric, &found) == 0) {
		freeaddrinfo(found);
		iam->looked_up = true;
		return;
	}
	error = getaddrinfo(host, NULL, &any, &found);
	if (error == 0) {
		set_addresses(iam, found);
		freeaddrinfo(found);
	} else
		snprintf(iam->why, sizeof(iam->why), "the name is unknown: %s",
		    gai_strerror(error));
}

/* The URL of a path below iam.url, which ends in a slash; NULL when out of
 * memory or when iam.url is none. */
static CURLU *
make_url(const struct config_pool *config, const char *path)
{
	CURLU *url = curl_url();
	size_t size = strlen(config->iam_url) + strlen(path) + 1;
	char *text = malloc(size);
	bool good = url != NULL && text != NULL;

	if (good) {
		snprintf(text, size, "%s%s", config->iam_url, path);
		good = curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK;
	}
	free(text);
	if (good)
		return url;
	curl_url_cleanup(url);
	return NULL;
}

static CURLU *
make_policy_url(
    const struct config_pool *config, const char *system, const char *what)
{
	char path[512];

	snprintf(
	    path, sizeof(path), "api/v2/policy/systems/%s/%s/", system, what);
	return make_url(config, path);
}

static bool
init_url(struct iam *iam)
{
	char *system = curl_easy_escape(NULL, iam->config->iam_system, 0);

	if (system == NULL)
		return false;
	iam->query = make_policy_url(iam->config, system, "query");
	iam->query_by_actions =
	    make_policy_url(iam->config, system, "query_by_actions");
	curl_free(system);
	return iam->query != NULL && iam->query_by_actions != NULL &&
	       curl_url_get(iam->query, CURLUPART_HOST, &iam->host, 0) ==
		   CURLUE_OK &&
	       curl_url_get(iam->query, CURLUPART_PORT, &iam->port,
		   CURLU_DEFAULT_PORT) == CURLUE_OK;
}

/* --- who asks --- */

/* Takes the header, one line, and wipes it. */
static bool
add_header(struct iam *iam, struct buf *line)
{
	struct curl_slist *more = NULL;

	if (buf_add_char(line, '\0') == 0)
		more = curl_slist_append(iam->headers, line->data);
	if (more != NULL)
		iam->headers = more;
	if (line->data != NULL)
		explicit_bzero(line->data, line->len);
	buf_reset(line);
	return more != NULL;
}

/* The gateway's way of saying it. */
static bool
add_authorization(struct iam *iam, struct buf *line)
{
	const struct config_pool *config = iam->config;
	struct json_writer *w;
	bool good;

	buf_addf(line, "X-Bkapi-Authorization: ");
	w = json_new(buf_sink, line);
	if (w == NULL)
		return false;
	json_object_open(w);
	json_member_string(w, "bk_app_code", text_of(config->iam_app_code));
	json_member_string(w, "bk_app_secret", text_of(config->iam_app_secret));
	json_object_close(w);
	good = json_failed(w) == 0;
	json_free(w);
	return good && add_header(iam, line);
}

/* IAM itself and the API gateway in front of it look for these in headers of
 * their own; both are sent, so that iam.url may be either. */
static bool
init_headers(struct iam *iam)
{
	static const char *const fixed[] = {"Content-Type: application/json",
	    "Accept: application/json", "X-Bk-IAM-Version: 1", "Expect:"};
	const struct config_pool *config = iam->config;
	struct buf line;
	bool good = true;

	buf_init(&line, 2 * (size_t)QUESTION_MAX + 1024);
	for (size_t i = 0; good && i < sizeof(fixed) / sizeof(*fixed); i++)
		good = buf_addf(&line, "%s", fixed[i]) == 0 &&
		       add_header(iam, &line);
	if (good)
		good = buf_addf(&line, "X-BK-APP-CODE: %s",
			   config->iam_app_code) == 0 &&
		       add_header(iam, &line);
	if (good && *config->iam_app_secret != '\0')
		good = buf_addf(&line, "X-BK-APP-SECRET: %s",
			   config->iam_app_secret) == 0 &&
		       add_header(iam, &line) && add_authorization(iam, &line);
	buf_free(&line);
	return good;
}

/* --- one exchange --- */

static size_t
take_header(char *data, size_t size, size_t count, void *context)
{
	struct iam *iam = context;

	(void)data;
	iam->header += size * count;
	iam->too_large |= iam->header > HEADER_MAX;
	return iam->too_large ? 0 : size * count;
}

static size_t
take_body(char *data, size_t size, size_t count, void *context)
{
	struct iam *iam = context;

	iam->too_large |= buf_add(&iam->answer, data, size * count) != 0;
	return iam->too_large ? 0 : size * count;
}

static bool
init_curl(struct iam *iam)
{
	CURL *curl = iam->curl = curl_easy_init();

	iam->multi = curl_multi_init();
	if (curl == NULL || iam->multi == NULL)
		return false;
	curl_multi_setopt(iam->multi, CURLMOPT_MAXCONNECTS, 1L);
	http_set_options(curl, iam->config->iam_ssl_ca);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, iam->headers);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, iam);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, iam);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, iam->error);
	return true;
}

/* Until it is done.  False when the client has gone. */
static bool
run(struct iam *iam, CURLcode *code)
{
	CURLMsg *message;
	int running = 1, left;

	*code = CURLE_OUT_OF_MEMORY;
	while (running > 0) {
		if (curl_multi_perform(iam->multi, &running) != CURLM_OK)
			return true;
		if (running == 0)
			break;
		if (trace_client_is_gone(iam->trace))
			return false;
		if (curl_multi_poll(iam->multi, NULL, 0, LOOK_EVERY, NULL) !=
		    CURLM_OK)
			return true;
	}
	while ((message = curl_multi_info_read(iam->multi, &left)) != NULL)
		if (message->msg == CURLMSG_DONE)
			*code = message->data.result;
	return true;
}

static enum heard
look_at(struct iam *iam, CURLcode code)
{
	curl_off_t sent = 0;
	long status = 0;

	curl_easy_getinfo(iam->curl, CURLINFO_RESPONSE_CODE, &status);
	/* 0: it took no connection, new or kept. */
	curl_easy_getinfo(iam->curl, CURLINFO_PRETRANSFER_TIME_T, &sent);
	if (iam->too_large)
		return fail(iam, "its answer is too large");
	iam->moved |= code != CURLE_OK && sent == 0;
	if (code == CURLE_OPERATION_TIMEDOUT && sent == 0)
		iam->paused_until = clock_ms() + PAUSE;
	if (code != CURLE_OK) {
		http_explain(
		    iam->curl, code, iam->error, "iam.ssl_ca", iam->why);
		return HEARD_NOT;
	}
	if (status == 200)
		return HEARD;
	snprintf(iam->why, sizeof(iam->why), "it answers HTTP %ld", status);
	return HEARD_NOT;
}

/* POST of the question; GET when it is TEXT_NONE. */
static void
set_question(struct iam *iam, CURLU *url, struct text question, int64_t wait)
{
	CURL *curl = iam->curl;

	buf_reset(&iam->answer);
	iam->header = 0;
	iam->too_large = false;
	*iam->error = '\0';
	curl_easy_setopt(curl, CURLOPT_CURLU, url);
	curl_easy_setopt(curl, CURLOPT_RESOLVE, iam->addresses);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)wait);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)wait);
	if (question.s == NULL) {
		curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
		return;
	}
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(
	    curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)question.len);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, question.s);
}

/* `wait` is in ms. */
static enum heard
exchange(struct iam *iam, CURLU *url, struct text question, int64_t wait)
{
	int64_t start = clock_us();
	enum heard heard = HEARD_NO_END;
	CURLcode code;

	set_question(iam, url, question, wait);
	trace_statement_wait(iam->trace, STATEMENT);
	if (curl_multi_add_handle(iam->multi, iam->curl) != CURLM_OK)
		heard = fail(iam, "out of memory");
	else {
		if (run(iam, &code))
			heard = look_at(iam, code);
		/* Closes the connection of what did not end. */
		curl_multi_remove_handle(iam->multi, iam->curl);
	}
	trace_statement_wait(iam->trace, "");
	trace_statement_done(iam->trace, STATEMENT, clock_us() - start);
	return heard;
}

/* Looks IAM's host up first where that is due, which no time limits. */
static enum heard
reach(struct iam *iam, CURLU *url, struct text question, int64_t deadline)
{
	enum proc_phase before = trace_enter(iam->trace, PROC_QUERY);
	int64_t wait = iam->config->iam_timeout;
	enum heard heard;

	if ((!iam->looked_up || iam->moved) && clock_ms() >= iam->look_up_after)
		look_up(iam);
	if (wait > clock_left(deadline))
		wait = clock_left(deadline);
	if (!iam->looked_up)
		heard = HEARD_NOT;
	else if (wait <= 0)
		heard = fail(iam, "the request has no time left");
	else
		heard = exchange(iam, url, question, wait);
	trace_enter(iam->trace, before);
	return heard;
}

/* --- a question --- */

/* What is asked: one action or several, about one resource or none. */
struct question {
	struct text user;
	const char *action;	    /* NULL: `actions` */
	const char *const *actions; /* NULL behind the last */
	const struct policy_resource *resource;
};

static void
write_resource(struct json_writer *w, const struct iam *iam,
    const struct policy_resource *resource)
{
	json_object_open(w);
	json_member_string(w, "system", text_of(iam->config->iam_system));
	json_member_string(w, "type", text_of(resource->type));
	json_member_string(w, "id", resource->id);
	json_member_object(w, "attribute");
	for (size_t i = 0; i < POLICY_ATTRIBUTES; i++)
		if (resource->attributes[i].name != NULL)
			json_member_string(w, resource->attributes[i].name,
			    resource->attributes[i].value);
	json_object_close(w);
	json_object_close(w);
}

static void
write_actions(struct json_writer *w, const struct question *q)
{
	if (q->action != NULL) {
		json_member_object(w, "action");
		json_member_string(w, "id", text_of(q->action));
		json_object_close(w);
		return;
	}
	json_member_array(w, "actions");
	for (size_t i = 0; q->actions[i] != NULL; i++) {
		json_object_open(w);
		json_member_string(w, "id", text_of(q->actions[i]));
		json_object_close(w);
	}
	json_array_close(w);
}

/* The body of the question, in the arena; TEXT_NONE when something in it is no
 * UTF-8, or out of memory. */
static struct text
write_question(
    const struct iam *iam, struct arena *arena, const struct question *q)
{
	struct buf question;
	struct json_writer *w;
	bool good;

	buf_init_in(&question, arena, QUESTION_MAX);
	w = json_new(buf_sink, &question);
	if (w == NULL)
		return TEXT_NONE;
	json_object_open(w);
	json_member_string(w, "system", text_of(iam->config->iam_system));
	json_member_object(w, "subject");
	json_member_string(w, "type", TEXT("user"));
	json_member_string(w, "id", q->user);
	json_object_close(w);
	write_actions(w, q);
	json_member_array(w, "resources");
	if (q->resource != NULL)
		write_resource(w, iam, q->resource);
	json_array_close(w);
	json_member_object(w, "environment");
	json_object_close(w);
	json_object_close(w);
	good = json_failed(w) == 0;
	json_free(w);
	return good ? buf_text(&question) : TEXT_NONE;
}

/* Asks IAM, whatever is held. */
static enum heard
ask(struct iam *iam, CURLU *url, struct text question, int64_t deadline)
{
	iam->is_away = false;
	if (question.s == NULL)
		return fail(iam, "the question cannot be written");
	if (clock_left(deadline) <= 0)
		return fail(iam, "the request has no time left");
	iam->is_away = true;
	if (clock_ms() < iam->paused_until)
		return fail(iam, "it took no connection a moment ago");
	return reach(iam, url, question, deadline);
}

/* Tells once for the pool that IAM gives no good answers, and that it is over.
 * What is wrong with one question is no outage. */
static void
tell(struct iam *iam, enum heard heard)
{
	/* --doctor says it in its own words. */
	if (iam->trace == NULL)
		return;
	if (heard == HEARD) {
		iam->is_away = false;
		if (outage_over(iam->outage, true))
			log_notice("iam.url answers again");
	} else if (heard == HEARD_NOT && iam->is_away &&
		   outage_claim(iam->outage)) {
		log_error("iam.url: %s; calls of applications that are not "
			  "trusted, and lists with auth_actions, fail "
			  "meanwhile",
		    iam->why);
		outage_logged(iam->outage);
	}
}

/* An answer that is no answer of IAM's is none. */
static enum heard
check_answer(struct iam *iam, enum heard heard, bool is_good, const char *why)
{
	return heard == HEARD && !is_good ? fail(iam, why) : heard;
}

static enum permission
not_heard(enum heard heard)
{
	return heard == HEARD_NO_END ? PERMISSION_CANCELLED : PERMISSION_FAILED;
}

/* The decision about one resource. */
static enum permission
ask_decision(struct iam *iam, struct arena *arena, struct text question,
    const struct policy_resource *resource, int64_t deadline)
{
	static const struct policy_resource none = {.type = ""};
	enum heard heard = ask(iam, iam->query, question, deadline);
	const struct policy *policy;
	const char *why = "";
	enum permission permission;
	bool is_good;

	is_good = heard == HEARD &&
		  policy_read(arena, buf_text(&iam->answer), &policy, &why);
	heard = check_answer(iam, heard, is_good, why);
	tell(iam, heard);
	if (heard != HEARD)
		return not_heard(heard);
	permission =
	    policy_decide(policy, resource == NULL ? &none : resource, &why);
	if (permission == PERMISSION_FAILED)
		explain(iam, why);
	return permission;
}

/* --- what is held --- */

/* The decision's place: the one that holds it, or else the one that is to be
 * given up for it. */
static struct decision *
find_place(struct iam *iam, const unsigned char *digest, bool *found)
{
	size_t set = (digest[0] | (size_t)digest[1] << 8) % (IAM_CACHED / WAYS);
	struct decision *d = &iam->cache[set * WAYS], *oldest = d;

	for (size_t i = 0; i < WAYS; i++, d++) {
		*found = memcmp(d->question, digest, sizeof(d->question)) == 0;
		if (*found)
			return d;
		if (d->until < oldest->until)
			oldest = d;
	}
	return oldest;
}

static enum permission
ask_or_remember(struct iam *iam, struct arena *arena, struct text question,
    const struct policy_resource *resource, int64_t deadline)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	enum permission permission;
	struct decision *place;
	bool found;

	SHA256((const unsigned char *)question.s, question.len, digest);
	place = find_place(iam, digest, &found);
	if (found && place->until > clock_ms())
		return place->allowed ? PERMISSION_ALLOWED : PERMISSION_DENIED;
	permission = ask_decision(iam, arena, question, resource, deadline);
	if (permission == PERMISSION_ALLOWED ||
	    permission == PERMISSION_DENIED) {
		memcpy(place->question, digest, sizeof(digest));
		place->until = clock_ms() + iam->config->iam_cache;
		place->allowed = permission == PERMISSION_ALLOWED;
	}
	return permission;
}

enum permission
iam_ask(struct iam *iam, struct arena *arena, struct text user,
    const char *action, const struct policy_resource *resource,
    int64_t deadline)
{
	const struct question q = {user, action, NULL, resource};
	struct text question = write_question(iam, arena, &q);

	if (question.s == NULL) {
		iam->is_away = false;
		explain(iam, "the question cannot be written");
		return PERMISSION_FAILED;
	}
	return ask_or_remember(iam, arena, question, resource, deadline);
}

/* --- policies themselves, of which nothing is held --- */

/* The answer, in the arena: policies refer to it. */
static enum heard
ask_policies(struct iam *iam, struct arena *arena, CURLU *url,
    const struct question *q, int64_t deadline, struct text *answer)
{
	enum heard heard =
	    ask(iam, url, write_question(iam, arena, q), deadline);

	if (heard != HEARD)
		return heard;
	*answer = arena_copy(arena, buf_text(&iam->answer));
	iam->is_away = answer->s != NULL;
	return answer->s != NULL ? HEARD : fail(iam, "out of memory");
}

static enum permission
end_policies(struct iam *iam, enum heard heard, bool is_good, const char *why)
{
	heard = check_answer(iam, heard, is_good, why);
	tell(iam, heard);
	return heard == HEARD ? PERMISSION_ALLOWED : not_heard(heard);
}

enum permission
iam_ask_policy(struct iam *iam, struct arena *arena, struct text user,
    const char *action, int64_t deadline, const struct policy **policy)
{
	const struct question q = {user, action, NULL, NULL};
	struct text answer;
	const char *why = "";
	bool is_good;
	enum heard heard =
	    ask_policies(iam, arena, iam->query, &q, deadline, &answer);

	is_good = heard == HEARD && policy_read(arena, answer, policy, &why);
	return end_policies(iam, heard, is_good, why);
}

enum permission
iam_ask_policies(struct iam *iam, struct arena *arena, struct text user,
    const char *const *actions, int64_t deadline,
    const struct policy **policies)
{
	const struct question q = {user, NULL, actions, NULL};
	struct text answer;
	const char *why = "";
	bool is_good;
	enum heard heard = ask_policies(
	    iam, arena, iam->query_by_actions, &q, deadline, &answer);

	is_good = heard == HEARD &&
		  policy_read_actions(arena, answer, actions, policies, &why);
	return end_policies(iam, heard, is_good, why);
}

/* --- --doctor --- */

/* {"version": "1.12.1", ...} */
static void
read_version(struct iam *iam, struct arena *arena, char version[IAM_VERSION])
{
	struct members members;

	if (!members_read(arena, buf_text(&iam->answer), &members))
		return;
	for (size_t i = 0; i < members.count; i++)
		if (text_is(members.items[i].name, "version") &&
		    members.items[i].type == PARAM_STRING)
			text_escape(
			    version, IAM_VERSION, members.items[i].value);
}

enum permission
iam_try(struct iam *iam, struct arena *arena, char version[IAM_VERSION])
{
	const struct policy_resource nothing = {
	    .type = "project", .id = TEXT("0")};
	const struct question q = {
	    TEXT("bksops-fcgi"), "project_view", NULL, &nothing};
	int64_t wait = iam->config->iam_timeout;
	enum permission permission;
	CURLU *url;

	*version = '\0';
	permission = ask_decision(iam, arena, write_question(iam, arena, &q),
	    &nothing, clock_ms() + wait);
	if (permission == PERMISSION_FAILED)
		return permission;
	url = make_url(iam->config, "version");
	if (url != NULL && exchange(iam, url, TEXT_NONE, wait) == HEARD)
		read_version(iam, arena, version);
	curl_url_cleanup(url);
	return permission;
}

/* --- the start and the end --- */

static bool
init(struct iam *iam, const struct config_pool *config, struct trace *trace)
{
	iam->config = config;
	iam->trace = trace;
	iam->outage = trace != NULL && trace->outages != NULL
			  ? &trace->outages->iam
			  : &iam->own;
	buf_init(&iam->answer, IAM_ANSWER_MAX);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    !init_url(iam) || !init_headers(iam) || !init_curl(iam))
		return false;
	look_up(iam);
	return true;
}

struct iam *
iam_new(const struct config_pool *config, struct trace *trace)
{
	struct iam *iam = calloc(1, sizeof(*iam));

	if (iam == NULL || init(iam, config, trace))
		return iam;
	iam_free(iam);
	return NULL;
}

void
iam_free(struct iam *iam)
{
	if (iam == NULL)
		return;
	curl_easy_cleanup(iam->curl);
	curl_multi_cleanup(iam->multi);
	curl_slist_free_all(iam->headers);
	curl_slist_free_all(iam->addresses);
	curl_free(iam->host);
	curl_free(iam->port);
	curl_url_cleanup(iam->query);
	curl_url_cleanup(iam->query_by_actions);
	buf_free(&iam->answer);
	free(iam);
	curl_global_cleanup();
}
