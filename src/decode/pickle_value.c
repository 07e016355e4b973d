/* SPDX-License-Identifier: MIT */
#include "decode/pickle_value.h"

#include "decode/pickle_vm.h"

struct pickle_value *
pickle_new(struct pickle_vm *vm, enum pickle_kind kind)
{
	struct pickle_value *v = pickle_alloc(vm, sizeof(*v));

	if (v != NULL)
		v->kind = kind;
	return v;
}

struct pickle_value *
pickle_int(struct pickle_vm *vm, int64_t number)
{
	struct pickle_value *v = pickle_new(vm, KIND_INT);

	if (v != NULL)
		v->number = number;
	return v;
}

struct pickle_value *
pickle_text(struct pickle_vm *vm, enum pickle_kind kind, struct text text)
{
	struct pickle_value *v;

	if (text.s == NULL)
		return pickle_fail(vm, PICKLE_MEMORY, "the arena is full");
	v = pickle_new(vm, kind);
	if (v != NULL)
		v->text = text;
	return v;
}

struct pickle_value *
pickle_list(struct pickle_vm *vm, enum pickle_kind kind,
    struct pickle_value *const *items, size_t count)
{
	struct pickle_value *v = pickle_new(vm, kind);

	if (v == NULL || count == 0)
		return v;
	v->list.items = pickle_array(vm, count, sizeof(*v->list.items));
	if (v->list.items == NULL)
		return NULL;
	memcpy(v->list.items, items, count * sizeof(*items));
	v->list.count = v->list.size = count;
	return v;
}

bool
pickle_append(struct pickle_vm *vm, struct pickle_list *list,
    struct pickle_value *const *items, size_t count)
{
	struct pickle_value **to = pickle_grow(
	    vm, list->items, list->count, count, &list->size, sizeof(*to));

	if (count == 0)
		return true;
	if (to == NULL)
		return false;
	memcpy(to + list->count, items, count * sizeof(*items));
	list->items = to;
	list->count += count;
	return true;
}

bool
pickle_is_text(const struct pickle_value *value)
{
	return value->kind == KIND_BYTES || value->kind == KIND_UNICODE;
}

bool
pickle_is_int(const struct pickle_value *value)
{
	return value->kind == KIND_INT || value->kind == KIND_BOOL;
}
