/* SPDX-License-Identifier: MIT */
/* Reads a pickle: what each opcode does (sops 2.3.3). */
#include <sys/random.h>

#include "decode/inflate.h"
#include "decode/pickle_call.h"
#include "decode/pickle_scalar.h"
#include "python/number.h"

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

/* Opcodes that push one value without parts. */

static bool
op_none(struct pickle_vm *vm, int unused)
{
	(void)unused;
	return pickle_push(vm, pickle_new(vm, KIND_NONE));
}

static bool
op_bool(struct pickle_vm *vm, int value)
{
	struct pickle_value *v = pickle_new(vm, KIND_BOOL);

	if (v != NULL)
		v->number = value;
	return pickle_push(vm, v);
}

/* Booleans of protocol 0 and 1 are I00 and I01. */
static bool
op_int_line(struct pickle_vm *vm, int unused)
{
	struct pickle_value *v;
	struct text line;

	(void)unused;
	if (!pickle_take_line(vm, &line))
		return false;
	v = pickle_int_text(vm, line);
	if (v != NULL && v->kind == KIND_INT && (v->number & ~1) == 0 &&
	    line.len == 2 && (line.s[1] == '0' || line.s[1] == '1'))
		v->kind = KIND_BOOL;
	return pickle_push(vm, v);
}

static bool
op_long_line(struct pickle_vm *vm, int unused)
{
	struct text line;

	(void)unused;
	return pickle_take_line(vm, &line) &&
	       pickle_push(vm, pickle_int_text(vm, line));
}

/* BININT is signed, BININT1 and BININT2 are not. */
static bool
op_int(struct pickle_vm *vm, int width)
{
	uint64_t number;

	if (!pickle_take_number(vm, width, &number))
		return false;
	return pickle_push(
	    vm, pickle_int(vm, width == 4 ? (int32_t)number : (int64_t)number));
}

static bool
op_long(struct pickle_vm *vm, int width)
{
	struct text bytes;
	uint64_t len;

	/* A LONG4 of 2 GiB or more has a negative length: too long anyway. */
	return pickle_take_number(vm, width, &len) &&
	       pickle_take(vm, (size_t)len, &bytes) &&
	       pickle_push(vm, pickle_int_bytes(vm, bytes));
}

static bool
push_float(struct pickle_vm *vm, double real)
{
	struct pickle_value *v = pickle_new(vm, KIND_FLOAT);

	if (v != NULL)
		v->real = real;
	return pickle_push(vm, v);
}

static bool
op_float_line(struct pickle_vm *vm, int unused)
{
	struct text line;
	double real;

	(void)unused;
	if (!pickle_take_line(vm, &line))
		return false;
	if (!python_float_read(line, &real))
		return pickle_broken(vm, "no float");
	return push_float(vm, real);
}

static bool
op_float(struct pickle_vm *vm, int unused)
{
	struct text bytes;
	uint64_t bits = 0;
	double real;

	(void)unused;
	if (!pickle_take(vm, sizeof(bits), &bytes))
		return false;
	for (size_t i = 0; i < bytes.len; i++)
		bits = bits << 8 | (unsigned char)bytes.s[i];
	memcpy(&real, &bits, sizeof(real));
	return push_float(vm, real);
}

static bool
op_string_line(struct pickle_vm *vm, int unused)
{
	struct text line, bytes;

	(void)unused;
	if (!pickle_take_line(vm, &line))
		return false;
	bytes = pickle_from_literal(vm, line);
	return bytes.s != NULL &&
	       pickle_push(vm, pickle_text(vm, KIND_BYTES, bytes));
}

static bool
op_unicode_line(struct pickle_vm *vm, int unused)
{
	struct text line, unicode;

	(void)unused;
	if (!pickle_take_line(vm, &line))
		return false;
	unicode = pickle_from_raw_escape(vm, line);
	return unicode.s != NULL &&
	       pickle_push(vm, pickle_text(vm, KIND_UNICODE, unicode));
}

static bool
take_counted(struct pickle_vm *vm, int width, struct text *bytes)
{
	uint64_t len;

	if (!pickle_take_number(vm, width, &len))
		return false;
	if (len > SIZE_MAX)
		return pickle_broken(vm, "the pickle ends early");
	return pickle_take(vm, (size_t)len, bytes);
}

static bool
op_bytes(struct pickle_vm *vm, int width)
{
	struct text bytes;

	return take_counted(vm, width, &bytes) &&
	       pickle_push(vm, pickle_text(vm, KIND_BYTES, bytes));
}

static bool
op_bytearray(struct pickle_vm *vm, int width)
{
	struct text bytes;

	return take_counted(vm, width, &bytes) &&
	       pickle_push(vm, pickle_text(vm, KIND_BYTEARRAY, bytes));
}

static bool
op_unicode(struct pickle_vm *vm, int width)
{
	struct text bytes, unicode;

	if (!take_counted(vm, width, &bytes))
		return false;
	unicode = pickle_from_utf8(vm, bytes);
	return unicode.s != NULL &&
	       pickle_push(vm, pickle_text(vm, KIND_UNICODE, unicode));
}

/* Opcodes that make and fill containers. */

static bool
op_empty(struct pickle_vm *vm, int kind)
{
	if (kind == KIND_DICT || kind == KIND_SET)
		return pickle_push(vm, pickle_dict(vm, (enum pickle_kind)kind));
	return pickle_push(vm, pickle_new(vm, (enum pickle_kind)kind));
}

/*
 * Pops `count` values, or for 0 all above the last mark: *n values that stay at
 * the returned place until the next push.  NULL after pickle_fail.
 */
