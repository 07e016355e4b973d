/* SPDX-License-Identifier: MIT */
#include "decode/tree_names.h"

#include <stdlib.h>

static int
compare_texts(struct text a, struct text b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len == 0 ? 0 : memcmp(a.s, b.s, a.len);
}

static int
compare_slots(const void *a, const void *b)
{
	const struct tree_slot *x = a, *y = b;

	return compare_texts(x->wanted->key, y->wanted->key);
}

/* The first slot with this key, or NULL. */
static struct tree_slot *
find(struct tree_names *n, struct text key)
{
	size_t low = 0, high = n->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_texts(n->slots[middle].wanted->key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == n->count || !text_eq(n->slots[low].wanted->key, key))
		return NULL;
	return &n->slots[low];
}

static void
forget(struct tree_wanted *wanted)
{
	*wanted = (struct tree_wanted){.key = wanted->key};
}

enum tree_result
names_init(struct tree_names *n, struct arena *arena,
    struct tree_wanted *wanted, size_t count)
{
	*n = (struct tree_names){.arena = arena, .count = count};
	buf_init(&n->text, TREE_NAMES_MAX);
	if (count == 0)
		return TREE_OK;
	n->slots = calloc(count, sizeof(*n->slots));
	if (n->slots == NULL)
		return TREE_MEMORY;
	for (size_t i = 0; i < count; i++) {
		forget(&wanted[i]);
		n->slots[i].wanted = &wanted[i];
	}
	qsort(n->slots, count, sizeof(*n->slots), compare_slots);
	return TREE_OK;
}

void
names_finish(struct tree_names *n)
{
	for (size_t i = 0; i < n->count; i++) {
		struct tree_slot *slot = &n->slots[i];

		if (i > 0 && compare_slots(slot - 1, slot) == 0) {
			struct text key = slot->wanted->key;

			/* Wanted twice: only the first was filled in. */
			*slot->wanted = *slot[-1].wanted;
			slot->wanted->key = key;
		} else if (slot->seen != n->round) {
			forget(slot->wanted);
		}
	}
}

void
names_free(struct tree_names *n)
{
	json_free(n->writer);
	buf_free(&n->text);
	free(n->slots);
}

void
names_constants(struct tree_names *n)
{
	n->round++;
	n->current = NULL;
}

void
names_key(struct tree_names *n, struct text key)
{
	n->field = FIELD_OTHER;
	n->current = find(n, key);
	if (n->current == NULL)
		return;
	n->current->seen = n->round;
	forget(n->current->wanted);
}

void
names_value(struct tree_names *n, bool is_object)
{
	if (n->current != NULL)
		n->current->wanted->found = is_object;
}

void
names_field(struct tree_names *n, struct text key)
{
	if (text_is(key, "name"))
		n->field = FIELD_NAME;
	else if (text_is(key, "source_type"))
		n->field = FIELD_SOURCE_TYPE;
	else
		n->field = FIELD_OTHER;
}

static int
fail(struct tree_names *n, enum tree_result why)
{
	n->failed = why;
	return -1;
}

static int
collect(void *context, const char *data, size_t len)
{
	struct tree_names *n = context;

	if (len > TREE_NAMES_MAX - n->total)
		return fail(n, TREE_LARGE);
	n->total += len;
	return buf_add(&n->text, data, len) == 0 ? 0 : fail(n, TREE_MEMORY);
}

int
names_value_begins(struct tree_names *n, struct text string)
{
	if (n->current == NULL)
		return 0;
	if (n->field == FIELD_SOURCE_TYPE)
		n->current->wanted->from_component =
		    text_is(string, "component_outputs");
	if (n->field != FIELD_NAME)
		return 0;
	buf_reset(&n->text);
	n->writer = json_new(collect, n);
	return n->writer != NULL ? 0 : fail(n, TREE_MEMORY);
}

int
names_kept(struct tree_names *n)
{
	struct tree_wanted *wanted = n->current->wanted;

	if (json_failed(n->writer) != 0)
		return n->failed != TREE_OK ? -1 : fail(n, TREE_MEMORY);
	json_free(n->writer);
	n->writer = NULL;
	wanted->has_name = true;
	wanted->name = arena_copy(n->arena, buf_text(&n->text));
	return wanted->name.s != NULL ? 0 : fail(n, TREE_MEMORY);
}
