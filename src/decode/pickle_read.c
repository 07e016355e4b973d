/* SPDX-License-Identifier: MIT */
/* Reads a pickle: what each opcode does (sops 2.3.3). */
#include <sys/random.h>

#include "decode/inflate.h"
#include "decode/pickle_call.h"
#include "decode/pickle_scalar.h"
#include "python/base64.h"

/* What the ends of the lines of base64 may add to the largest pickle. */
#define BASE64_SLACK (PICKLE_MAX / 16)

#define MEMO_FIRST ((size_t)32) /* slots */

/* The memo is a hash table, because a pickle may use any number as index. */
static struct memo_slot *
memo_find(
    const struct pickle_vm *vm, const struct pickle_memo *memo, uint64_t index)
{
	size_t at = (size_t)pickle_mix(index ^ vm->seed[0], vm->seed[1]);

	for (;; at++) {
		struct memo_slot *slot = &memo->slots[at & (memo->nslots - 1)];

		if (slot->value == NULL || slot->index == index)
			return slot;
	}
}

static bool
memo_grow(struct pickle_vm *vm)
{
	struct pickle_memo old = vm->memo, new = old;

	new.nslots = old.nslots == 0 ? MEMO_FIRST : old.nslots * 2;
	new.slots = pickle_array(vm, new.nslots, sizeof(*new.slots));
	if (new.slots == NULL)
		return false;
	for (size_t i = 0; i < old.nslots; i++)
		if (old.slots[i].value != NULL)
			*memo_find(vm, &new, old.slots[i].index) = old.slots[i];
	vm->memo = new;
	return true;
}

static bool
memo_put(struct pickle_vm *vm, uint64_t index, struct pickle_value *value)
{
	struct memo_slot *slot;

	if (value == NULL)
		return false;
	if (vm->memo.count * 2 >= vm->memo.nslots && !memo_grow(vm))
		return false;
	slot = memo_find(vm, &vm->memo, index);
	if (slot->value == NULL) {
		if (vm->memo.count == PICKLE_MEMO_MAX) {
			pickle_fail(vm, PICKLE_LARGE, "the memo is full");
			return false;
		}
		vm->memo.count++;
	}
	*slot = (struct memo_slot){index, value};
	return true;
}

static struct pickle_value *
memo_get(struct pickle_vm *vm, uint64_t index)
{
	struct memo_slot *slot =
	    vm->memo.nslots == 0 ? NULL : memo_find(vm, &vm->memo, index);

	if (slot == NULL || slot->value == NULL)
		return pickle_broken(vm, "a reference to nothing");
	return slot->value;
}

static bool
op_proto(struct pickle_vm *vm, int unused)
{
	uint64_t protocol;

	(void)unused;
	if (!pickle_take_number(vm, 1, &protocol))
		return false;
	if (protocol > vm->rules->protocol)
		pickle_broken(vm, "an unknown protocol");
	return protocol <= vm->rules->protocol;
}

/* Frames only help readers of files; Python 3 wants them whole. */
static bool
op_frame(struct pickle_vm *vm, int unused)
{
	uint64_t length;

	(void)unused;
	if (!pickle_take_number(vm, 8, &length))
		return false;
	if (pickle_is_python3(vm) && length > (size_t)(vm->end - vm->p))
		return pickle_broken(vm, "the pickle ends early");
	return true;
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
	size_t *marks;

	(void)unused;
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
	return pickle_push(vm, memo_get(vm, index));
}

static bool
op_put(struct pickle_vm *vm, int width)
{
	uint64_t index;

	if (width == 0 ? !take_index(vm, &index)
		       : !pickle_take_number(vm, width, &index))
		return false;
	return memo_put(vm, index, pickle_top(vm));
}

static bool
op_memoize(struct pickle_vm *vm, int unused)
{
	(void)unused;
	return memo_put(vm, vm->memo.count, pickle_top(vm));
}

/* What asks for objects that are not in the pickle: Python 3 has an error for
 * all of them, which a caller may show. */
