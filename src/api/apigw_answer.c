/* SPDX-License-Identifier: MIT */
#include "api/apigw_answer.h"

#include "api/answer.h"
#include "api/language.h"

bool
apigw_start(const struct fcgi_request *request, struct reply *reply)
{
	const char *language = language_choose(&language_of_bk_sops,
	    fcgi_param(request, "HTTP_COOKIE"),
	    fcgi_param(request, "HTTP_ACCEPT_LANGUAGE"));

	reply_header(reply, "Content-Type", TEXT("application/json"));
	reply_header(reply, "Vary", TEXT("Accept-Language, Cookie"));
	reply_header(reply, "Content-Language", text_of(language));
	return strcmp(language, "en") == 0;
}

struct success {
	struct call *call;
	const struct endpoint *endpoint;
	enum outcome outcome;
};

static int
success_document(void *context, struct json_writer *w)
{
	struct success *s = context;

	json_object_open(w);
	if (s->endpoint->message || s->call->notice.len > 0) {
		json_key(w, TEXT("message"));
		json_string(w, call_notice(s->call));
	}
	json_key(w, TEXT("data"));
	s->outcome = s->endpoint->write(s->call, w);
	if (s->outcome != OUTCOME_OK)
		return -1;
	if (s->endpoint->beside != NULL)
		s->endpoint->beside(s->call, w);
	json_key(w, TEXT("result"));
	json_bool(w, true);
	return json_object_close(w);
}

enum outcome
apigw_answer(
    struct reply *reply, struct call *call, const struct endpoint *endpoint)
{
	struct success s = {call, endpoint, OUTCOME_OK};
	struct etag etag;

	etag_make(call, endpoint, &etag);
	if (endpoint->asks_while_writing)
		reply_hold(reply);
	if (answer_send_tagged(
		reply, success_document, &s, &etag, &s.outcome) == 0)
		return OUTCOME_OK;
	if (s.outcome == OUTCOME_OK)
		return call_fault(call, "the answer could not be written");
	return s.outcome;
}

struct refused {
	struct text message;
	bool empty_data;
};

/* Members come in the order that bk-sops was seen to send. */
static int
refusal_document(void *context, struct json_writer *w)
{
	const struct refused *refused = context;

	json_object_open(w);
	json_key(w, TEXT("message"));
	json_string(w, refused->message);
	if (refused->empty_data) {
		json_key(w, TEXT("data"));
		json_object_open(w);
		json_object_close(w);
	}
	json_key(w, TEXT("result"));
	json_bool(w, false);
	return json_object_close(w);
}

static int
token_document(void *context, struct json_writer *w)
{
	const struct text *message = context;

	json_object_open(w);
	json_key(w, TEXT("message"));
	json_string(w, *message);
	json_key(w, TEXT("data"));
	json_null(w);
	json_key(w, TEXT("result"));
	json_bool(w, false);
	return json_object_close(w);
}

static int
fault_document(void *context, struct json_writer *w)
{
	(void)context;
	json_object_open(w);
	json_key(w, TEXT("status_code"));
	json_int(w, 50000);
	json_key(w, TEXT("message"));
	json_string(w, TEXT("系统异常,请联系管理员处理"));
	json_key(w, TEXT("code"));
	json_int(w, 1306000);
	json_key(w, TEXT("result"));
	json_bool(w, false);
	return json_object_close(w);
}

static void
refuse(struct reply *reply, struct refused refused)
{
	if (answer_send(reply, refusal_document, &refused) != 0)
		apigw_fault(reply);
}

void
apigw_refuse(struct reply *reply, int status, struct text message)
{
	reply_status(reply, status);
	refuse(reply, (struct refused){.message = message});
}

void
apigw_refuse_call(struct reply *reply, const struct call *call)
{
	refuse(reply, (struct refused){call->message, call->empty_data});
}

void
apigw_refuse_token(struct reply *reply, const char *message)
{
	struct text text = text_of(message);

	answer_send(reply, token_document, &text);
}

void
apigw_fault(struct reply *reply)
{
	reply_status(reply, 500);
	answer_send(reply, fault_document, NULL);
}
