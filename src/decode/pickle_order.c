/* SPDX-License-Identifier: MIT */
/* Dicts as CPython 2.7 iterates over them (sops, appendix A). */
#include "decode/pickle.h"
#include "decode/pickle_text.h"

#define FIRST_SLOTS ((size_t)8) /* of an empty dict */

/* Items of a dict that is put into order.  Keys that all have one hash, which
 * are easily made, cost the square of it. */
#define ORDER_MAX ((size_t)4096)

/* The hash table of a dict: which item is where. */
struct table {
	struct arena *arena;
	uint32_t *slots; /* 1 + number of an item, or 0 */
	size_t nslots;	 /* a power of two */
	size_t used;
	const uint64_t *hashes; /* of the items */
};

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

/* All items are different, so the first free slot is the right one. */
static void
put(struct table *t, uint32_t item)
{
	uint64_t perturb = t->hashes[item], at = perturb;
	const uint64_t mask = t->nslots - 1;

	for (; t->slots[at & mask] != 0; perturb >>= 5)
		at = at * 5 + perturb + 1;
	t->slots[at & mask] = item + 1;
	t->used++;
}

/* A table of the smallest size above `above`, what is in it put in anew. */
static bool
resize(struct table *t, size_t above)
{
	const uint32_t *old = t->slots;
	size_t nold = t->nslots;

	for (t->nslots = FIRST_SLOTS; t->nslots <= above;)
		t->nslots *= 2;
	t->slots = arena_array(t->arena, t->nslots, sizeof(*t->slots));
	if (t->slots == NULL)
		return false;
	t->used = 0;
	for (size_t i = 0; i < nold; i++)
		if (old[i] != 0)
			put(t, old[i] - 1);
	return true;
}

static bool
insert(struct table *t, uint32_t item)
{
	put(t, item);
	if (t->used * 3 < t->nslots * 2)
		return true;
	return resize(t, t->used * 4);
}

static bool
fill(struct table *t, const struct pickle_dict *dict)
{
	if (!resize(t, 0))
		return false;
	for (size_t i = 0; i < dict->count; i++)
		if (!insert(t, (uint32_t)i))
			return false;
	return true;
}

/* A dict that is merged into an empty one makes room first, then no more. */
static bool
merge(struct table *t, const struct table *from)
{
	if (!resize(t, from->used * 3 >= FIRST_SLOTS * 2 ? from->used * 2 : 0))
		return false;
	for (size_t i = 0; i < from->nslots; i++)
		if (from->slots[i] != 0)
			put(t, from->slots[i] - 1);
	return true;
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
	const struct table *last = &inner;
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
	inner.hashes = outer.hashes = hashes;
	if (!fill(&inner, dict))
		return NULL;
	if (dict->made == MADE_MERGED) {
		if (!merge(&outer, &inner))
			return NULL;
		last = &outer;
	}
	for (size_t i = 0, n = 0; i < last->nslots; i++)
		if (last->slots[i] != 0)
			order[n++] = last->slots[i] - 1;
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
