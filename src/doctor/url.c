/* SPDX-License-Identifier: MIT */
#include "doctor/url.h"

#include "api/path.h"
#include "base/http.h"
#include "base/text.h"
#include "doctor/contact.h"
#include "pool/pages.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define HTTP_CONNECT_WAIT 5000	/* ms */
#define HTTP_WAIT	  15000 /* ms for all of it */

/* In the environment: a file of CAs in place of the system's. */
#define CA_IN "SSL_CERT_FILE"

struct http_answer {
	bool answered;	    /* a status came; of the rest perhaps not all */
	long status;	    /* 200 */
	char server[64];    /* the header Server; "": there is none */
	char redirect[256]; /* where a redirection leads; "": there is none */
	char why[HTTP_WHY]; /* why nobody answered */
};

/* Who answers is known before the body comes. */
static size_t
drop_body(char *data, size_t size, size_t count, void *context)
{
	(void)data;
	(void)context;
	return size * count;
}

/* One line of the header, not terminated. */
static size_t
take_header(char *data, size_t size, size_t count, void *context)
{
	struct http_answer *answer = context;
	struct text value = {data, size * count}, name;

	text_split(&value, ':', &name);
	value = text_strip(value);
	if (text_is_nocase(name, "server") && value.s != NULL)
		snprintf(answer->server, sizeof(answer->server), "%.*s",
		    TEXT_ARG(value));
	return size * count;
}

static void
set_options(CURL *curl, CURLU *url, struct curl_slist *headers,
    struct http_answer *answer)
{
	curl_easy_setopt(curl, CURLOPT_CURLU, url);
	http_set_options(curl, getenv(CA_IN));
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_body);
	curl_easy_setopt(
	    curl, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_WAIT);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)HTTP_WAIT);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer);
}

/* The URL without what may be secret: user, password, query and fragment.  To
 * be given to curl_free; NULL when out of memory. */
static char *
http_show(CURLU *url)
{
	static const CURLUPart secret[] = {CURLUPART_USER, CURLUPART_PASSWORD,
	    CURLUPART_QUERY, CURLUPART_FRAGMENT};
	CURLU *copy = curl_url_dup(url);
	bool bare = copy != NULL;
	char *shown = NULL;

	for (size_t i = 0; bare && i < sizeof(secret) / sizeof(*secret); i++)
		bare = curl_url_set(copy, secret[i], NULL, 0) == CURLUE_OK;
	if (bare)
		curl_url_get(copy, CURLUPART_URL, &shown, 0);
	curl_url_cleanup(copy);
	return shown;
}

static void
show_redirect(const char *redirect, struct http_answer *answer)
{
	CURLU *url = curl_url();
	char *shown = NULL;

	if (url != NULL &&
	    curl_url_set(url, CURLUPART_URL, redirect, 0) == CURLUE_OK)
		shown = http_show(url);
	snprintf(answer->redirect, sizeof(answer->redirect), "%s",
	    shown == NULL ? "another place" : shown);
	curl_free(shown);
	curl_url_cleanup(url);
}

static void
read_answer(CURL *curl, struct http_answer *answer)
{
	const char *redirect = NULL;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	/* Without more behind it, 1xx is no answer. */
	answer->answered = answer->status >= 200;
	curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &redirect);
	if (redirect != NULL)
		show_redirect(redirect, answer);
}

/*
 * Asks for `url` with one header line, as http_set_options has it.  What the
 * server says is hostile text, and cut.
 */
static void
http_get(CURLU *url, const char *header, struct http_answer *answer)
{
	struct curl_slist *headers = curl_slist_append(NULL, header);
	char error[CURL_ERROR_SIZE] = "";
	CURL *curl = curl_easy_init();
	CURLcode code;

	*answer = (struct http_answer){.why = "out of memory"};
	if (curl != NULL && headers != NULL) {
		set_options(curl, url, headers, answer);
		curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
		code = curl_easy_perform(curl);
		read_answer(curl, answer);
		if (!answer->answered)
			http_explain(curl, code, error, CA_IN, answer->why);
	}
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
}

