/* SPDX-License-Identifier: MIT */
#include "json/reader.h"

#include <stdlib.h>

#include "json/scan.h"

/* What may come next. */
enum want {
	WANT_VALUE,
	WANT_VALUE_OR_END, /* an array was opened */
	WANT_KEY,
	WANT_KEY_OR_END, /* an object was opened, or a comma (ujson) read */
	WANT_MORE,	 /* a comma or the end of the container */
	WANT_NOTHING
};

struct walk {
	struct scan scan;
	enum want want;
	unsigned char *objects; /* one bit for each open container */
};

static int
peek_behind_blanks(struct scan *s)
{
	for (;;) {
		int c = scan_peek(s);

		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			return c;
		s->p++;
	}
}

static bool
in_object(const struct walk *w)
{
	size_t top = w->scan.depth - 1;

	return (w->objects[top / 8] >> top % 8 & 1) != 0;
}

static void
value_done(struct walk *w)
{
	w->want = w->scan.depth == 0 ? WANT_NOTHING : WANT_MORE;
}

static enum json_result
open_container(struct walk *w, bool object)
{
	struct scan *s = &w->scan;
	unsigned bit = 1u << s->depth % 8;
	unsigned char *byte = w->objects + s->depth / 8;
	enum json_result result;

	if (s->depth == s->reader->max_depth)
		return JSON_DEEP;
	*byte = (unsigned char)(object ? *byte | bit : *byte & ~bit);
	w->want = object ? WANT_KEY_OR_END : WANT_VALUE_OR_END;
	s->p++;
	result = object ? scan_event(s, JSON_OBJECT, TEXT("{"))
			: scan_event(s, JSON_ARRAY, TEXT("["));
	s->depth++;
	return result;
}

static enum json_result
close_container(struct walk *w)
{
	struct scan *s = &w->scan;
	bool object = in_object(w);

	s->depth--;
	value_done(w);
	s->p++;
	return object ? scan_event(s, JSON_OBJECT_END, TEXT("}"))
		      : scan_event(s, JSON_ARRAY_END, TEXT("]"));
}

static enum json_result
read_word(struct scan *s, const char *word, enum json_event event)
{
	enum json_result result = scan_word(s, word);

	return result == JSON_OK ? scan_event(s, event, text_of(word)) : result;
}

static enum json_result
read_string(struct scan *s, enum json_event event)
{
	struct text value;
	enum json_result result;

	s->p++;
	result = scan_string(s, &value);
	return result == JSON_OK ? scan_event(s, event, value) : result;
}

static enum json_result
read_value(struct walk *w, int c)
{
	struct scan *s = &w->scan;

	if (c == '{' || c == '[')
		return open_container(w, c == '{');
	value_done(w);
	switch (c) {
	case '"':
		return read_string(s, JSON_STRING);
	case 't':
		return read_word(s, "true", JSON_TRUE);
	case 'f':
		return read_word(s, "false", JSON_FALSE);
	case 'n':
		return read_word(s, "null", JSON_NULL);
	default:
		break;
	}
	if (c == '-' || (c >= '0' && c <= '9'))
		return scan_number(s);
	if (s->reader->dialect != JSON_PYTHON)
		return JSON_BROKEN;
	return read_word(s, c == 'N' ? "NaN" : "Infinity", JSON_NOT_FINITE);
}

static enum json_result
read_key(struct walk *w, int c)
{
	enum json_result result;

	if (c != '"')
		return JSON_BROKEN;
	result = read_string(&w->scan, JSON_KEY);
	if (result != JSON_OK)
		return result;
	peek_behind_blanks(&w->scan);
	w->want = WANT_VALUE;
	return scan_word(&w->scan, ":");
}

static enum json_result
read_more(struct walk *w, int c)
{
	bool object = in_object(w);

	if (c == (object ? '}' : ']'))
		return close_container(w);
	if (c != ',')
		return JSON_BROKEN;
	w->scan.p++;
	if (!object)
		w->want = WANT_VALUE;
	else if (w->scan.reader->dialect == JSON_UJSON)
		w->want = WANT_KEY_OR_END;
	else
		w->want = WANT_KEY;
	return JSON_OK;
}

static enum json_result
step(struct walk *w, int c)
{
	if (c < 0)
		return scan_cut(&w->scan);
	switch (w->want) {
	case WANT_VALUE_OR_END:
		if (c == ']')
			return close_container(w);
		return read_value(w, c);
	case WANT_VALUE:
		return read_value(w, c);
	case WANT_KEY_OR_END:
		if (c == '}')
			return close_container(w);
		return read_key(w, c);
	case WANT_KEY:
		return read_key(w, c);
	case WANT_MORE:
		return read_more(w, c);
	case WANT_NOTHING:
		break;
	}
	return JSON_BROKEN;
}

static enum json_result
read_document(struct walk *w)
{
	enum json_result result = JSON_OK;

	while (result == JSON_OK && w->want != WANT_NOTHING)
		result = step(w, peek_behind_blanks(&w->scan));
	if (result != JSON_OK || w->scan.reader->one_value)
		return result;
	if (peek_behind_blanks(&w->scan) >= 0)
		return JSON_BROKEN;
	return w->scan.source_failed ? JSON_SOURCE : JSON_OK;
}

enum json_result
json_read(struct json_reader *reader)
{
	struct walk w = {.scan = {.reader = reader}, .want = WANT_VALUE};
	enum json_result result;

	w.scan.start = w.scan.p = w.scan.end = "";
	w.objects = malloc(reader->max_depth / 8 + 1);
	if (w.objects == NULL)
		return JSON_MEMORY;
	buf_init(&w.scan.text, reader->max_string);
	result = read_document(&w);
	scan_mark(&w.scan);
	buf_free(&w.scan.text);
	free(w.objects);
	return result;
}

long
json_memory_source(void *context, const char **data)
{
	struct json_memory *memory = context;

	if (memory->given)
		return 0;
	memory->given = true;
	*data = memory->text.s;
	return (long)memory->text.len;
}

const char *
json_result_text(enum json_result result)
{
	switch (result) {
	case JSON_OK:
		return "ok";
	case JSON_BROKEN:
		return "broken";
	case JSON_DEEP:
		return "nested too deeply";
	case JSON_LARGE:
		return "a string or number is too long";
	case JSON_SOURCE:
		return "its source failed";
	case JSON_STOPPED:
		return "stopped";
	case JSON_MEMORY:
		return "out of memory";
	}
	return "unknown";
}
