/* SPDX-License-Identifier: MIT */
/* What bk-sops writes around an answer at its own URLs (sops 3.1). */
#ifndef API_APIGW_ANSWER_H
#define API_APIGW_ANSWER_H

#include "fcgi/reply.h"
#include "fcgi/request.h"
#include "sops/call.h"

/* Sets the headers that every answer has (sops 3.1.8, 3.1.9); whether its
 * language is English. */
bool apigw_start(const struct fcgi_request *request, struct reply *reply);

/*
 * Writes and sends {"data": ..., "result": true}, for some endpoints with a
 * message "".  OUTCOME_OK when an answer
 * was sent; otherwise nothing was, and call->why says why.
 */
enum outcome apigw_answer(
    struct reply *reply, struct call *call, const struct endpoint *endpoint);

/* {"message": ..., "result": false} */
void apigw_refuse(struct reply *reply, int status, struct text message);

/* The message of a refused call, for some with "data": {}. */
void apigw_refuse_call(struct reply *reply, const struct call *call);

/* What is said about a JWT (sops 3.1.6): the same with "data": null. */
void apigw_refuse_token(struct reply *reply, const char *message);

/* HTTP 500, where bk-sops lets an exception escape (sops 3.1.7, design). */
void apigw_fault(struct reply *reply);

#endif