#define NO_POOL "-" /* in place of a pool's name */

/*
 * What is asked of a site.  Both are refused before a task is read, and are no
 * fault of the pool's: one names no application, the other one is asked with
 * POST, whatever the generation.
 */
#define ESB_ENDPOINT   "/v2/sops/get_task_detail/"
#define APIGW_ENDPOINT "/apigw/get_tasks_status/1/"

/* One URL that is asked. */
struct inquiry {
	const struct config *config;
	struct report *report;
	char *shown; /* as of http_show */
	char id[PROBE_ID + 1];
	char (*why)[CONTACT_WHY]; /* of each pool: it cannot be asked; or "" */
};

static void
add(const struct inquiry *q, const char *pool, enum finding_level level,
    const char *format, ...)
{
	struct finding finding;
	char text[sizeof(finding.text) + 1]; /* a cut is still seen */
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	finding_set(&finding, level, "url", "%s", text);
	finding_print(finding.place, sizeof(finding.place), "%s",
	    q->shown == NULL ? "" : q->shown);
	report_add(q->report, pool, &finding);
}

/* An endpoint of the pool; to be freed, NULL when out of memory. */
static char *
endpoint_path(const struct config_pool *pool)
{
	return pool->auth == AUTH_ESB
		   ? path_mount(pool->esb_path, ESB_ENDPOINT)
		   : path_mount(pool->site_prefix, APIGW_ENDPOINT);
}

static bool
new_id(char id[PROBE_ID + 1])
{
	unsigned char random[PROBE_ID / 2];

	/* Short reads cannot happen below 256 bytes (getrandom(2)). */
	if (getrandom(random, sizeof(random), 0) < 0)
		return false;
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(id + 2 * i, 3, "%02x", random[i]);
	return true;
}

/* Tells every pool of the id. */
static void
report_pools(struct inquiry *q)
{
	for (size_t i = 0; i < q->config->npools; i++)
		contact_ask(
		    &q->config->pools[i], PROBE_EXPECT, q->id, q->why[i]);
}

/* The name of the pool that has seen the id; NULL: none that can be asked. */
static const char *
find_pool(struct inquiry *q)
{
	for (size_t i = 0; i < q->config->npools; i++)
		if (*q->why[i] == '\0' &&
		    contact_ask(&q->config->pools[i], PROBE_ASK, q->id,
			q->why[i]) == CONTACT_SEEN)
			return q->config->pools[i].name;
	return NULL;
}

static void
report_pool(
    const struct inquiry *q, const char *pool, const struct http_answer *answer)
{
	if (!answer->answered)
		add(q, pool, FINDING_ERROR,
		    "pool %s was asked, but no answer came back: %s", pool,
		    answer->why);
	else if (answer->status == 404)
		add(q, pool, FINDING_WARNING,
		    "pool %s answered (HTTP 404): it has no such URL; see "
		    "esb.path and site_prefix in bksops-fcgi.conf(5)",
		    pool);
	else
		add(q, pool, FINDING_OK, "pool %s answered (HTTP %ld)%s", pool,
		    answer->status,
		    answer->status < 500
			? ""
			: "; --doctor without --url says what it lacks");
}

/* What an operator may do about an answer that this program did not send. */
static const char *
advice(const struct http_answer *answer)
{
	if (answer->status == 403)
		return "; where only some hosts may ask, ask from one of them";
	if (answer->status >= 502 && answer->status <= 504)
		return "; its error log says why it does not reach a pool";
	return "";
}

