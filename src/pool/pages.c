/* SPDX-License-Identifier: MIT */
#include "pool/pages.h"

#include "pool/status.h"

/* ms that the databases have to answer: a load balancer does not wait
 * longer. */
#define READY_WAIT 2000

/* 16 hexadecimal digits. */
static bool
read_half_id(const char *digits, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < PROBE_ID / 2; i++) {
		int digit = text_hex_digit(digits[i]);

		if (digit < 0)
			return false;
		*number = *number << 4 | (uint64_t)digit;
	}
	return true;
}

/* An id of zeros is what an unused place has. */
static bool
read_id(struct text text, uint64_t id[2])
{
	return text.len == PROBE_ID && read_half_id(text.s, &id[0]) &&
	       read_half_id(text.s + PROBE_ID / 2, &id[1]) &&
	       (id[0] != 0 || id[1] != 0);
}

static void
probe_expect(struct probes *probes, const uint64_t id[2])
{
	uint32_t i = probes->next++ % PROBES;

	probes->expected[i].seen = false;
	probes->expected[i].id[0] = id[0];
	probes->expected[i].id[1] = id[1];
}

/* The place where the id is expected; PROBES: nowhere. */
static size_t
probe_find(const struct probes *probes, const uint64_t id[2])
{
	size_t i = 0;

	while (i < PROBES && (probes->expected[i].id[0] != id[0] ||
				 probes->expected[i].id[1] != id[1]))
		i++;
	return i;
}

/* Looks whether the request is one that is expected. */
static void
probe_set(struct probes *probes, const struct fcgi_request *request)
{
	uint64_t id[2];
	size_t i;

	if (!read_id(fcgi_param(request, "HTTP_X_BKSOPS_DOCTOR"), id))
		return;
	i = probe_find(probes, id);
	if (i < PROBES)
		probes->expected[i].seen = true;
}

/* Does what a probe of the doctor's says.  The answer, PROBE_SEEN or
 * PROBE_UNSEEN; NULL when the request is no probe. */
static const char *
probe_answer(struct probes *probes, const struct fcgi_request *request)
{
	struct text rest = fcgi_param(request, PROBE_QUESTION), word;
	uint64_t id[2];
	size_t i;

	if (!text_split(&rest, ' ', &word) || !read_id(rest, id))
		return NULL;
	if (text_is(word, PROBE_EXPECT))
		probe_expect(probes, id);
	else if (!text_is(word, PROBE_ASK))
		return NULL;
	i = probe_find(probes, id);
	return i < PROBES && probes->expected[i].seen ? PROBE_SEEN
						      : PROBE_UNSEEN;
}

static void
answer_text(struct reply *reply, int status, const char *text)
{
	reply_status(reply, status);
	reply_header(reply, "Content-Type", TEXT("text/plain; charset=utf-8"));
	reply_header(reply, "Cache-Control", TEXT("no-store"));
	reply_write(reply, text, strlen(text));
	reply_finish(reply);
}

static void
serve_ready(const struct pages *pages, struct fcgi_request *request,
    struct reply *reply, struct served *served)
{
	if (api_is_ready(pages->api, request->arena, READY_WAIT)) {
		answer_text(reply, 200, "ready\n");
		return;
	}
	served->outcome = PROC_FAULT;
	answer_text(reply, 503, "a database does not answer\n");
}

static void
serve_status(const struct pages *pages, struct fcgi_request *request,
    struct reply *reply, struct served *served)
{
	if (status_serve(pages->config, pages->scoreboard, request, reply) != 0)
		served->outcome = PROC_FAULT;
}

static bool
is_page(struct text path, const char *page)
{
	return *page != '\0' && text_is(path, page);
}

bool
pages_serve(const struct pages *pages, struct fcgi_request *request,
    struct text path, struct reply *reply, struct served *served)
{
	const struct config_pool *config = pages->config;
	const char *probe;

	probe_set(&pages->scoreboard->probes, request);
	/* The caller refuses these. */
	if (request->params_too_large || request->body_too_large ||
	    request->body_length_differs)
		return false;
	served->outcome = PROC_OK;
	reply->no_body = text_is(request->method, "HEAD");
	probe = probe_answer(&pages->scoreboard->probes, request);
	if (probe != NULL)
		answer_text(reply, 200, probe);
	else if (is_page(path, config->ping_path))
		answer_text(reply, 200, config->ping_response);
	else if (is_page(path, config->live_path))
		answer_text(reply, 200, "live\n");
	else if (is_page(path, config->ready_path))
		serve_ready(pages, request, reply, served);
	else if (is_page(path, config->status_path))
		serve_status(pages, request, reply, served);
	else
		return false;
	return true;
}
