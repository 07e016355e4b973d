/* SPDX-License-Identifier: MIT */
/*
 * Dicts and sets: items in stored order with an index of their keys, and the
 * order in which CPython iterates over them: 2.7 as sops appendix A says, 3 as
 * they were stored.
 */
#include <math.h>
#include <stdio.h>

#include "decode/pickle_scalar.h"

#define INDEX_FROM  ((size_t)8) /* items; fewer are compared one by one */
#define INDEX_FIRST ((size_t)32)

/* The digits of the largest double, sign and NUL. */
#define WHOLE_MAX 320

/* Doubles from -2^63 to below 2^63 convert to int64_t. */
#define INT64_LIMIT 9223372036854775808.0

static uint64_t
hash_text(const struct pickle_vm *vm, struct text t)
{
	uint64_t h = vm->seed[0] ^ t.len, part;

	for (; t.len > 8; t.s += 8, t.len -= 8) {
		memcpy(&part, t.s, 8);
		h = pickle_mix(h ^ part, vm->seed[1]);
	}
	part = 0;
	memcpy(&part, t.s, t.len);
	return pickle_mix(pickle_mix(h ^ part, vm->seed[1]), vm->seed[0] | 1);
}

static uint64_t
hash_number(const struct pickle_vm *vm, int64_t number)
{
	return pickle_mix((uint64_t)number ^ vm->seed[0], vm->seed[1]);
}

static bool
is_int64(double real)
{
	return real >= -INT64_LIMIT && real < INT64_LIMIT &&
	       (double)(int64_t)real == real;
}

/* A double that large is whole. */
static bool
is_large(double real)
{
	return isfinite(real) && (real < -INT64_LIMIT || real >= INT64_LIMIT);
}

/* The integer that a large double stands for, exactly. */
static struct text
whole_text(double real, char digits[WHOLE_MAX])
{
	int len = snprintf(digits, WHOLE_MAX, "%.0f", real);

	return (struct text){digits, (size_t)len};
}

static uint64_t
hash_float(const struct pickle_vm *vm, double real)
{
	char digits[WHOLE_MAX];
	uint64_t bits;

	if (is_int64(real))
		return hash_number(vm, (int64_t)real);
	if (is_large(real))
		return hash_text(vm, whole_text(real, digits));
	memcpy(&bits, &real, sizeof(bits));
	return hash_number(vm, (int64_t)bits);
}

/* Equal keys have equal hashes, whatever their kinds.  Never 0. */
static uint64_t
hash_of(struct pickle_vm *vm, struct pickle_value *v)
{
	uint64_t h;

	if (v->hash != 0)
		return v->hash;
	switch (v->kind) {
	case KIND_NONE:
		h = vm->seed[0];
		break;
	case KIND_BOOL:
	case KIND_INT:
		h = hash_number(vm, v->number);
		break;
	case KIND_FLOAT:
		h = isnan(v->real) ? hash_number(vm, (int64_t)(intptr_t)v)
				   : hash_float(vm, v->real);
		break;
	case KIND_LONG:
	case KIND_BYTES:
	case KIND_UNICODE:
		h = hash_text(vm, v->text);
		break;
	default:
		h = hash_number(vm, (int64_t)(intptr_t)v);
		break;
	}
	v->hash = h == 0 ? 1 : h;
	return v->hash;
}

static bool
equal_float(double real, const struct pickle_value *other)
{
	char digits[WHOLE_MAX];

	if (other->kind == KIND_FLOAT)
		return real == other->real;
	if (other->kind == KIND_LONG)
		return is_large(real) &&
		       text_eq(whole_text(real, digits), other->text);
	return pickle_is_int(other) && is_int64(real) &&
	       (int64_t)real == other->number;
}

/* Is this text of bytes and that of unicode the same key?  Python 2's ASCII is;
 * what Python 3 reads of Python 2 is a text already. */