static struct pickle_value **
pop_values(struct pickle_vm *vm, int count, size_t *n)
{
	if (count == 0)
		return pickle_pop_mark(vm, n);
	*n = (size_t)count;
	if (vm->depth < *n)
		return pickle_broken(vm, "the stack is empty");
	vm->depth -= *n;
	return vm->stack + vm->depth;
}

static bool
push_list(struct pickle_vm *vm, enum pickle_kind kind, int count)
{
	size_t n;
	struct pickle_value **items = pop_values(vm, count, &n);

	return items != NULL &&
	       pickle_push(vm, pickle_list(vm, kind, items, n));
}

static bool
op_list(struct pickle_vm *vm, int count)
{
	return push_list(vm, KIND_LIST, count);
}

static bool
op_tuple(struct pickle_vm *vm, int count)
{
	return push_list(vm, KIND_TUPLE, count);
}

/*
 * Puts items into a container.  Those of an opaque instance are part of its
 * state, which nobody looks at.
 */
typedef bool put_items(struct pickle_vm *vm, struct pickle_value *to,
    struct pickle_value **items, size_t count);

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
	if (to->kind != KIND_SET && to->kind != KIND_FROZENSET)
		return pickle_broken(vm, "items for what is no set");
	for (size_t i = 0; i < count; i++)
		if (!pickle_set(vm, to->dict, items[i], NULL))
			return false;
	return true;
}

static bool
push_filled(
    struct pickle_vm *vm, enum pickle_kind kind, int count, put_items *put)
{
	size_t n;
	struct pickle_value **items = pop_values(vm, count, &n);
	struct pickle_value *v = items == NULL ? NULL : pickle_dict(vm, kind);

	return v != NULL && put(vm, v, items, n) && pickle_push(vm, v);
}

static bool
op_dict(struct pickle_vm *vm, int count)
{
	return push_filled(vm, KIND_DICT, count, set_items);
}

static bool
op_frozenset(struct pickle_vm *vm, int count)
{
	return push_filled(vm, KIND_FROZENSET, count, add_items);
}

static bool
fill_top(struct pickle_vm *vm, int count, put_items *put)
{
	size_t n;
	struct pickle_value **items = pop_values(vm, count, &n);
	struct pickle_value *to = items == NULL ? NULL : pickle_top(vm);

	return to != NULL && put(vm, to, items, n);
}

static bool
op_append(struct pickle_vm *vm, int count)
{
	return fill_top(vm, count, append_items);
}

static bool
op_setitem(struct pickle_vm *vm, int count)
{
	return fill_top(vm, count, set_items);
}

static bool
op_additems(struct pickle_vm *vm, int count)
{
	return fill_top(vm, count, add_items);
}

/*
 * Its argument is what the table gives: a width, a kind, a count of values (0:
 * all above the last mark), or the opcode.
 */
struct pickle_op {
	bool (*run)(struct pickle_vm *vm, int argument); /* NULL: unknown */
	int argument;
};

/* By opcode byte. */
static const struct pickle_op pickle_ops[256] = {
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
    ['l'] = {op_list, 0},
    ['t'] = {op_tuple, 0},
    ['d'] = {op_dict, 0},
    ['a'] = {op_append, 1},
    ['s'] = {op_setitem, 2},
    ['g'] = {op_get, 0},
    ['p'] = {op_put, 0},
    ['c'] = {pickle_op_name, 'c'},
    ['i'] = {pickle_op_name, 'i'},
    ['R'] = {pickle_op_name, 'R'},
    ['b'] = {pickle_op_name, 'b'},

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
    ['e'] = {op_append, 0},
    ['u'] = {op_setitem, 0},
    ['h'] = {op_get, 1},
    ['j'] = {op_get, 4},
    ['q'] = {op_put, 1},
    ['r'] = {op_put, 4},
    ['o'] = {pickle_op_name, 'o'},

    /* protocol 2 */
    [0x80] = {op_proto, 0},
    [0x81] = {pickle_op_name, 0x81},
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
    [0x92] = {pickle_op_name, 0x92},
    [0x93] = {pickle_op_name, 0x93},
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

static enum pickle_result
run(struct pickle_vm *vm)
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

static enum pickle_result
load(struct arena *arena, struct text bytes, uint64_t protocol, bool english,
    const struct pickle_value **value, const char **why)
{
	struct pickle_vm vm = {
	    .arena = arena, .protocol = protocol, .english = english};
	enum pickle_result result;

	*value = NULL;
	*why = NULL;
	if (bytes.len > PICKLE_MAX) {
		*why = "a pickle too large";
		return PICKLE_LARGE;
	}
	if (bytes.len == 0) {
		*why = "an empty pickle";
		return PICKLE_BROKEN;
	}
	vm.p = bytes.s;
	vm.end = bytes.s + bytes.len;
	result = run(&vm);
	*why = vm.why;
	if (result == PICKLE_OK)
		*value = vm.root;
	return result;
}

enum pickle_result
pickle_load(struct arena *arena, struct text bytes,
    const struct pickle_value **value, const char **why)
{
	return load(arena, bytes, PICKLE_PROTOCOL, false, value, why);
}

enum pickle_result
pickle_read(struct arena *arena, struct text blob, uint64_t protocol,
    bool english, const struct pickle_value **value, const char **why)
{
	struct text bytes;

	*value = NULL;
	switch (inflate_whole(arena, blob, PICKLE_MAX, &bytes)) {
	case INFLATE_OK:
		return load(arena, bytes, protocol, english, value, why);
	case INFLATE_BROKEN:
		*why = "broken zlib data";
		return PICKLE_BROKEN;
	case INFLATE_LARGE:
		*why = "a pickle too large";
		return PICKLE_LARGE;
	case INFLATE_MEMORY:
		break;
	}
	*why = "the arena is full";
	return PICKLE_MEMORY;
}
