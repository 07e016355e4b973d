/* SPDX-License-Identifier: MIT */
/*
 * The reader and the writer.  The first byte chooses the dialect (bit 0), one
 * value or a document (bit 1) and the length of the chunks (the rest).  Cut in
 * any way a document must give the same text, and that text read once more
 * must give itself.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "json/reader.h"
#include "json/writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STRING	1000 /* small, so that the fuzzer passes it */
#define WRITTEN ((size_t)16 * 1024 * 1024)

struct chunks {
	struct text document;
	size_t chunk, given;
	char *copy;
};

static long
next_chunk(void *context, const char **data)
{
	struct chunks *c = context;
	size_t left = c->document.len - c->given;
	size_t len = left < c->chunk ? left : c->chunk;

	free(c->copy);
	c->copy = malloc(len + 1);
	memcpy(c->copy, c->document.s + c->given, len);
	c->given += len;
	*data = c->copy;
	return (long)len;
}

static int
sink(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

static enum json_result
copy(struct buf *out, struct text document, size_t chunk, uint8_t choice)
{
	struct chunks chunks = {.document = document, .chunk = chunk};
	struct json_reader reader = {
	    .dialect = choice & 1 ? JSON_UJSON : JSON_PYTHON,
	    .one_value = (choice & 2) != 0,
	    .source = next_chunk,
	    .source_context = &chunks,
	    .event = json_copy,
	    .max_depth = 300,
	    .max_string = STRING};
	enum json_result result;

	buf_init(out, WRITTEN);
	reader.context = json_new(sink, out);
	result = json_read(&reader);
	if (result == JSON_STOPPED || json_failed(reader.context) != 0 ||
	    reader.offset > document.len)
		abort();
	json_free(reader.context);
	free(chunks.copy);
	return result;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole, cut, again;
	struct text document;
	enum json_result result;

	if (size == 0)
		return 0;
	document = (struct text){(const char *)data + 1, size - 1};
	result = copy(&whole, document, SIZE_MAX, data[0]);
	if (copy(&cut, document, 1 + (data[0] >> 2), data[0]) != result ||
	    !text_eq(buf_text(&whole), buf_text(&cut)))
		abort();
	buf_init(&again, 0);
	if (result == JSON_OK &&
	    (copy(&again, buf_text(&whole), SIZE_MAX, data[0]) != JSON_OK ||
		!text_eq(buf_text(&whole), buf_text(&again))))
		abort();
	buf_free(&whole);
	buf_free(&cut);
	buf_free(&again);
	return 0;
}
