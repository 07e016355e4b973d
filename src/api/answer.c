/* SPDX-License-Identifier: MIT */
#include "api/answer.h"

#include "base/log.h"

static int
write_once(struct reply *reply, answer_document document, void *context)
{
	struct json_writer *w = json_new(reply_write, reply);
	int result = -1;

	if (w == NULL)
		return -1;
	if (document(context, w) == 0 && json_failed(w) == 0)
		result = 0;
	json_free(w);
	return result;
}

static void
log_cut(const struct reply *reply, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_CANCELLED:
		return;
	case OUTCOME_TIMEOUT:
		log_warning("answer cut: no answer from the database in time");
		return;
	default:
		log_error("answer cut: the second pass did not produce the "
			  "%llu bytes that the first one counted",
		    (unsigned long long)reply->length);
	}
}

/* What was written into memory, or counted, is whole. */
static void
send_whole(struct reply *reply, answer_document document, void *context,
    const enum outcome *outcome)
{
	if (!reply_overflowed(reply)) {
		reply_finish(reply);
		return;
	}
	if (reply_stream(reply) != 0)
		return;
	if (write_once(reply, document, context) == 0)
		reply_finish(reply);
	if (!reply->finished && !reply->failed)
		log_cut(reply, *outcome);
}

int
answer_send(struct reply *reply, answer_document document, void *context)
{
	static const struct etag none = {.match = ETAG_OTHER};
	static const enum outcome ok = OUTCOME_OK;

	return answer_send_tagged(reply, document, context, &none, &ok);
}

/* A client or a cache in between may keep the answer, but asks each time. */
static void
add_headers(struct reply *reply, const struct etag *etag)
{
	if (*etag->text == '\0')
		return;
	reply_header(reply, "ETag", text_of(etag->text));
	reply_header(reply, "Cache-Control", TEXT("private, no-cache"));
}

int
answer_send_tagged(struct reply *reply, answer_document document, void *context,
    const struct etag *etag, const enum outcome *outcome)
{
	bool known = etag->match == ETAG_SAME;

	if (!known && write_once(reply, document, context) != 0) {
		reply_discard(reply);
		return -1;
	}
	add_headers(reply, etag);
	if (known || etag->match == ETAG_ANY) {
		/* RFC 9110 15.4.5: nothing about a body that is not there. */
		reply_discard(reply);
		reply_drop_header(reply, "Content-Type");
		reply_drop_header(reply, "Content-Language");
		reply_status(reply, 304);
		reply_finish(reply);
	} else
		send_whole(reply, document, context, outcome);
	return 0;
}

static int
plain_document(void *context, struct json_writer *w)
{
	json_object_open(w);
	json_key(w, TEXT("message"));
	json_string(w, text_of(context));
	json_key(w, TEXT("data"));
	json_null(w);
	json_key(w, TEXT("result"));
	json_bool(w, false);
	return json_object_close(w);
}

void
answer_plain(struct reply *reply, int status, const char *message)
{
	reply_status(reply, status);
	reply_header(
	    reply, "Content-Type", TEXT("application/json; charset=utf-8"));
	answer_send(reply, plain_document, (void *)(uintptr_t)message);
}
