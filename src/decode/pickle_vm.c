/* SPDX-License-Identifier: MIT */
#include "decode/pickle_vm.h"

#include <sys/random.h>

#include "decode/pickle_op.h"

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

bool
pickle_mark(struct pickle_vm *vm)
{
	size_t *marks;

	if (vm->nmarks == PICKLE_STACK_MAX) {
		pickle_fail(vm, PICKLE_LARGE, "too many marks");
		return false;
	}
	marks = pickle_grow(
	    vm, vm->marks, vm->nmarks, 1, &vm->marks_size, sizeof(*marks));
	if (marks == NULL)
		return false;
	vm->marks = marks;
	marks[vm->nmarks++] = vm->depth;
	return true;
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

/*
 * Seeds that the author of a pickle cannot know.  Without random numbers the
 * place of the arena has to do: equal keys stay equal, only slower at worst.
 */
static void
choose_seed(struct pickle_vm *vm)
{
	if (getrandom(vm->seed, sizeof(vm->seed), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(vm->seed)) {
		vm->seed[0] =
		    (uint64_t)(uintptr_t)vm->arena * 0x9E3779B97F4A7C15u;
		vm->seed[1] = ~vm->seed[0];
	}
	vm->seed[1] |= 1;
}

enum pickle_result
pickle_run(struct pickle_vm *vm)
{
	choose_seed(vm);
	while (vm->root == NULL && vm->failed == PICKLE_OK) {
		const struct pickle_op *op;

		if (vm->p == vm->end) {
			pickle_broken(vm, "the pickle ends early");
		} else if (vm->operations++ == PICKLE_OPERATIONS_MAX) {
			pickle_fail(vm, PICKLE_LARGE, "too many opcodes");
		} else {
			op = &pickle_ops[(unsigned char)*vm->p++];
			if (op->run == NULL)
				pickle_broken(vm, "an unknown opcode");
			else
				op->run(vm, op->argument);
		}
	}
	return vm->failed;
}
