/* SPDX-License-Identifier: MIT */
/*
 * Inside the reader: where it stands in the document, and the tokens that need
 * more than one look: strings and numbers.  Nobody outside src/json/ uses it.
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "base/buf.h"
#include "json/reader.h"

struct scan {
	struct json_reader *reader;
	const char *start, *p, *end; /* the chunk and the next byte in it */
	uint64_t before;	     /* bytes of the document before `start` */
	bool ended;		     /* the source has nothing more */
	bool source_failed;
	struct buf text; /* a token that does not lie whole in one chunk */
	size_t depth;	 /* open containers */
};

/* Asks the source for the next chunk; false at the end of the document. */
bool scan_fill(struct scan *s);

/* The next byte, not consumed; -1 at the end. */
static inline int
scan_peek(struct scan *s)
{
	if (s->p == s->end && !scan_fill(s))
		return -1;
	return (unsigned char)*s->p;
}

/* What a document is whose text ends where it must not. */
static inline enum json_result
scan_cut(const struct scan *s)
{
	return s->source_failed ? JSON_SOURCE : JSON_BROKEN;
}

/* Makes reader->offset what the contract says. */
static inline void
scan_mark(struct scan *s)
{
	s->reader->offset = s->before + (uint64_t)(s->p - s->start);
}

static inline enum json_result
scan_event(struct scan *s, enum json_event event, struct text text)
{
	struct json_reader *r = s->reader;

	scan_mark(s);
	return r->event(r->context, event, text, s->depth) == 0 ? JSON_OK
								: JSON_STOPPED;
}

/* Adds to s->text; JSON_LARGE beyond max_string. */
enum json_result scan_collect(struct scan *s, const char *data, size_t len);

/* Consumes `word`, or the document is broken. */
enum json_result scan_word(struct scan *s, const char *word);

/*
 * Reads a string up to and with its closing quote; the opening one has been
 * consumed.  *value is valid until the next byte is asked for.
 */
enum json_result scan_string(struct scan *s, struct text *value);

/* Reads a number and gives its event; the next byte is '-' or a digit. */
enum json_result scan_number(struct scan *s);

#endif
