/* SPDX-License-Identifier: MIT */
#include "decode/pickle_op.h"

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

static bool
op_proto(struct pickle_vm *vm, int unused)
{
	uint64_t protocol;

	(void)unused;
	if (!pickle_take_number(vm, 1, &protocol))
		return false;
	if (protocol > vm->protocol)
		pickle_broken(vm, "an unknown protocol");
	return protocol <= vm->protocol;
}

/* Frames only help readers of files. */
static bool
op_frame(struct pickle_vm *vm, int unused)
{
	uint64_t length;

	(void)unused;
	return pickle_take_number(vm, 8, &length);
}

static bool
op_stop(struct pickle_vm *vm, int unused)
{
	(void)unused;
	/* As cPickle, which does not mind marks or values that are left. */
	if (vm->depth == 0)
		return pickle_broken(vm, "the stack is empty");
	vm->root = vm->stack[vm->depth - 1];
	return true;
}

static bool
op_mark(struct pickle_vm *vm, int unused)
{
	(void)unused;
	return pickle_mark(vm);
}

static bool
op_pop(struct pickle_vm *vm, int unused)
{
	(void)unused;
	if (vm->nmarks > 0 && vm->marks[vm->nmarks - 1] == vm->depth) {
		vm->nmarks--;
		return true;
	}
	return pickle_pop(vm) != NULL;
}

static bool
op_pop_mark(struct pickle_vm *vm, int unused)
{
	size_t count;

	(void)unused;
	return pickle_pop_mark(vm, &count) != NULL;
}

static bool
op_dup(struct pickle_vm *vm, int unused)
{
	(void)unused;
	return pickle_push(vm, pickle_top(vm));
}

/* A memo index in decimal; Python writes no other. */
static bool
take_index(struct pickle_vm *vm, uint64_t *index)
{
	struct text line;

	if (!pickle_take_line(vm, &line))
		return false;
	if (!text_to_uint64(line, index) || *index == UINT64_MAX) {
		pickle_broken(vm, "no index of the memo");
		return false;
	}
	return true;
}

static bool
op_get(struct pickle_vm *vm, int width)
{
	uint64_t index;

	if (width == 0 ? !take_index(vm, &index)
		       : !pickle_take_number(vm, width, &index))
		return false;
	return pickle_push(vm, pickle_memo_get(vm, index));
}

static bool
op_put(struct pickle_vm *vm, int width)
{
	uint64_t index;

	if (width == 0 ? !take_index(vm, &index)
		       : !pickle_take_number(vm, width, &index))
		return false;
	return pickle_memo_put(vm, index, pickle_top(vm));
}

static bool
op_memoize(struct pickle_vm *vm, int unused)
{
	(void)unused;
	return pickle_memo_put(vm, vm->memo.count, pickle_top(vm));
}

/* What asks for objects that are not in the pickle. */
static bool
op_outside(struct pickle_vm *vm, int unused)
{
	(void)unused;
	pickle_fail(vm, PICKLE_REFUSED,
	    "a persistent id, an extension or a buffer from outside");
	return false;
}

const struct pickle_op pickle_ops[256] = {
    ['('] = {op_mark, 0},
    ['.'] = {op_stop, 0},
    ['0'] = {op_pop, 0},
    ['1'] = {op_pop_mark, 0},
    ['2'] = {op_dup, 0},
    ['N'] = {op_none, 0},
    ['I'] = {op_int_line, 0},
    ['L'] = {op_long_line, 0},
    ['F'] = {op_float_line, 0},
    ['S'] = {op_string_line, 0},
    ['V'] = {op_unicode_line, 0},
    ['l'] = {op_list_of_mark, KIND_LIST},
    ['t'] = {op_list_of_mark, KIND_TUPLE},
    ['d'] = {op_dict_of_mark, 0},
    ['a'] = {op_append, 0},
    ['s'] = {op_setitem, 0},
    ['g'] = {op_get, 0},
    ['p'] = {op_put, 0},
    ['c'] = {op_global, 0},
    ['i'] = {op_inst, 0},
    ['R'] = {op_reduce, 0},
    ['b'] = {op_build, 0},

    /* protocol 1 */
    ['J'] = {op_int, 4},
    ['K'] = {op_int, 1},
    ['M'] = {op_int, 2},
    ['G'] = {op_float, 0},
    ['T'] = {op_bytes, 4},
    ['U'] = {op_bytes, 1},
    ['X'] = {op_unicode, 4},
    [']'] = {op_empty, KIND_LIST},
    [')'] = {op_empty, KIND_TUPLE},
    ['}'] = {op_empty, KIND_DICT},
    ['e'] = {op_appends, 0},
    ['u'] = {op_setitems, 0},
    ['h'] = {op_get, 1},
    ['j'] = {op_get, 4},
    ['q'] = {op_put, 1},
    ['r'] = {op_put, 4},
    ['o'] = {op_obj, 0},

    /* protocol 2 */
    [0x80] = {op_proto, 0},
    [0x81] = {op_newobj, 0},
    [0x85] = {op_tuple, 1},
    [0x86] = {op_tuple, 2},
    [0x87] = {op_tuple, 3},
    [0x88] = {op_bool, 1},
    [0x89] = {op_bool, 0},
    [0x8A] = {op_long, 1},
    [0x8B] = {op_long, 4},

    /* protocol 3 */
    ['B'] = {op_bytes, 4},
    ['C'] = {op_bytes, 1},

    /* protocol 4 */
    [0x8C] = {op_unicode, 1},
    [0x8D] = {op_unicode, 8},
    [0x8E] = {op_bytes, 8},
    [0x8F] = {op_empty, KIND_SET},
    [0x90] = {op_additems, 0},
    [0x91] = {op_frozenset, 0},
    [0x92] = {op_newobj_ex, 0},
    [0x93] = {op_stack_global, 0},
    [0x94] = {op_memoize, 0},
    [0x95] = {op_frame, 0},

    /* protocol 5: a bytearray in the stream */
    [0x96] = {op_bytearray, 8},

    ['P'] = {op_outside, 0},
    ['Q'] = {op_outside, 0},
    [0x82] = {op_outside, 0},
    [0x83] = {op_outside, 0},
    [0x84] = {op_outside, 0},
    [0x97] = {op_outside, 0},
    [0x98] = {op_outside, 0},
};
