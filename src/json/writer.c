/* SPDX-License-Identifier: MIT */
#include "json/writer.h"

#include <stdlib.h>
#include <yajl/yajl_gen.h>

#include "base/utf8.h"
#include "json/reader.h"

/* Levels that one generator takes; yajl_gen itself ends at 128. */
#define LEVELS	   100
#define GENERATORS ((JSON_WRITER_DEPTH + LEVELS - 1) / LEVELS)

/* yajl_gen prints a string as separator, quote, parts, quote: what is short is
 * gathered, so that the sink is called once for each token. */
#define GATHERED 128

/*
 * yajl_gen checks neither that a container is closed by its own bracket, nor
 * that a string is meant as a key, and lets overlong UTF-8 pass: the writer
 * keeps track of these itself, and leaves escapes and commas to yajl_gen.
 */
struct json_writer {
	json_sink sink;
	void *sink_context;
	bool failed;
	bool started;	  /* the root value */
	bool key_written; /* its value is next */
	size_t depth;	  /* open containers */
	unsigned char objects[JSON_WRITER_DEPTH / 8 + 1]; /* one bit each */
	char gathered[GATHERED];
	size_t ngathered;
	yajl_gen gen; /* that of the innermost container */
	yajl_gen gens[GENERATORS];
};

static int
writer_fail(struct json_writer *w)
{
	w->failed = true;
	return -1;
}

static void
writer_put(struct json_writer *w, const char *data, size_t len)
{
	if (len > 0 && !w->failed && w->sink(w->sink_context, data, len) != 0)
		w->failed = true;
}

static void
writer_flush(struct json_writer *w)
{
	writer_put(w, w->gathered, w->ngathered);
	w->ngathered = 0;
}

static void
print(void *context, const char *data, size_t len)
{
	struct json_writer *w = context;

	if (len > GATHERED - w->ngathered) {
		writer_flush(w);
		if (len > GATHERED) {
			writer_put(w, data, len);
			return;
		}
	}
	memcpy(w->gathered + w->ngathered, data, len);
	w->ngathered += len;
}

static yajl_gen
generator_new(struct json_writer *w)
{
	yajl_gen gen = yajl_gen_alloc(NULL);

	if (gen != NULL)
		yajl_gen_config(gen, yajl_gen_print_callback, print, w);
	return gen;
}

struct json_writer *
json_new(json_sink sink, void *context)
{
	struct json_writer *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->sink = sink;
	w->sink_context = context;
	w->gen = w->gens[0] = generator_new(w);
	if (w->gen == NULL) {
		free(w);
		return NULL;
	}
	return w;
}

void
json_free(struct json_writer *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < GENERATORS; i++)
		if (w->gens[i] != NULL)
			yajl_gen_free(w->gens[i]);
	free(w);
}

static bool
in_object(const struct json_writer *w)
{
	size_t top = w->depth - 1;

	return w->depth > 0 && (w->objects[top / 8] >> top % 8 & 1) != 0;
}

/* Takes note that a value is written; false when none may stand here. */
static bool
value_here(struct json_writer *w)
{
	if (w->failed || (w->depth == 0 && w->started) ||
	    (in_object(w) && !w->key_written)) {
		w->failed = true;
		return false;
	}
	w->started = true;
	w->key_written = false;
	return true;
}

static int
writer_done(struct json_writer *w, yajl_gen_status status)
{
	if (status != yajl_gen_status_ok)
		w->failed = true;
	writer_flush(w);
	return w->failed ? -1 : 0;
}

int
json_null(struct json_writer *w)
{
	return value_here(w) ? writer_done(w, yajl_gen_null(w->gen)) : -1;
}

int
json_bool(struct json_writer *w, bool value)
{
	return value_here(w) ? writer_done(w, yajl_gen_bool(w->gen, value))
			     : -1;
}

int
json_int(struct json_writer *w, int64_t value)
{
	return value_here(w) ? writer_done(w, yajl_gen_integer(w->gen, value))
			     : -1;
}

int
json_raw(struct json_writer *w, struct text json)
{
	if (!value_here(w))
		return -1;
	return writer_done(w, yajl_gen_number(w->gen, json.s, json.len));
}

static int
put_string(struct json_writer *w, struct text value)
{
	if (!utf8_valid(value.s, value.len))
		return writer_fail(w);
	return writer_done(w,
	    yajl_gen_string(w->gen, (const unsigned char *)value.s, value.len));
}