static void
report_other(const struct inquiry *q, const struct http_answer *answer)
{
	bool unsure = false;

	if (!answer->answered) {
		add(q, NO_POOL, FINDING_ERROR, "nobody answered: %s",
		    answer->why);
		return;
	}
	for (size_t i = 0; i < q->config->npools; i++)
		unsure = unsure || *q->why[i] != '\0';
	add(q, NO_POOL, FINDING_ERROR, "%s (HTTP %ld%s%s%s%s)%s",
	    unsure ? "another server answered, or a pool that cannot be asked"
		   : "another server answered",
	    answer->status,
	    *answer->server == '\0' ? "" : ", Server: ", answer->server,
	    *answer->redirect == '\0' ? "" : ", to ", answer->redirect,
	    advice(answer));
	for (size_t i = 0; i < q->config->npools; i++)
		if (*q->why[i] != '\0')
			add(q, q->config->pools[i].name, FINDING_ERROR,
			    "pool %s cannot be asked: %s",
			    q->config->pools[i].name, q->why[i]);
}

static void
inquire(const struct config *config, CURLU *url, struct report *report)
{
	struct inquiry q = {.config = config,
	    .report = report,
	    .shown = http_show(url),
	    .why = calloc(config->npools + 1, sizeof(*q.why))};
	char header[sizeof(PROBE_HEADER) + sizeof(q.id) + 1];
	struct http_answer answer;
	const char *pool;

	if (q.shown == NULL || q.why == NULL || !new_id(q.id))
		add(&q, NO_POOL, FINDING_ERROR, "cannot be asked: %s",
		    strerror(errno));
	else {
		snprintf(header, sizeof(header), PROBE_HEADER ": %s", q.id);
		report_pools(&q);
		http_get(url, header, &answer);
		pool = find_pool(&q);
		if (pool != NULL)
			report_pool(&q, pool, &answer);
		else
			report_other(&q, &answer);
	}
	curl_free(q.shown);
	free(q.why);
}

/* A URL of which not even the query could be made. */
static void
add_unasked(struct report *report, const char *pool)
{
	const struct inquiry q = {.report = report};

	add(&q, pool, FINDING_ERROR, "cannot be asked: out of memory");
}

/* The first pool before pools[n] with the same endpoint, or NULL. */
static const char *
find_same_path(const struct config *config, size_t n, const char *path)
{
	const char *pool = NULL;

	for (size_t i = 0; i < n && pool == NULL; i++) {
		char *other = endpoint_path(&config->pools[i]);

		if (other != NULL && strcmp(path, other) == 0)
			pool = config->pools[i].name;
		free(other);
	}
	return pool;
}

static void
warn_of_same_path(struct report *report, const char *pool, const char *other)
{
	struct finding finding;

	finding_set(&finding, FINDING_WARNING, "url",
	    "pool %s has the same URLs as %s; give --url a URL that only it "
	    "serves",
	    pool, other);
	report_add(report, pool, &finding);
}

/* The endpoint of pools[n], unless it is that of a pool before. */
static void
inquire_endpoint(
    const struct config *config, size_t n, CURLU *site, struct report *report)
{
	CURLU *url = curl_url_dup(site);
	char *path = endpoint_path(&config->pools[n]);
	const char *pool = config->pools[n].name, *other;

	if (url == NULL || path == NULL ||
	    curl_url_set(url, CURLUPART_PATH, path, CURLU_URLENCODE) !=
		CURLUE_OK)
		add_unasked(report, pool);
	else if ((other = find_same_path(config, n, path)) != NULL)
		warn_of_same_path(report, pool, other);
	else
		inquire(config, url, report);
	free(path);
	curl_url_cleanup(url);
}

static bool
is_site(CURLU *url)
{
	char *path = NULL;
	bool site = curl_url_get(url, CURLUPART_PATH, &path, 0) == CURLUE_OK &&
		    strcmp(path, "/") == 0;

	curl_free(path);
	return site;
}

void
url_check(const struct config *config, const char *url, struct report *report)
{
	CURLU *parsed = http_parse(url);

	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (parsed == NULL)
		add_unasked(report, NO_POOL);
	else if (is_site(parsed))
		for (size_t i = 0; i < config->npools; i++)
			inquire_endpoint(config, i, parsed, report);
	else
		inquire(config, parsed, report);
	curl_url_cleanup(parsed);
	curl_global_cleanup();
}
