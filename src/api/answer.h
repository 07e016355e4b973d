/* SPDX-License-Identifier: MIT */
/*
 * The answer to a request: what became of it, for logs and counters; its id and
 * its language; and how it leaves: whole, or as an error; never half (design).
 */
#ifndef API_ANSWER_H
#define API_ANSWER_H

#include "api/etag.h"
#include "base/proc.h"
#include "base/trace.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"
#include "sops/call.h"
#include "json/writer.h"

#define SERVED_REQUEST_ID 64 /* bytes of an id that the web server gave */
#define SERVED_ANSWER_ID  32 /* hexadecimal digits */

/* Texts live as long as the request. */
struct served {
	size_t endpoint; /* of api_endpoint_name, or PROC_OTHER */
	enum proc_outcome outcome;
	bool refused_pickle; /* a stored pickle was refused: PICKLE_REFUSED */
	/* As the caller gave it, who may not have proved it when there is no
	 * username; TEXT_NONE: unknown. */
	struct text app_code;
	struct text username; /* that was admitted; TEXT_NONE: nobody */
	/* Letters, digits, ".", "_", "-", "@": in logs and in X-Request-Id. */
	char request_id[SERVED_REQUEST_ID + 1];
	char answer_id[SERVED_ANSWER_ID + 1]; /* in JSON; "": none */
};

/*
 * A request begins: nobody is known, it is refused until somebody says
 * otherwise.  Its id is REQUEST_ID, a parameter of the web server's, or a new
 * one, as a client could choose that of somebody else; the answer gets it as
 * X-Request-Id.
 */
void served_start(struct served *served, const struct fcgi_request *request,
    struct reply *reply);

/* A new id of SERVED_ANSWER_ID digits; .s is NULL when out of memory. */
struct text answer_new_id(struct arena *arena);

/* Sets answer_id to what ESB answers (esb 2.4): a UUID of version 4 without
 * its hyphens.  It is the request's id when that has the form. */
void served_answer_id(struct served *served);

/* How a service chooses the language of an answer, its Content-Language header
 * (esb 2.6, sops 3.1.9): the cookie that it reads, and its default. */
struct language_rules {
	const char *cookie;
	const char *initial;
};

extern const struct language_rules language_of_esb;
extern const struct language_rules language_of_bk_sops;

/*
 * "en" or "zh-hans": the service's cookie when it names a supported language,
 * else the best of Accept-Language, else the initial one.
 */
const char *language_choose(const struct language_rules *rules,
    struct text cookies, struct text accept_language);

/* Sets Content-Type, Vary and Content-Language as bk-sops does (sops 3.1.8,
 * 3.1.9, sops-current 1.9); whether the language is English. */
bool answer_begin(const struct fcgi_request *request, struct reply *reply);

/* Writes a whole document; 0, or -1 to answer something else instead.  Must
 * write the same each time: the first time counts the bytes that the header
 * promises. */
typedef int (*answer_document)(void *context, struct json_writer *w);

/*
 * Writes the document into memory and sends it; one that is larger than
 * REPLY_HELD is written twice, the second time to the peer.  When that is not
 * what the first one was, the answer is cut off and the log says so.  The
 * caller has set status and headers.  -1 when the document said so: nothing
 * was sent, the reply has no body and still its headers.
 */
int answer_send(struct reply *reply, answer_document document, void *context);

/*
 * The same for the answer of a call that was prepared, with its entity tag (RFC
 * 9110 8.8.3), or 304 without body where the client has it already.  *outcome
 * is what the endpoint's write says inside of the document: nothing is logged
 * when the client went away meanwhile.  OUTCOME_OK when an answer was sent;
 * otherwise nothing was, and call->result.why says why.
 */
enum outcome answer_call(struct reply *reply, struct call *call,
    answer_document document, void *context, const enum outcome *outcome);

#endif