int
json_string(struct json_writer *w, struct text value)
{
	if (value.s == NULL)
		return json_null(w);
	return value_here(w) ? put_string(w, value) : -1;
}

int
json_key(struct json_writer *w, struct text key)
{
	if (w->failed || !in_object(w) || w->key_written)
		return writer_fail(w);
	w->key_written = true;
	return put_string(w, key);
}

/*
 * Goes on in the next generator of the chain.  An empty number makes this one
 * write its separator and count the value that the next one writes.
 */
static int
generator_chain(struct json_writer *w)
{
	yajl_gen *next = &w->gens[w->depth / LEVELS];

	if (*next == NULL)
		*next = generator_new(w);
	if (*next == NULL ||
	    writer_done(w, yajl_gen_number(w->gen, "", 0)) != 0)
		return writer_fail(w);
	w->gen = *next;
	return 0;
}

static int
open_container(struct json_writer *w, bool object)
{
	unsigned bit = 1u << w->depth % 8;
	unsigned char *byte = &w->objects[w->depth / 8];

	if (!value_here(w))
		return -1;
	if (w->depth == JSON_WRITER_DEPTH)
		return writer_fail(w);
	if (w->depth > 0 && w->depth % LEVELS == 0 && generator_chain(w) != 0)
		return -1;
	*byte = (unsigned char)(object ? *byte | bit : *byte & ~bit);
	w->depth++;
	return writer_done(w,
	    object ? yajl_gen_map_open(w->gen) : yajl_gen_array_open(w->gen));
}

static int
close_container(struct json_writer *w, bool object)
{
	if (w->failed || w->depth == 0 || in_object(w) != object ||
	    w->key_written)
		return writer_fail(w);
	w->depth--;
	if (writer_done(w, object ? yajl_gen_map_close(w->gen)
				  : yajl_gen_array_close(w->gen)) != 0)
		return -1;
	if (w->depth > 0 && w->depth % LEVELS == 0) {
		yajl_gen_reset(w->gen, NULL);
		w->gen = w->gens[w->depth / LEVELS - 1];
	}
	return 0;
}

int
json_object_open(struct json_writer *w)
{
	return open_container(w, true);
}

int
json_object_close(struct json_writer *w)
{
	return close_container(w, true);
}

int
json_array_open(struct json_writer *w)
{
	return open_container(w, false);
}

int
json_array_close(struct json_writer *w)
{
	return close_container(w, false);
}

/* An error of the key sticks, so the value returns it. */
int
json_member_null(struct json_writer *w, const char *key)
{
	json_key(w, text_of(key));
	return json_null(w);
}

int
json_member_bool(struct json_writer *w, const char *key, bool value)
{
	json_key(w, text_of(key));
	return json_bool(w, value);
}

int
json_member_int(struct json_writer *w, const char *key, int64_t value)
{
	json_key(w, text_of(key));
	return json_int(w, value);
}

int
json_member_raw(struct json_writer *w, const char *key, struct text json)
{
	json_key(w, text_of(key));
	return json_raw(w, json);
}

int
json_member_string(struct json_writer *w, const char *key, struct text value)
{
	json_key(w, text_of(key));
	return json_string(w, value);
}

int
json_member_object(struct json_writer *w, const char *key)
{
	json_key(w, text_of(key));
	return json_object_open(w);
}

int
json_member_array(struct json_writer *w, const char *key)
{
	json_key(w, text_of(key));
	return json_array_open(w);
}

int
json_failed(const struct json_writer *w)
{
	return w->failed ? -1 : 0;
}

int
json_copy(void *writer, enum json_event event, struct text text, size_t depth)
{
	(void)depth;
	switch (event) {
	case JSON_NULL:
	/* JSON has no such numbers; what JavaScript's JSON.stringify writes. */
	case JSON_NOT_FINITE:
		return json_null(writer);
	case JSON_FALSE:
	case JSON_TRUE:
		return json_bool(writer, event == JSON_TRUE);
	case JSON_INT:
	case JSON_FLOAT:
		return json_raw(writer, text);
	case JSON_STRING:
		return json_string(writer, text);
	case JSON_OBJECT:
		return json_object_open(writer);
	case JSON_ARRAY:
		return json_array_open(writer);
	case JSON_OBJECT_END:
		return json_object_close(writer);
	case JSON_ARRAY_END:
		return json_array_close(writer);
	case JSON_KEY:
		return json_key(writer, text);
	}
	return -1;
}
