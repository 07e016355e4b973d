/* SPDX-License-Identifier: MIT */
#include "decode/pickle_vm.h"

#define FIRST_SIZE ((size_t)16) /* entries of a growing array */

void *
pickle_fail(struct pickle_vm *vm, enum pickle_result result, const char *why)
{
	if (vm->failed == PICKLE_OK) {
		vm->failed = result;
		vm->why = why;
	}
	return NULL;
}

void *
pickle_broken(struct pickle_vm *vm, const char *why)
{
	return pickle_fail(vm, PICKLE_BROKEN, why);
}

void *
pickle_alloc(struct pickle_vm *vm, size_t size)
{
	void *p = arena_alloc(vm->arena, size);

	return p != NULL ? p
			 : pickle_fail(vm, PICKLE_MEMORY, "the arena is full");
}

void *
pickle_array(struct pickle_vm *vm, size_t count, size_t size)
{
	void *p = arena_array(vm->arena, count, size);

	return p != NULL ? p
			 : pickle_fail(vm, PICKLE_MEMORY, "the arena is full");
}

void *
pickle_grow(struct pickle_vm *vm, void *old, size_t count, size_t more,
    size_t *size, size_t entry)
{
	size_t want = *size < FIRST_SIZE ? FIRST_SIZE : *size * 2;
	void *new;

	if (more <= *size - count)
		return old;
	if (want < count + more)
		want = count + more;
	new = pickle_array(vm, want, entry);
	if (new == NULL)
		return NULL;
	if (count > 0)
		memcpy(new, old, count * entry);
	*size = want;
	return new;
}

bool
pickle_work(struct pickle_vm *vm, size_t units)
{
	if (units > PICKLE_WORK_MAX - vm->work) {
		pickle_fail(vm, PICKLE_LARGE, "too much work");
		return false;
	}
	vm->work += units;
	return true;
}

bool
pickle_take(struct pickle_vm *vm, size_t len, struct text *bytes)
{
	if (len > (size_t)(vm->end - vm->p)) {
		pickle_broken(vm, "the pickle ends early");
		return false;
	}
	*bytes = (struct text){vm->p, len};
	vm->p += len;
	return true;
}

bool
pickle_take_number(struct pickle_vm *vm, int width, uint64_t *number)
{
	struct text bytes;

	*number = 0;
	if (!pickle_take(vm, (size_t)width, &bytes))
		return false;
	while (bytes.len > 0)
		*number = *number << 8 | (unsigned char)bytes.s[--bytes.len];
	return true;
}

bool
pickle_take_line(struct pickle_vm *vm, struct text *line)
{
	const char *end = memchr(vm->p, '\n', (size_t)(vm->end - vm->p));

	if (end == NULL) {
		pickle_broken(vm, "the pickle ends early");
		return false;
	}
	*line = (struct text){vm->p, (size_t)(end - vm->p)};
	vm->p = end + 1;
	return true;
}

bool
pickle_push(struct pickle_vm *vm, struct pickle_value *value)
{
	struct pickle_value **stack;

	if (value == NULL)
		return false;
	if (vm->depth == PICKLE_STACK_MAX) {
		pickle_fail(vm, PICKLE_LARGE, "the stack is full");
		return false;
	}
	stack = pickle_grow(
	    vm, vm->stack, vm->depth, 1, &vm->stack_size, sizeof(*stack));
	if (stack == NULL)
		return false;
	vm->stack = stack;
	stack[vm->depth++] = value;
	return true;
}

struct pickle_value *
pickle_top(struct pickle_vm *vm)
{
	if (vm->depth == 0)
		return pickle_broken(vm, "the stack is empty");
	return vm->stack[vm->depth - 1];
}

struct pickle_value *
pickle_pop(struct pickle_vm *vm)
{
	struct pickle_value *value = pickle_top(vm);

	if (value != NULL)
		vm->depth--;
	return value;
}

struct pickle_value **
pickle_pop_mark(struct pickle_vm *vm, size_t *count)
{
	/* Never NULL, also for an empty stack. */
	static struct pickle_value *nothing[1];
	size_t mark;

	*count = 0;
	if (vm->nmarks == 0)
		return pickle_broken(vm, "no mark");
	mark = vm->marks[--vm->nmarks];
	if (mark > vm->depth)
		return pickle_broken(vm, "the stack ends below a mark");
	*count = vm->depth - mark;
	vm->depth = mark;
	return vm->stack == NULL ? nothing : vm->stack + mark;
}

uint64_t
pickle_mix(uint64_t a, uint64_t b)
{
	uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
	uint64_t ll = al * bl, lh = al * bh, hl = ah * bl, hh = ah * bh;
	uint64_t mid = (ll >> 32) + (uint32_t)lh + (uint32_t)hl;
	uint64_t high = hh + (lh >> 32) + (hl >> 32) + (mid >> 32);

	return high ^ (mid << 32 | (uint32_t)ll);
}

struct pickle_value *
pickle_new(struct pickle_vm *vm, enum pickle_kind kind)
{
	struct pickle_value *v = pickle_alloc(vm, sizeof(*v));

	if (v == NULL)
		return NULL;
	v->kind = kind;
	v->python = vm->rules->python;
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
pickle_is_python3(const struct pickle_vm *vm)
{
	return vm->rules->python == PICKLE_PYTHON_3;
}

bool
pickle_is_bytes3(const struct pickle_value *value)
{
	return value->kind == KIND_BYTES && value->python == PICKLE_PYTHON_3;
}

bool
pickle_is_int(const struct pickle_value *value)
{
	return value->kind == KIND_INT || value->kind == KIND_BOOL;
}