static bool
op_outside(struct pickle_vm *vm, int unused)
{
	(void)unused;
	return pickle_fail(vm,
	    pickle_is_python3(vm) ? PICKLE_BROKEN : PICKLE_REFUSED,
	    "a persistent id, an extension or a buffer from outside");
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
 * all above the last mark), or the opcode itself.
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
    ['N'] = {pickle_op_scalar, 'N'},
    ['I'] = {pickle_op_scalar, 'I'},
    ['L'] = {pickle_op_scalar, 'L'},
    ['F'] = {pickle_op_scalar, 'F'},
    ['S'] = {pickle_op_scalar, 'S'},
    ['V'] = {pickle_op_scalar, 'V'},
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
    ['J'] = {pickle_op_scalar, 'J'},
    ['K'] = {pickle_op_scalar, 'K'},
    ['M'] = {pickle_op_scalar, 'M'},
    ['G'] = {pickle_op_scalar, 'G'},
    ['T'] = {pickle_op_scalar, 'T'},
    ['U'] = {pickle_op_scalar, 'U'},
    ['X'] = {pickle_op_scalar, 'X'},
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
    [0x88] = {pickle_op_scalar, 0x88},
    [0x89] = {pickle_op_scalar, 0x89},
    [0x8A] = {pickle_op_scalar, 0x8A},
    [0x8B] = {pickle_op_scalar, 0x8B},

    /* protocol 3 */
    ['B'] = {pickle_op_scalar, 'B'},
    ['C'] = {pickle_op_scalar, 'C'},

    /* protocol 4 */
    [0x8C] = {pickle_op_scalar, 0x8C},
    [0x8D] = {pickle_op_scalar, 0x8D},
    [0x8E] = {pickle_op_scalar, 0x8E},
    [0x8F] = {op_empty, KIND_SET},
    [0x90] = {op_additems, 0},
    [0x91] = {op_frozenset, 0},
    [0x92] = {pickle_op_name, 0x92},
    [0x93] = {pickle_op_name, 0x93},
    [0x94] = {op_memoize, 0},
    [0x95] = {op_frame, 0},

    /* protocol 5: a bytearray in the stream */
    [0x96] = {pickle_op_scalar, 0x96},

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
run_opcodes(struct pickle_vm *vm)
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
load_bytes(struct arena *arena, struct text bytes,
    const struct pickle_rules *rules, bool ascii,
    const struct pickle_value **value, const char **why)
{
	struct pickle_vm vm = {.arena = arena, .rules = rules, .ascii = ascii};
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
	result = run_opcodes(&vm);
	*why = vm.why;
	if (result == PICKLE_OK)
		*value = vm.root;
	return result;
}

enum pickle_result
pickle_load(struct arena *arena, struct text bytes,
    const struct pickle_rules *rules, const struct pickle_value **value,
    const char **why)
{
	return load_bytes(arena, bytes, rules, false, value, why);
}

enum pickle_result
pickle_read(struct arena *arena, struct text blob,
    const struct pickle_rules *rules, const struct pickle_value **value,
    const char **why)
{
	struct text bytes;

	*value = NULL;
	switch (inflate_whole(arena, blob, PICKLE_MAX, &bytes)) {
	case INFLATE_OK:
		return pickle_load(arena, bytes, rules, value, why);
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

enum pickle_result
pickle_read_base64(struct arena *arena, struct text base64,
    const struct pickle_rules *rules, const struct pickle_value **value,
    const char **why)
{
	char *bytes;
	size_t len;

	*value = NULL;
	if (base64.len / 4 * 3 > PICKLE_MAX + BASE64_SLACK) {
		*why = "a pickle too large";
		return PICKLE_LARGE;
	}
	bytes = arena_alloc(arena, PYTHON_BASE64_SIZE(base64.len));
	if (bytes == NULL) {
		*why = "the arena is full";
		return PICKLE_MEMORY;
	}
	if (!python_base64_decode(base64, PYTHON_BASE64_MIME, bytes, &len)) {
		*why = "broken base64";
		return PICKLE_BROKEN;
	}
	return load_bytes(
	    arena, (struct text){bytes, len}, rules, true, value, why);
}
