/* SPDX-License-Identifier: MIT */
/* Dicts as CPython 2.7 iterates over them (sops appendix A). */
#include "decode/pickle.h"
#include "decode/pickle_text.h"

#define FIRST_SLOTS 8
#define SHIFT	    5

/* Items of a dict that is put into order.  Keys that all have one hash, which
 * are easily made, cost the square of it. */
#define ORDER_MAX ((size_t)4096)

/* A table of CPython 2.7, of which no key is ever taken out. */
struct table {
	struct arena *arena;
	size_t slots; /* a power of two */
	size_t used;
	uint64_t *hashes; /* by slot */
	size_t *keys;	  /* by slot: the number of an item, plus 1 */
	bool failed;	  /* out of memory */
};

static void
place(struct table *t, uint64_t hash, size_t key)
{
	const uint64_t mask = t->slots - 1;
	uint64_t i = hash & mask, perturb = hash;

	while (t->keys[i & mask] != 0) {
		i = 5 * i + perturb + 1;
		perturb >>= SHIFT;
	}
	t->hashes[i & mask] = hash;
	t->keys[i & mask] = key;
	t->used++;
}

/* More slots than `atleast`, the keys placed again. */
static void
resize(struct table *t, size_t atleast)
{
	struct table old = *t;

	t->slots = FIRST_SLOTS;
	while (t->slots <= atleast)
		t->slots *= 2;
	t->used = 0;
	t->hashes = arena_array(t->arena, t->slots, sizeof(*t->hashes));
	t->keys = arena_array(t->arena, t->slots, sizeof(*t->keys));
	t->failed = t->hashes == NULL || t->keys == NULL;
	for (size_t i = 0; i < old.slots && !t->failed; i++)
		if (old.keys[i] != 0)
			place(t, old.hashes[i], old.keys[i]);
}

/* The item of the next key at or behind *slot; false: no more. */
static bool
next(const struct table *t, size_t *slot, size_t *item)
{
	while (!t->failed && *slot < t->slots) {
		size_t key = t->keys[(*slot)++];

		if (key != 0) {
			*item = key - 1;
			return true;
		}
	}
	return false;
}

static uint64_t
hash_units(uint64_t hash, uint32_t unit)
{
	return (1000003 * hash) ^ unit;
}

/* Bytes count one by one, unicode by code points. */
static uint64_t
hash_text(const struct pickle_value *v)
{
	struct text t = v->text;
	uint64_t hash = 0, n = 0;

	while (t.len > 0) {
		uint32_t unit = (unsigned char)t.s[0];
		size_t len = 1;

		if (v->kind == KIND_UNICODE)
			len = pickle_get_char(t.s, t.len, &unit);
		if (len == 0)
			break;
		if (n == 0)
			hash = (uint64_t)unit << 7;
		hash = hash_units(hash, unit);
		n++;
		t.s += len;
		t.len -= len;
	}
	return hash ^ n;
}

/* False for a key whose hash is not the same in each process, or is not known
 * here. */
static bool
hash_key(const struct pickle_value *key, uint64_t *hash)
{
	if (pickle_is_text(key))
		*hash = hash_text(key);
	else if (pickle_is_int(key))
		*hash = (uint64_t)key->number;
	else
		return false;
	if (*hash == UINT64_MAX)
		*hash = UINT64_MAX - 1;
	return true;
}

/* Puts the items into an empty table one by one. */
static void
fill(struct table *t, const uint64_t *hashes, size_t count)
{
	resize(t, 0);
	for (size_t i = 0; i < count && !t->failed; i++) {
		place(t, hashes[i], i + 1);
		if (t->used * 3 >= t->slots * 2)
			resize(t, t->used * 4);
	}
}

/* A dict that is merged into an empty one makes room first, then no more. */
static void
merge(struct table *t, const struct table *from)
{
	size_t slot = 0, item;

	resize(t, from->used * 3 >= FIRST_SLOTS * 2 ? from->used * 2 : 0);
	while (!t->failed && next(from, &slot, &item))
		place(t, from->hashes[slot - 1], item + 1);
}

/* False when a key has no known hash; *failed when out of memory. */
static bool
hash_keys(struct arena *arena, const struct pickle_dict *dict,
    uint64_t **hashes, bool *failed)
{
	*hashes = arena_array(arena, dict->count, sizeof(**hashes));
	*failed = *hashes == NULL;
	for (size_t i = 0; !*failed && i < dict->count; i++)
		if (!hash_key(dict->items[i].key, &(*hashes)[i]))
			return false;
	return !*failed;
}

size_t *
pickle_dict_order(struct arena *arena, const struct pickle_value *value)
{
	const struct pickle_dict *dict = value->dict;
	size_t *order = arena_array(arena, dict->count, sizeof(*order));
	struct table inner = {.arena = arena}, outer = {.arena = arena};
	struct table *last = &inner;
	size_t slot = 0, item, n = 0;
	uint64_t *hashes;
	bool failed;

	if (order == NULL)
		return NULL;
	for (size_t i = 0; i < dict->count; i++)
		order[i] = i;
	if (dict->made == MADE_ORDERED || dict->count > ORDER_MAX)
		return order;
	if (!hash_keys(arena, dict, &hashes, &failed))
		return failed ? NULL : order;
	fill(&inner, hashes, dict->count);
	if (dict->made == MADE_MERGED) {
		merge(&outer, &inner);
		last = &outer;
	}
	if (inner.failed || last->failed)
		return NULL;
	while (next(last, &slot, &item))
		order[n++] = item;
	return order;
}

const struct pickle_value *
pickle_dict_key(const struct pickle_value *dict, size_t i)
{
	return dict->dict->items[i].key;
}

const struct pickle_value *
pickle_dict_value(const struct pickle_value *dict, size_t i)
{
	return dict->dict->items[i].value;
}

/* Bytes and unicode are equal when they are ASCII. */
bool
pickle_dict_key_is(const struct pickle_value *dict, size_t i, struct text key)
{
	const struct pickle_value *v = dict->dict->items[i].key;

	return pickle_is_text(v) && text_eq(v->text, key) &&
	       (v->kind == KIND_UNICODE || text_is_ascii(key));
}

const struct pickle_value *
pickle_dict_get(const struct pickle_value *dict, struct text key)
{
	for (size_t i = 0; i < dict->dict->count; i++)
		if (pickle_dict_key_is(dict, i, key))
			return dict->dict->items[i].value;
	return NULL;
}

bool
pickle_is_true(const struct pickle_value *value)
{
	switch (value->kind) {
	case KIND_NONE:
		return false;
	case KIND_BOOL:
	case KIND_INT:
		return value->number != 0;
	case KIND_FLOAT:
		return value->real != 0;
	case KIND_BYTES:
	case KIND_UNICODE:
	case KIND_BYTEARRAY:
		return value->text.len > 0;
	case KIND_LIST:
	case KIND_TUPLE:
		return value->list.count > 0;
	case KIND_SET:
	case KIND_FROZENSET:
	case KIND_DICT:
		return value->dict->count > 0;
	default:
		return true;
	}
}
