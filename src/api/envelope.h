/* SPDX-License-Identifier: MIT */
/* What ESB writes around an answer (esb 2.4, 6.3), and its refusals. */
#ifndef API_ENVELOPE_H
#define API_ENVELOPE_H

#include "api/answer.h"
#include "auth/component.h"
#include "auth/refusal.h"
#include "fcgi/reply.h"
#include "sops/call.h"

struct envelope {
	const struct esb_profile *profile;
	struct reply *reply;
	struct call *call;     /* NULL before there is one */
	struct served *served; /* with the request id */
	enum outcome outcome;  /* of the endpoint's write */
};

/* Sets served->answer_id and the headers that every JSON answer of ESB has. */
void envelope_start(struct envelope *e, const struct esb_profile *profile,
    const struct fcgi_request *request, struct reply *reply,
    struct served *served);

/* Sends a refusal. */
void envelope_refuse(struct envelope *e, const struct refusal *refusal);

/* Sends a message under `status`, in the shape of ESB's 404 (M22). */
void envelope_no_component(struct envelope *e, int status, struct text message);

/* Sends what bk-sops refused: call->result.message under HTTP 200 (esb 6.3). */
void envelope_refused_by_backend(struct envelope *e, const struct call *call);

/* Writes and sends the data of a call, as answer_call. */
enum outcome envelope_answer(struct envelope *e, struct call *call);

#endif