static bool
are_equal_kinds(const struct pickle_vm *vm, const struct pickle_value *a,
    const struct pickle_value *b)
{
	return pickle_is_python3(vm)
		   ? !pickle_is_bytes3(a) && !pickle_is_bytes3(b)
		   : text_is_ascii(a->text);
}

/* Are two keys of equal hash equal?  False, too, after pickle_fail. */
static bool
keys_equal(struct pickle_vm *vm, const struct pickle_value *a,
    const struct pickle_value *b)
{
	if (a == b || (a->kind == KIND_NONE && b->kind == KIND_NONE))
		return true;
	if (a->kind == KIND_FLOAT)
		return equal_float(a->real, b);
	if (b->kind == KIND_FLOAT)
		return equal_float(b->real, a);
	if (pickle_is_int(a) && pickle_is_int(b))
		return a->number == b->number;
	if (a->kind == KIND_LONG && b->kind == KIND_LONG)
		return text_eq(a->text, b->text);
	if (!pickle_is_text(a) || !pickle_is_text(b) ||
	    a->text.len != b->text.len)
		return false;
	/* The same long key may be compared as often as the pickle likes. */
	return pickle_work(vm, a->text.len) && text_eq(a->text, b->text) &&
	       (a->kind == b->kind || are_equal_kinds(vm, a, b));
}

static bool
may_be_key(const struct pickle_value *v)
{
	return v->kind != KIND_LIST && v->kind != KIND_DICT &&
	       v->kind != KIND_SET && v->kind != KIND_BYTEARRAY;
}

/* The slot of a key: that of the equal item, or a free one. */
static uint32_t *
find_slot(
    struct pickle_vm *vm, const struct pickle_dict *d, struct pickle_value *key)
{
	uint64_t h = hash_of(vm, key);

	for (size_t at = (size_t)h;; at++) {
		uint32_t *slot = &d->slots[at & (d->nslots - 1)];
		const struct pickle_value *other;

		if (*slot == 0)
			return slot;
		other = d->items[*slot - 1].key;
		if (other->hash == h && keys_equal(vm, other, key))
			return slot;
	}
}

static bool
build_index(struct pickle_vm *vm, struct pickle_dict *d)
{
	size_t nslots = d->nslots == 0 ? INDEX_FIRST : d->nslots * 2;
	uint32_t *slots = pickle_array(vm, nslots, sizeof(*slots));

	if (slots == NULL)
		return false;
	d->slots = slots;
	d->nslots = nslots;
	for (size_t i = 0; i < d->count; i++) {
		/* All are different: any free slot is the right one. */
		size_t at = (size_t)hash_of(vm, d->items[i].key);

		while (slots[at & (nslots - 1)] != 0)
			at++;
		slots[at & (nslots - 1)] = (uint32_t)(i + 1);
	}
	return true;
}

static struct pickle_item *
find_small(
    struct pickle_vm *vm, const struct pickle_dict *d, struct pickle_value *key)
{
	uint64_t h = hash_of(vm, key);

	for (size_t i = 0; i < d->count; i++)
		if (d->items[i].key->hash == h &&
		    keys_equal(vm, d->items[i].key, key))
			return &d->items[i];
	return NULL;
}

static bool
dict_append(struct pickle_vm *vm, struct pickle_dict *d,
    struct pickle_value *key, struct pickle_value *value)
{
	struct pickle_item *items =
	    pickle_grow(vm, d->items, d->count, 1, &d->size, sizeof(*items));

	if (items == NULL)
		return false;
	d->items = items;
	items[d->count++] = (struct pickle_item){key, value};
	return true;
}

bool
pickle_set(struct pickle_vm *vm, struct pickle_dict *d,
    struct pickle_value *key, struct pickle_value *value)
{
	struct pickle_item *item;
	uint32_t *slot = NULL;

