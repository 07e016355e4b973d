/* SPDX-License-Identifier: MIT */
#include "pool/pages.h"

#include "pool/status.h"

/* ms that the databases have to answer: a load balancer does not wait
 * longer. */
#define READY_WAIT 2000

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
	served->outcome = SLOT_FAULT;
	answer_text(reply, 503, "a database does not answer\n");
}

static void
serve_status(const struct pages *pages, struct fcgi_request *request,
    struct reply *reply, struct served *served)
{
	if (status_serve(pages->config, pages->board, request, reply) != 0)
		served->outcome = SLOT_FAULT;
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

	/* The caller refuses these. */
	if (request->params_too_large || request->body_too_large ||
	    request->body_length_differs)
		return false;
	served->outcome = SLOT_OK;
	reply->no_body = text_is(request->method, "HEAD");
	probe = probe_answer(&pages->board->probes, request);
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
