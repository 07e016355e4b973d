/* SPDX-License-Identifier: MIT */
/* Dicts and sets: items in stored order, and an index of their keys. */
#include <math.h>
#include <stdio.h>

#include "decode/pickle_vm.h"

#define INDEX_FROM  ((size_t)8) /* items; fewer are compared one by one */
#define INDEX_FIRST ((size_t)32)

/* The digits of the largest double, sign and NUL. */
#define WHOLE_MAX 320

/* Doubles from -2^63 to below 2^63 convert to int64_t. */
#define INT64_LIMIT 9223372036854775808.0

uint64_t
pickle_mix(uint64_t a, uint64_t b)
{
	uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
	uint64_t ll = al * bl, lh = al * bh, hl = ah * bl, hh = ah * bh;
	uint64_t mid = (ll >> 32) + (uint32_t)lh + (uint32_t)hl;
	uint64_t high = hh + (lh >> 32) + (hl >> 32) + (mid >> 32);

	return high ^ (mid << 32 | (uint32_t)ll);
}

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

/* Are two keys of equal hash equal?  False, too, after pickle_fail. */
static bool
equal(struct pickle_vm *vm, const struct pickle_value *a,
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
	       (a->kind == b->kind || text_is_ascii(a->text));
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
		if (other->hash == h && equal(vm, other, key))
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
		    equal(vm, d->items[i].key, key))
			return &d->items[i];
	return NULL;
}

static bool
add(struct pickle_vm *vm, struct pickle_dict *d, struct pickle_value *key,
    struct pickle_value *value)
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
	if (!add(vm, d, key, value))
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
