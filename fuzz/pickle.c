/* SPDX-License-Identifier: MIT */
/* pickle_load by the rules of each Python, pickle_read_base64, and all that a
 * caller does with a value. */
#include "decode/pickle.h"
#include "base/buf.h"

#define ARENA_MAX  ((size_t)64 * 1024 * 1024)
#define OUTPUT_MAX ((size_t)16 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool promise)
{
	if (!promise)
		__builtin_trap();
}

static int
collect(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

static void
written(const struct pickle_value *value)
{
	struct json_writer *w;
	struct buf out;
	const char *why = NULL;

	buf_init(&out, OUTPUT_MAX);
	w = json_new(collect, &out);
	hold(w != NULL);
	/* All or nothing: what was written well is a whole document. */
	if (pickle_write(value, w, &why) == 0)
		hold(json_failed(w) == 0 && out.len > 0);
	else
		hold(why != NULL);
	json_free(w);
	buf_free(&out);
}

static void
items(struct arena *arena, const struct pickle_value *dict)
{
	const size_t *order = pickle_dict_order(arena, dict);

	for (size_t i = 0; i < pickle_dict_size(dict); i++) {
		const struct pickle_value *value = NULL;
		struct text key;

		hold(order == NULL || order[i] < pickle_dict_size(dict));
		pickle_is_true(pickle_dict_key(dict, i));
		/* The first of equal texts is found by its key. */
		if (pickle_dict_item(arena, dict, i, &key, &value) &&
		    pickle_dict_key_is(dict, i, key))
			hold(pickle_dict_get(dict, key) != NULL);
		hold(value != NULL);
	}
}

typedef enum pickle_result reader(struct arena *arena, struct text stored,
    const struct pickle_rules *rules, const struct pickle_value **value,
    const char **why);

static void
read_by(reader *how, enum pickle_python python, struct text stored)
{
	const struct pickle_rules rules = {
	    python, PICKLE_PROTOCOL, python == PICKLE_PYTHON_3};
	struct arena *arena = arena_new(ARENA_MAX);
	const struct pickle_value *value = NULL;
	const char *why = NULL;

	hold(arena != NULL);
	if (how(arena, stored, &rules, &value, &why) == PICKLE_OK) {
		hold(value != NULL);
		written(value);
		if (pickle_is_dict(value))
			items(arena, value);
	} else {
		hold(value == NULL && why != NULL);
	}
	arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text stored = {(const char *)data, size};

	read_by(pickle_load, PICKLE_PYTHON_2, stored);
	read_by(pickle_load, PICKLE_PYTHON_3, stored);
	read_by(pickle_read_base64, PICKLE_PYTHON_3, stored);
	return 0;
}
