/* SPDX-License-Identifier: MIT */
/* How an answer leaves: whole, or as an error; never half (design). */
#ifndef API_ANSWER_H
#define API_ANSWER_H

#include "api/etag.h"
#include "fcgi/reply.h"
#include "sops/call.h"
#include "json/writer.h"

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
 * The same with an entity tag (RFC 9110 8.8.3), or 304 without body where the
 * client has the answer already.  *outcome, which the document sets, says why
 * its second pass ended early: nothing is logged when the client went away.
 */
int answer_send_tagged(struct reply *reply, answer_document document,
    void *context, const struct etag *etag, const enum outcome *outcome);

/*
 * {"message": ..., "data": null, "result": false} for what never became a call
 * (esb 1.6).  `message` is a literal.
 */
void answer_plain(struct reply *reply, int status, const char *message);

#endif
