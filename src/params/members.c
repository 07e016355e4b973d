/* SPDX-License-Identifier: MIT */
#include "params/members.h"

#include "params/collector.h"

/* Objects of more have their names compared with no others: 4096 names would
 * take eight million comparisons, and are refused by whoever reads them. */
#define NAMES_COMPARED 512

#define FIRST_ROOM 16

struct list {
	struct arena *arena;
	struct members *members;
	size_t room;
};

static bool
grow(struct list *list)
{
	struct members *m = list->members;
	size_t room = list->room == 0 ? FIRST_ROOM : 2 * list->room;
	struct param *items;

	if (m->count < list->room)
		return true;
	if (m->count == MEMBERS_MAX)
		return false;
	items = arena_array(list->arena, room, sizeof(*items));
	if (items == NULL)
		return false;
	if (m->count > 0)
		memcpy(items, m->items, m->count * sizeof(*items));
	m->items = items;
	list->room = room;
	return true;
}

static struct param *
find(const struct members *m, struct text name)
{
	if (name.s == NULL || m->count > NAMES_COMPARED)
		return NULL;
	for (size_t i = 0; i < m->count; i++)
		if (text_eq(m->items[i].name, name))
			return &m->items[i];
	return NULL;
}

static int
take(void *context, const struct param *param)
{
	struct list *list = context;
	struct members *m = list->members;
	struct param *p = find(m, param->name);

	if (p == NULL && !grow(list))
		return -1;
	if (p == NULL)
		p = &m->items[m->count++];
	*p = *param;
	return 0;
}

bool
members_read(struct arena *arena, struct text json, struct members *members)
{
	struct list list = {.arena = arena, .members = members};
	struct collector c = {.arena = arena, .take = take, .context = &list};

	*members = (struct members){.count = 0};
	return collector_read(&c, json) == JSON_OK;
}
