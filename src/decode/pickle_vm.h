/* SPDX-License-Identifier: MIT */
/*
 * Inside the pickle decoder: the machine that the opcodes drive.  Hostile
 * input cannot make it do more than a bounded multiple of its length: sizes
 * are checked against what is left, copies are paid from the arena, and
 * whatever else is not linear is paid with pickle_work.
 */
#ifndef DECODE_PICKLE_VM_H
#define DECODE_PICKLE_VM_H

#include "decode/pickle.h"
#include "decode/pickle_value.h"

#define PICKLE_OPERATIONS_MAX ((size_t)8 * 1024 * 1024)	  /* two bytes each */
#define PICKLE_STACK_MAX      ((size_t)1024 * 1024)	  /* values */
#define PICKLE_MEMO_MAX	      ((size_t)1024 * 1024)	  /* memorized values */
#define PICKLE_WORK_MAX	      ((size_t)256 * 1024 * 1024) /* a second or so */

/* Memorized values by index.  The index is the pickle's: any number. */
struct pickle_memo {
	struct memo_slot {
		uint64_t index;
		struct pickle_value *value; /* NULL: free */
	} * slots;
	size_t count, nslots; /* nslots: a power of two */
};

struct pickle_vm {
	struct arena *arena;
	const char *p, *end;	   /* what is left of the pickle */
	enum pickle_result failed; /* PICKLE_OK: not failed */
	const char *why;
	struct pickle_value *root; /* set when done */
	struct pickle_value **stack;
	size_t depth, stack_size;
	size_t *marks; /* depths */
	size_t nmarks, marks_size;
	struct pickle_memo memo;
	uint64_t protocol; /* the newest that is read */
	bool english;	   /* the language of texts to be translated */
	size_t operations, work;
	uint64_t seed[2]; /* of hashes, so that nobody can prepare collisions */
};

/* Runs the pickle to its end.  vm->arena, p, end, protocol and
 * english are set, the rest is 0. */
enum pickle_result pickle_run(struct pickle_vm *vm);

/* Takes note of the first failure.  Always NULL. */
void *
pickle_fail(struct pickle_vm *vm, enum pickle_result result, const char *why);
void *pickle_broken(struct pickle_vm *vm, const char *why);

/* arena_alloc and arena_array, that fail with PICKLE_MEMORY. */
void *pickle_alloc(struct pickle_vm *vm, size_t size);
void *pickle_array(struct pickle_vm *vm, size_t count, size_t size);

/*
 * An array with room for `more` entries behind `count` ones: `old`, or a copy
 * twice as large; *size is kept up to date.
 */
void *pickle_grow(struct pickle_vm *vm, void *old, size_t count, size_t more,
    size_t *size, size_t entry);

/* Pays for work that allocates nothing. */
bool pickle_work(struct pickle_vm *vm, size_t units);

/* The product of two numbers, folded to 64 bits: the base of all hashes. */
uint64_t pickle_mix(uint64_t a, uint64_t b);

/* The stack.  As in cPickle, marks do not stop pickle_pop. */
bool pickle_push(struct pickle_vm *vm, struct pickle_value *value);
struct pickle_value *pickle_pop(struct pickle_vm *vm);
struct pickle_value *pickle_top(struct pickle_vm *vm);
bool pickle_mark(struct pickle_vm *vm);

/*
 * Pops all above the last mark and the mark.  The *count values at the
 * returned place stay there until the next push; never NULL on success.
 */
struct pickle_value **pickle_pop_mark(struct pickle_vm *vm, size_t *count);

bool pickle_memo_put(
    struct pickle_vm *vm, uint64_t index, struct pickle_value *value);
struct pickle_value *pickle_memo_get(struct pickle_vm *vm, uint64_t index);

#endif
