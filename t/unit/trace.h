/* SPDX-License-Identifier: MIT */
/*
 * Reads a JSON document in chunks of a given size and writes down the events,
 * one letter and a value each: "{ k:a i:1 f:1.0 s:x t F n N:NaN [ ] }".  Each
 * chunk is a copy that is freed when the next one is asked for, so that the
 * sanitizers see a text that is kept too long.
 */
#ifndef TRACE_H
#define TRACE_H

#include <stdlib.h>

#include "base/buf.h"
#include "json/reader.h"

struct trace {
	struct json_reader reader;
	struct text document;
	size_t chunk, given;
	size_t depth; /* counted here, to compare */
	char *copy;
	struct buf events;  /* as above */
	struct buf offsets; /* the offset at each event */
};

static inline int
trace_add(struct trace *t, const char *kind, struct text value)
{
	buf_addf(&t->offsets, "%llu ", (unsigned long long)t->reader.offset);
	if (t->events.len > 0)
		buf_add_char(&t->events, ' ');
	buf_add_text(&t->events, text_of(kind));
	return buf_add_text(&t->events, value);
}

static inline int
trace_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	static const struct {
		const char *letter;
		bool has_text;
	} kinds[] = {[JSON_NULL] = {"n", false},
	    [JSON_FALSE] = {"F", false},
	    [JSON_TRUE] = {"t", false},
	    [JSON_INT] = {"i:", true},
	    [JSON_FLOAT] = {"f:", true},
	    [JSON_NOT_FINITE] = {"N:", true},
	    [JSON_STRING] = {"s:", true},
	    [JSON_OBJECT] = {"", true},
	    [JSON_ARRAY] = {"", true},
	    [JSON_OBJECT_END] = {"", true},
	    [JSON_ARRAY_END] = {"", true},
	    [JSON_KEY] = {"k:", true}};
	struct trace *t = context;

	if (event == JSON_OBJECT_END || event == JSON_ARRAY_END)
		t->depth--;
	if (depth != t->depth)
		abort();
	if (event == JSON_OBJECT || event == JSON_ARRAY)
		t->depth++;
	return trace_add(
	    t, kinds[event].letter, kinds[event].has_text ? text : TEXT(""));
}

static inline long
trace_source(void *context, const char **data)
{
	struct trace *t = context;
	size_t len = t->document.len - t->given;

	if (len > t->chunk)
		len = t->chunk;
	free(t->copy);
	t->copy = malloc(len > 0 ? len : 1);
	if (t->copy == NULL)
		return -1;
	if (len > 0)
		memcpy(t->copy, t->document.s + t->given, len);
	t->given += len;
	*data = t->copy;
	return (long)len;
}

/* Free it with trace_free.  `chunk`: bytes, SIZE_MAX for one chunk. */
static inline enum json_result
trace_read(struct trace *t, enum json_dialect dialect, struct text document,
    size_t chunk, size_t max_depth, size_t max_string)
{
	enum json_result result;

	*t = (struct trace){.document = document, .chunk = chunk};
	buf_init(&t->events, SIZE_MAX / 2);
	buf_init(&t->offsets, SIZE_MAX / 2);
	t->reader = (struct json_reader){.dialect = dialect,
	    .source = trace_source,
	    .source_context = t,
	    .event = trace_event,
	    .context = t,
	    .max_depth = max_depth,
	    .max_string = max_string};
	result = json_read(&t->reader);
	free(t->copy);
	t->copy = NULL;
	return result;
}

static inline void
trace_free(struct trace *t)
{
	buf_free(&t->events);
	buf_free(&t->offsets);
}

#endif
