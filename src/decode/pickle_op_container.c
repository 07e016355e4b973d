/* SPDX-License-Identifier: MIT */
/* Opcodes that make and fill containers. */
#include "decode/pickle_op.h"

bool
op_empty(struct pickle_vm *vm, int kind)
{
	if (kind == KIND_DICT || kind == KIND_SET)
		return pickle_push(vm, pickle_dict(vm, (enum pickle_kind)kind));
	return pickle_push(vm, pickle_new(vm, (enum pickle_kind)kind));
}

bool
op_list_of_mark(struct pickle_vm *vm, int kind)
{
	struct pickle_value **items;
	size_t count;

	items = pickle_pop_mark(vm, &count);
	return items != NULL &&
	       pickle_push(
		   vm, pickle_list(vm, (enum pickle_kind)kind, items, count));
}

bool
op_tuple(struct pickle_vm *vm, int count)
{
	struct pickle_value *items[3];

	for (int i = count; i-- > 0;) {
		items[i] = pickle_pop(vm);
		if (items[i] == NULL)
			return false;
	}
	return pickle_push(
	    vm, pickle_list(vm, KIND_TUPLE, items, (size_t)count));
}

/*
 * Sets items of a dict.  Those of an opaque instance are part of its state,
 * which nobody looks at.
 */
static bool
set_items(struct pickle_vm *vm, struct pickle_value *to,
    struct pickle_value **items, size_t count)
{
	if (count % 2 != 0)
		return pickle_broken(vm, "a key without value");
	if (to->kind == KIND_OPAQUE)
		return true;
	if (to->kind != KIND_DICT)
		return pickle_broken(vm, "items for what is no dict");
	for (size_t i = 0; i < count; i += 2)
		if (!pickle_set(vm, to->dict, items[i], items[i + 1]))
			return false;
	return true;
}

static bool
append_items(struct pickle_vm *vm, struct pickle_value *to,
    struct pickle_value **items, size_t count)
{
	if (to->kind == KIND_OPAQUE)
		return true;
	if (to->kind != KIND_LIST)
		return pickle_broken(vm, "items for what is no list");
	return pickle_append(vm, &to->list, items, count);
}

static bool
add_items(struct pickle_vm *vm, struct pickle_value *to,
    struct pickle_value **items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!pickle_set(vm, to->dict, items[i], NULL))
			return false;
	return true;
}

bool
op_dict_of_mark(struct pickle_vm *vm, int unused)
{
	struct pickle_value **items, *dict;
	size_t count;

	(void)unused;
	items = pickle_pop_mark(vm, &count);
	if (items == NULL)
		return false;
	dict = pickle_dict(vm, KIND_DICT);
	return dict != NULL && set_items(vm, dict, items, count) &&
	       pickle_push(vm, dict);
}

bool
op_frozenset(struct pickle_vm *vm, int unused)
{
	struct pickle_value **items, *set;
	size_t count;

	(void)unused;
	items = pickle_pop_mark(vm, &count);
	if (items == NULL)
		return false;
	set = pickle_dict(vm, KIND_FROZENSET);
	return set != NULL && add_items(vm, set, items, count) &&
	       pickle_push(vm, set);
}

bool
op_append(struct pickle_vm *vm, int unused)
{
	struct pickle_value *item = pickle_pop(vm);
	struct pickle_value *to = item == NULL ? NULL : pickle_top(vm);

	(void)unused;
	return to != NULL && append_items(vm, to, &item, 1);
}

bool
op_appends(struct pickle_vm *vm, int unused)
{
	struct pickle_value **items, *to;
	size_t count;

	(void)unused;
	items = pickle_pop_mark(vm, &count);
	to = items == NULL ? NULL : pickle_top(vm);
	return to != NULL && append_items(vm, to, items, count);
}

bool
op_setitem(struct pickle_vm *vm, int unused)
{
	struct pickle_value *items[2], *to;

	(void)unused;
	items[1] = pickle_pop(vm);
	items[0] = items[1] == NULL ? NULL : pickle_pop(vm);
	to = items[0] == NULL ? NULL : pickle_top(vm);
	return to != NULL && set_items(vm, to, items, 2);
}

bool
op_setitems(struct pickle_vm *vm, int unused)
{
	struct pickle_value **items, *to;
	size_t count;

	(void)unused;
	items = pickle_pop_mark(vm, &count);
	to = items == NULL ? NULL : pickle_top(vm);
	return to != NULL && set_items(vm, to, items, count);
}

bool
op_additems(struct pickle_vm *vm, int unused)
{
	struct pickle_value **items, *to;
	size_t count;

	(void)unused;
	items = pickle_pop_mark(vm, &count);
	to = items == NULL ? NULL : pickle_top(vm);
	if (to == NULL)
		return false;
	if (to->kind != KIND_SET)
		return pickle_broken(vm, "items for what is no set");
	return add_items(vm, to, items, count);
}
