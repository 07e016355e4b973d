/* SPDX-License-Identifier: MIT */
#include "api/answer.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

static void
new_id(char id[SERVED_ANSWER_ID + 1])
{
	unsigned char random[SERVED_ANSWER_ID / 2] = {0};
	uint64_t now = (uint64_t)clock_wall_us();
	pid_t pid = getpid();

	/* Short reads cannot happen below 256 bytes (getrandom(2)).  Where it
	 * fails, an id need not be secret, only another one. */
	if (getrandom(random, sizeof(random), 0) < 0) {
		memcpy(random, &pid, sizeof(pid));
		for (size_t i = 9; i < sizeof(random); i++, now >>= 8)
			random[i] = (unsigned char)now;
	}
	random[6] = (unsigned char)((random[6] & 0x0F) | 0x40);
	random[8] = (unsigned char)((random[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(id + 2 * i, 3, "%02x", random[i]);
}

struct text
answer_new_id(struct arena *arena)
{
	char id[SERVED_ANSWER_ID + 1];

	new_id(id);
	return arena_copy(arena, text_of(id));
}

static bool
is_id(struct text id)
{
	if (id.len == 0 || id.len > SERVED_REQUEST_ID)
		return false;
	for (size_t i = 0; i < id.len; i++) {
		int c = id.s[i] | 0x20; /* letters as small ones */

		if ((c < 'a' || c > 'z') && (id.s[i] < '0' || id.s[i] > '9') &&
		    memchr("._-@", id.s[i], 4) == NULL)
			return false;
	}
	return true;
}

void
served_start(struct served *served, const struct fcgi_request *request,
    struct reply *reply)
{
	struct text id = request->id;

	*served =
	    (struct served){.endpoint = PROC_OTHER, .outcome = PROC_REFUSED};
	if (is_id(id))
		memcpy(served->request_id, id.s, id.len);
	else
		new_id(served->request_id);
	reply_header(reply, "X-Request-Id", text_of(served->request_id));
}

void
served_answer_id(struct served *served)
{
	size_t digits = 0;

	while (text_hex_digit((unsigned char)served->request_id[digits]) >= 0)
		digits++;
	if (digits == SERVED_ANSWER_ID && served->request_id[digits] == '\0')
		memcpy(served->answer_id, served->request_id, digits + 1);
	else
		new_id(served->answer_id);
}

const struct language_rules language_of_esb = {"django_language", "en"};
const struct language_rules language_of_bk_sops = {
    "blueking_language", "zh-hans"};

/* A header names a handful of languages; the rest is not looked at. */
#define LANGUAGES_MAX 32

/*
 * The supported language that a tag stands for, NULL for none: Django drops
 * the region, and knows no Chinese but the simplified.
 */
static const char *
supported(struct text tag, bool (*is)(struct text, const char *))
{
	struct text rest = tag, primary = TEXT_NONE;

	text_split(&rest, '-', &primary);
	if (is(primary, "zh"))
		return "zh-hans";
	if (is(primary, "en"))
		return "en";
	return NULL;
}

static const char *
of_cookie(struct text cookies, const char *name)
{
	const size_t len = strlen(name);
	const char *language = NULL;
	struct text pair;

	while (text_split(&cookies, ';', &pair)) {
		pair = text_strip(pair);
		if (!text_starts(pair, name) || pair.len == len ||
		    pair.s[len] != '=')
			continue;
		pair.s += len + 1;
		pair.len -= len + 1;
		language = supported(pair, text_is);
	}
	return language;
}

/* Thousandths of ";q=0.5"; 1000 without one, -1 when it is malformed. */
static int
quality(struct text parameter)
{
	int value = 0, scale = 1000;

	parameter = text_strip(parameter);
	if (!text_starts(parameter, "q="))
		return -1;
	for (size_t i = 2; i < parameter.len; i++) {
		char c = parameter.s[i];

		if (i == 3 && c == '.')
			continue;
		if (c < '0' || c > '9' || scale == 0)
			return -1;
		value += (c - '0') * scale;
		scale /= 10;
	}
	return parameter.len > 2 && value <= 1000 ? value : -1;
}

const char *
language_choose(
    const struct language_rules *rules, struct text cookies, struct text accept)
{
	const char *best = of_cookie(cookies, rules->cookie);
	int best_quality = 0, seen = 0;
	struct text item;

	if (best != NULL)
		return best;
	while (text_split(&accept, ',', &item) && seen++ < LANGUAGES_MAX) {
		struct text rest = item, tag = TEXT_NONE;
		const char *language;
		int q = 1000;

		text_split(&rest, ';', &tag);
		tag = text_strip(tag);
		if (rest.s != NULL)
			q = quality(rest);
		if (q < 0)
			return rules->initial;
		/* "*" ends the search: what comes after it is worse. */
		language = text_is(tag, "*") ? rules->initial
					     : supported(tag, text_is_nocase);
		if (language != NULL && q > best_quality) {
			best = language;
			best_quality = q;
		}
	}
	return best == NULL ? rules->initial : best;
}

bool
answer_begin(const struct fcgi_request *request, struct reply *reply)
{
	const char *language = language_choose(
	    &language_of_bk_sops, request->cookie, request->accept_language);

	reply_header(reply, "Content-Type", TEXT("application/json"));
	reply_header(reply, "Vary", TEXT("Accept-Language, Cookie"));
	reply_header(reply, "Content-Language", text_of(language));
	return strcmp(language, "en") == 0;
}

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

/* A client or a cache in between may keep the answer, but asks each time. */
static void
add_headers(struct reply *reply, const struct etag *etag)
{
	if (*etag->text == '\0')
		return;
	reply_header(reply, "ETag", text_of(etag->text));
	reply_header(reply, "Cache-Control", TEXT("private, no-cache"));
}

/*
 * With an entity tag (RFC 9110 8.8.3), or 304 without body where the client has
 * the answer already.  *outcome, which the document sets, says why its second
 * pass ended early: nothing is logged when the client went away.
 */
static int
send_tagged(struct reply *reply, answer_document document, void *context,
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

int
answer_send(struct reply *reply, answer_document document, void *context)
{
	static const struct etag none = {.match = ETAG_OTHER};
	static const enum outcome ok = OUTCOME_OK;

	return send_tagged(reply, document, context, &none, &ok);
}

enum outcome
answer_call(struct reply *reply, struct call *call, answer_document document,
    void *context, const enum outcome *outcome)
{
	struct etag etag;

	etag_make(call, &etag);
	if (call->endpoint->asks_while_writing)
		reply_hold(reply);
	if (send_tagged(reply, document, context, &etag, outcome) == 0)
		return OUTCOME_OK;
	if (*outcome == OUTCOME_OK)
		return call_fault(call, "the answer could not be written");
	return *outcome;
}
