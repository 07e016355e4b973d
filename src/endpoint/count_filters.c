/* SPDX-License-Identifier: MIT */
#include "endpoint/count_conditions.h"
#include "endpoint/python_value.h"
#include "python/dict.h"
#include "python/repr.h"

#define OWN 2 /* filters that bk-sops sets */

/* The conditions in the order of a dict that was filled in this one. */
static bool
order_of_dict(struct arena *arena, const struct members *members,
    const size_t *from, size_t *to)
{
	struct python_dict d;
	size_t slot = 0, n = 0, number;

	python_dict_init(&d, arena);
	for (size_t i = 0; i < members->count; i++)
		python_dict_add(&d, python_hash(members->items[from[i]].name),
		    from[i], true);
	while (python_dict_next(&d, &slot, &number))
		to[n++] = number;
	return !d.failed;
}

/* Adds the conditions to the dict of filters, or to the values of its own. */
static void
update(struct count_filters *f, struct python_dict *d,
    const struct members *conditions, const size_t *order)
{
	python_dict_reserve(d, conditions->count);
	for (size_t i = 0; i < conditions->count; i++) {
		struct param *own = f->items;
		const struct param *p = &conditions->items[order[i]];

		while (own < f->items + OWN && !text_eq(own->name, p->name))
			own++;
		if (own < f->items + OWN) {
			*own = *p;
			continue;
		}
		python_dict_add(d, python_hash(p->name), f->count, false);
		f->items[f->count++] = *p;
	}
}

bool
count_filters_make(const struct call *call, const struct members *conditions,
    struct count_filters *f)
{
	struct arena *arena = call->arena;
	size_t n = conditions->count, slot = 0, number;
	size_t *document = arena_array(arena, n + 1, sizeof(*document));
	size_t *order = arena_array(arena, n + 1, sizeof(*order));
	size_t *all = arena_array(arena, n + OWN, sizeof(*all));
	struct python_dict d;

	f->items = arena_array(arena, n + OWN, sizeof(*f->items));
	if (document == NULL || order == NULL || all == NULL ||
	    f->items == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		document[i] = i;
	if (!order_of_dict(arena, conditions, document, order))
		return false;
	/* ESB reads them into a dict of its own first. */
	if (call->config->auth == AUTH_ESB) {
		memcpy(document, order, n * sizeof(*order));
		if (!order_of_dict(arena, conditions, document, order))
			return false;
	}
	f->items[0] = (struct param){.name = TEXT("business__cc_id"),
	    .type = PARAM_STRING,
	    .value = call->business_typed};
	f->items[1] = (struct param){
	    .name = TEXT("is_deleted"), .type = PARAM_FALSE, .value = TEXT("")};
	f->count = OWN;
	python_dict_init(&d, arena);
	for (size_t i = 0; i < OWN; i++)
		python_dict_add(&d, python_hash(f->items[i].name), i, true);
	update(f, &d, conditions, order);
	f->order = all;
	for (n = 0; python_dict_next(&d, &slot, &number); n++)
		all[n] = number;
	return !d.failed;
}

struct text
count_filters_text(struct arena *arena, const struct count_filters *f)
{
	struct text *parts =
	    arena_array(arena, 4 * f->count + 1, sizeof(*parts));
	size_t n = 0;

	if (parts == NULL)
		return TEXT_NONE;
	for (size_t i = 0; i < f->count; i++) {
		size_t number = f->order[i];
		const struct param *p = &f->items[number];

		parts[n++] = i == 0 ? TEXT("{") : TEXT(", ");
		parts[n++] =
		    python_repr_text(arena, number < OWN ? "" : "u", p->name);
		parts[n++] = TEXT(": ");
		parts[n++] = python_repr_of(arena, p);
	}
	parts[n++] = TEXT("}");
	for (size_t i = 0; i < n; i++)
		if (parts[i].s == NULL)
			return TEXT_NONE;
	return arena_join(arena, parts, n);
}
