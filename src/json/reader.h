/* SPDX-License-Identifier: MIT */
/*
 * A JSON reader that hands out events.  It reads two dialects which yajl_parse
 * cannot read: what Python 2's json module accepts from an API client (esb
 * 1.4: NaN, lone surrogates), and what ujson 1.35 accepts from a stored
 * snapshot (sops 2.2.2, 2.2.3: loose numbers, a trailing comma, raw control
 * characters, its treatment of surrogates).
 *
 * The text comes in chunks from a source, so a document need not be in memory
 * whole; one string or number must be.
 */
#ifndef JSON_READER_H
#define JSON_READER_H

#include "base/text.h"

enum json_dialect { JSON_PYTHON, JSON_UJSON };

/*
 * Gives the next chunk of the document: its length and *data, valid until the
 * next call; 0 at the end; -1 when the source broke (the reader then fails
 * with JSON_SOURCE).
 */
typedef long (*json_source)(void *context, const char **data);

/*
 * What the reader meets, and the text that comes with it: a token as it stands
 * in the document, but
 * strings and keys: decoded, valid UTF-8; what has no UTF-8 form (a lone
 * surrogate) is U+FFFD.
 * numbers: as RFC 8259 writes them.  ujson's loose forms are given in the
 * nearest RFC form ("01" as "1", "1." and "1e" as "1.0", "-" as "0"), the
 * integer "-0" as "0" in both dialects.
 * JSON_NOT_FINITE: NaN, Infinity, -Infinity (Python) or a number that
 * overflows to infinity (both); the text is one of those three words.
 */
enum json_event {
	/* a value begins and ends */
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_INT,
	JSON_FLOAT, /* a number with a point or an exponent */
	JSON_NOT_FINITE,
	JSON_STRING,
	/* a value begins */
	JSON_OBJECT,
	JSON_ARRAY,
	/* a value ends */
	JSON_OBJECT_END,
	JSON_ARRAY_END,

	JSON_KEY
};

static inline bool
json_value_begins(enum json_event event)
{
	return event <= JSON_ARRAY;
}

static inline bool
json_value_ends(enum json_event event)
{
	return event <= JSON_STRING || event == JSON_OBJECT_END ||
	       event == JSON_ARRAY_END;
}

/*
 * Takes an event.  `depth` counts the containers around the value or key; the
 * brackets of a container stand outside of it.  The text is valid during the
 * call only.  Returns 0 to go on and -1 to stop (the reader then returns
 * JSON_STOPPED).
 */
typedef int (*json_handler)(
    void *context, enum json_event event, struct text text, size_t depth);

enum json_result {
	JSON_OK,
	JSON_BROKEN,  /* not a document of this dialect */
	JSON_DEEP,    /* more than max_depth containers in each other */
	JSON_LARGE,   /* a string or number of more than max_string bytes */
	JSON_SOURCE,  /* the source failed */
	JSON_STOPPED, /* the handler of events stopped it */
	JSON_MEMORY
};

struct json_reader {
	enum json_dialect dialect;
	json_source source;
	void *source_context;
	json_handler event;
	void *context;	   /* given to it */
	size_t max_depth;  /* containers */
	size_t max_string; /* bytes of one string or number, decoded */
	bool one_value;	   /* stop after the first value, whatever follows */

	/* Out, also readable inside an event: bytes of the document
	 * consumed so far.  Inside an event it stands right behind its token.
	 */
	uint64_t offset;
};

/* Reads one document (or one value); the result says how it ended. */
enum json_result json_read(struct json_reader *reader);

/* A json_handler: writes what is read to a struct json_writer, its context. */
int
json_copy(void *writer, enum json_event event, struct text text, size_t depth);

/* A json_source over a text in memory; the context is a struct json_memory. */
struct json_memory {
	struct text text;
	bool given;
};
long json_memory_source(void *context, const char **data);

/* For logs: "broken", "nested too deeply", ... */
const char *json_result_text(enum json_result result);

#endif
