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
 * Event functions return 0 to go on and -1 to stop (the reader then returns
 * JSON_STOPPED).  Texts are valid during the call only.  Strings and keys are
 * valid UTF-8; what has no UTF-8 form (a lone surrogate) is U+FFFD.
 *
 * number: a JSON number as RFC 8259 writes it.  ujson's loose forms are given
 * in the nearest RFC form ("01" as "1", "1." and "1e" as "1.0", "-" as "0"),
 * the integer "-0" as "0" in both dialects, everything else as stored.
 * `is_float`: the text has a point or an exponent.
 * not_finite: NaN, Infinity, -Infinity (Python) or a number that overflows to
 * infinity (both); `name` is one of those three words.
 */
struct json_events {
	int (*null)(void *context);
	int (*boolean)(void *context, bool value);
	int (*number)(void *context, struct text number, bool is_float);
	int (*not_finite)(void *context, const char *name);
	int (*string)(void *context, struct text value);
	int (*object_open)(void *context);
	int (*key)(void *context, struct text key);
	int (*object_close)(void *context);
	int (*array_open)(void *context);
	int (*array_close)(void *context);
};

enum json_result {
	JSON_OK,
	JSON_BROKEN,  /* not a document of this dialect */
	JSON_DEEP,    /* more than max_depth containers in each other */
	JSON_LARGE,   /* a string or number of more than max_string bytes */
	JSON_SOURCE,  /* the source failed */
	JSON_STOPPED, /* an event function stopped it */
	JSON_MEMORY
};

struct json_reader {
	enum json_dialect dialect;
	json_source source;
	void *source_context;
	const struct json_events *events;
	void *context;	   /* given to the event functions */
	size_t max_depth;  /* containers */
	size_t max_string; /* bytes of one string or number, decoded */
	bool one_value;	   /* stop after the first value, whatever follows */

	/* Out, also readable inside an event function: bytes of the document
	 * consumed so far.  Inside an event it stands right behind the token
	 * of the event (for object_open and array_open, behind the bracket). */
	uint64_t offset;
};

/* Reads one document (or one value); the result says how it ended. */
enum json_result json_read(struct json_reader *reader);

/* Events that write what is read to a struct json_writer, their context. */
extern const struct json_events json_copy_events;

/* A json_source over a text in memory; the context is a struct json_memory. */
struct json_memory {
	struct text text;
	bool given;
};
long json_memory_source(void *context, const char **data);

/* For logs: "broken", "nested too deeply", ... */
const char *json_result_text(enum json_result result);

#endif