	if (!may_be_key(key)) {
		pickle_broken(vm, "an unhashable key");
		return false;
	}
	if (d->count >= INDEX_FROM && d->count * 2 >= d->nslots &&
	    !build_index(vm, d))
		return false;
	if (d->slots == NULL) {
		item = find_small(vm, d, key);
	} else {
		slot = find_slot(vm, d, key);
		item = *slot == 0 ? NULL : &d->items[*slot - 1];
	}
	if (vm->failed != PICKLE_OK)
		return false;
	if (item != NULL) {
		item->value = value;
		return true;
	}
	if (!dict_append(vm, d, key, value))
		return false;
	if (slot != NULL)
		*slot = (uint32_t)d->count;
	return true;
}

struct pickle_value *
pickle_dict(struct pickle_vm *vm, enum pickle_kind kind)
{
	struct pickle_value *v = pickle_new(vm, kind);

	if (v == NULL)
		return NULL;
	v->dict = pickle_alloc(vm, sizeof(*v->dict));
	return v->dict == NULL ? NULL : v;
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

/* In Python 2, bytes and unicode are equal when they are ASCII. */
bool
pickle_dict_key_is(const struct pickle_value *dict, size_t i, struct text key)
{
	const struct pickle_value *v = dict->dict->items[i].key;

	if (!pickle_is_text(v) || !text_eq(v->text, key))
		return false;
	if (v->kind == KIND_UNICODE)
		return true;
	return dict->python == PICKLE_PYTHON_3 ? !pickle_is_bytes3(v)
					       : text_is_ascii(key);
}

const struct pickle_value *
pickle_dict_get(const struct pickle_value *dict, struct text key)
{
	for (size_t i = 0; i < dict->dict->count; i++)
		if (pickle_dict_key_is(dict, i, key))
			return dict->dict->items[i].value;
	return NULL;
}

/* The order of CPython 2.7 */

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
table_place(struct table *t, uint64_t hash, size_t key)
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
table_resize(struct table *t, size_t atleast)
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
			table_place(t, old.hashes[i], old.keys[i]);
}

/* The item of the next key at or behind *slot; false: no more. */
static bool
table_next(const struct table *t, size_t *slot, size_t *item)
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
cpython_hash_text(const struct pickle_value *v)
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
cpython_hash_key(const struct pickle_value *key, uint64_t *hash)
{
	if (pickle_is_text(key))
		*hash = cpython_hash_text(key);
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
table_fill(struct table *t, const uint64_t *hashes, size_t count)
{
	table_resize(t, 0);
	for (size_t i = 0; i < count && !t->failed; i++) {
		table_place(t, hashes[i], i + 1);
		if (t->used * 3 >= t->slots * 2)
			table_resize(t, t->used * 4);
	}
}

/* A dict that is merged into an empty one makes room first, then no more. */
static void
table_merge(struct table *t, const struct table *from)
{
	size_t slot = 0, item;

	table_resize(t, from->used * 3 >= FIRST_SLOTS * 2 ? from->used * 2 : 0);
	while (!t->failed && table_next(from, &slot, &item))
		table_place(t, from->hashes[slot - 1], item + 1);
}

/* False when a key has no known hash; *failed when out of memory. */
static bool
cpython_hash_keys(struct arena *arena, const struct pickle_dict *dict,
    uint64_t **hashes, bool *failed)
{
	*hashes = arena_array(arena, dict->count, sizeof(**hashes));
	*failed = *hashes == NULL;
	for (size_t i = 0; !*failed && i < dict->count; i++)
		if (!cpython_hash_key(dict->items[i].key, &(*hashes)[i]))
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
	if (value->python == PICKLE_PYTHON_3 || dict->made == MADE_ORDERED ||
	    dict->count > ORDER_MAX)
		return order;
	if (!cpython_hash_keys(arena, dict, &hashes, &failed))
		return failed ? NULL : order;
	table_fill(&inner, hashes, dict->count);
	if (dict->made == MADE_MERGED) {
		table_merge(&outer, &inner);
		last = &outer;
	}
	if (inner.failed || last->failed)
		return NULL;
	while (table_next(last, &slot, &item))
		order[n++] = item;
	return order;
}
