/* SPDX-License-Identifier: MIT */
#include "decode/pickle.h"

#include "decode/inflate.h"
#include "decode/pickle_vm.h"
#include "decode/pickle_write.h"

static enum pickle_result
load(struct arena *arena, struct text bytes, uint64_t protocol, bool english,
    const struct pickle_value **value, const char **why)
{
	struct pickle_vm vm = {
	    .arena = arena, .protocol = protocol, .english = english};
	enum pickle_result result;

	*value = NULL;
	*why = NULL;
	if (bytes.len > PICKLE_MAX) {
		*why = "a pickle too large";
		return PICKLE_LARGE;
	}
	if (bytes.len == 0) {
		*why = "an empty pickle";
		return PICKLE_BROKEN;
	}
	vm.p = bytes.s;
	vm.end = bytes.s + bytes.len;
	result = pickle_run(&vm);
	*why = vm.why;
	if (result == PICKLE_OK)
		*value = vm.root;
	return result;
}

enum pickle_result
pickle_load(struct arena *arena, struct text bytes,
    const struct pickle_value **value, const char **why)
{
	return load(arena, bytes, PICKLE_PROTOCOL, false, value, why);
}

enum pickle_result
pickle_read(struct arena *arena, struct text blob, uint64_t protocol,
    bool english, const struct pickle_value **value, const char **why)
{
	struct text bytes;

	*value = NULL;
	switch (inflate_whole(arena, blob, PICKLE_MAX, &bytes)) {
	case INFLATE_OK:
		return load(arena, bytes, protocol, english, value, why);
	case INFLATE_BROKEN:
		*why = "broken zlib data";
		return PICKLE_BROKEN;
	case INFLATE_LARGE:
		*why = "a pickle too large";
		return PICKLE_LARGE;
	case INFLATE_MEMORY:
		break;
	}
	*why = "the arena is full";
	return PICKLE_MEMORY;
}

bool
pickle_is_dict(const struct pickle_value *value)
{
	return value->kind == KIND_DICT;
}

size_t
pickle_dict_size(const struct pickle_value *dict)
{
	return dict->dict->count;
}

bool
pickle_dict_item(struct arena *arena, const struct pickle_value *dict, size_t i,
    struct text *key, const struct pickle_value **value)
{
	const struct pickle_item *item = &dict->dict->items[i];
	struct buf scratch;
	bool has_form;

	*value = item->value;
	buf_init(&scratch, PICKLE_MAX);
	has_form = pickle_key_text(item->key, &scratch, key);
	if (has_form)
		*key = arena_copy(arena, *key);
	buf_free(&scratch);
	return has_form && key->s != NULL;
}
