/* SPDX-License-Identifier: MIT */
#include "python/dict.h"

#include "base/utf8.h"

#define FIRST_SLOTS 8
#define SHIFT	    5
#define FACTOR	    1000003
#define MANY	    50000 /* keys from which a dict grows less */

uint64_t
python_hash(struct text utf8)
{
	uint64_t x = 0, count = 0;

	while (utf8.len > 0) {
		uint32_t c = 0;
		size_t n = utf8_get(utf8.s, utf8.len, &c);

		if (count++ == 0)
			x = (uint64_t)c << 7;
		x = FACTOR * x ^ c;
		utf8.s += n == 0 ? 1 : n;
		utf8.len -= n == 0 ? 1 : n;
	}
	x ^= count;
	return x == UINT64_MAX ? UINT64_MAX - 1 : x;
}

static void
place(struct python_dict *d, uint64_t hash, size_t key)
{
	const uint64_t mask = d->slots - 1;
	uint64_t i = hash & mask, perturb = hash;

	while (d->keys[i & mask] != 0) {
		i = 5 * i + perturb + 1;
		perturb >>= SHIFT;
	}
	d->hashes[i & mask] = hash;
	d->keys[i & mask] = key;
	d->used++;
}

/* More slots than `atleast`, the keys placed again. */
static void
resize(struct python_dict *d, size_t atleast)
{
	struct python_dict old = *d;

	d->slots = FIRST_SLOTS;
	while (d->slots <= atleast)
		d->slots *= 2;
	d->used = 0;
	d->hashes = arena_array(d->arena, d->slots, sizeof(*d->hashes));
	d->keys = arena_array(d->arena, d->slots, sizeof(*d->keys));
	d->failed = d->hashes == NULL || d->keys == NULL;
	for (size_t i = 0; i < old.slots && !d->failed; i++)
		if (old.keys[i] != 0)
			place(d, old.hashes[i], old.keys[i]);
}

void
python_dict_init(struct python_dict *d, struct arena *arena)
{
	*d = (struct python_dict){.arena = arena};
	resize(d, 0);
}

void
python_dict_reserve(struct python_dict *d, size_t more)
{
	if (!d->failed && (d->used + more) * 3 >= d->slots * 2)
		resize(d, (d->used + more) * 2);
}

void
python_dict_add(struct python_dict *d, uint64_t hash, size_t number, bool grow)
{
	if (d->failed)
		return;
	place(d, hash, number + 1);
	if (grow && d->used * 3 >= d->slots * 2)
		resize(d, d->used * (d->used > MANY ? 2 : 4));
}

bool
python_dict_next(const struct python_dict *d, size_t *slot, size_t *number)
{
	if (d->failed)
		return false;
	while (*slot < d->slots) {
		size_t key = d->keys[(*slot)++];

		if (key != 0) {
			*number = key - 1;
			return true;
		}
	}
	return false;
}
