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

int
answer_send(struct reply *reply, answer_document document, void *context)
{
	if (write_once(reply, document, context) != 0) {
		reply_discard(reply);
		return -1;
	}
	if (!reply_overflowed(reply)) {
		reply_finish(reply);
		return 0;
	}
	if (reply_stream(reply) != 0)
		return 0;
	if (write_once(reply, document, context) != 0 && !reply->failed) {
		/* The peer must not take what it has for the whole. */
		log_alert("a document failed when written again");
		reply->failed = true;
	}
	reply_finish(reply);
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
