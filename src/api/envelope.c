/* SPDX-License-Identifier: MIT */
#include "api/envelope.h"

#include "api/answer.h"

#include <inttypes.h>
#include <stdio.h>

void
envelope_start(struct envelope *e, const struct esb_profile *profile,
    const struct fcgi_request *request, struct reply *reply,
    struct served *served)
{
	*e = (struct envelope){
	    .profile = profile, .reply = reply, .served = served};
	served_answer_id(served);
	reply_header(
	    reply, "Content-Type", TEXT("application/json; charset=utf-8"));
	reply_header(reply, "Vary", TEXT("Accept-Language, Cookie"));
	reply_header(reply, "X-Frame-Options", TEXT("SAMEORIGIN"));
	reply_header(reply, "Content-Language",
	    text_of(language_choose(
		&language_of_esb, request->cookie, request->accept_language)));
}

/* esb 6.3, rule 2, and esb 10.2. */
static int
code_of(const struct envelope *e, const struct call *call, int otherwise)
{
	return e->profile->keeps_code && call->result.has_code
		   ? call->result.code
		   : otherwise;
}

struct failure {
	struct text message;
	bool empty_data; /* {}, not null */
	bool has_code;
	int code;
	const char *request_id; /* NULL: no member */
};

/* Members in the order that ESB was seen to send (esb 2.4). */
static int
failure_document(void *context, struct json_writer *w)
{
	const struct failure *f = context;

	json_object_open(w);
	json_member_string(w, "message", f->message);
	if (f->has_code)
		json_member_int(w, "code", f->code);
	if (f->empty_data) {
		json_member_object(w, "data");
		json_object_close(w);
	} else {
		json_member_null(w, "data");
	}
	json_member_bool(w, "result", false);
	if (f->request_id != NULL)
		json_member_string(w, "request_id", text_of(f->request_id));
	return json_object_close(w);
}

void
envelope_refuse(struct envelope *e, const struct refusal *refusal)
{
	struct failure f = {.message = refusal->message,
	    .has_code = refusal->code != 0,
	    .code = refusal->code,
	    .request_id =
		refusal->has_request_id ? e->served->answer_id : NULL};
	char seconds[24];

	if (refusal->retry_after > 0) {
		snprintf(
		    seconds, sizeof(seconds), "%" PRId64, refusal->retry_after);
		reply_header(e->reply, "Retry-After", text_of(seconds));
	}
	reply_status(e->reply, refusal->http_status);
	answer_send(e->reply, failure_document, &f);
}

void
envelope_no_component(struct envelope *e, int status, struct text message)
{
	struct failure f = {.message = message};

	reply_status(e->reply, status);
	answer_send(e->reply, failure_document, &f);
}

void
envelope_refused_by_backend(struct envelope *e, const struct call *call)
{
	struct failure f = {.message = call->result.message,
	    .empty_data = call->result.data == CALL_DATA_EMPTY,
	    .has_code = true,
	    .code = code_of(e, call, 1306000),
	    .request_id = e->served->answer_id};

	answer_send(e->reply, failure_document, &f);
}

static int
success_document(void *context, struct json_writer *w)
{
	struct envelope *e = context;

	json_object_open(w);
	json_member_string(w, "message", call_notice(e->call));
	json_member_int(w, "code", code_of(e, e->call, 0));
	json_key(w, TEXT("data"));
	e->outcome = e->call->endpoint->write(e->call, w);
	if (e->outcome != OUTCOME_OK)
		return -1;
	if (e->call->endpoint->write_extra != NULL)
		e->call->endpoint->write_extra(e->call, w);
	json_member_bool(w, "result", true);
	json_member_string(w, "request_id", text_of(e->served->answer_id));
	return json_object_close(w);
}

enum outcome
envelope_answer(struct envelope *e, struct call *call)
{
	e->call = call;
	e->outcome = OUTCOME_OK;
	return answer_call(e->reply, call, success_document, e, &e->outcome);
}
