/* SPDX-License-Identifier: MIT */
/*
 * Inside the pickle decoder: values, and the machine that the opcodes drive.
 * Values live in the arena of the decoding.  Hostile input cannot make the
 * machine do more than a bounded multiple of its length: sizes are checked
 * against what is left, copies are paid from the arena, and whatever else is
 * not linear is paid with pickle_work.
 */
#ifndef DECODE_PICKLE_VM_H
#define DECODE_PICKLE_VM_H

#include "decode/pickle.h"

struct pickle_name;

/*
 * A byte string of Python 2 that Python 3 reads is a KIND_UNICODE when it is
 * ASCII, a KIND_BYTES whose `python` is PICKLE_PYTHON_2 when it is UTF-8, or
 * else a KIND_BYTES as any other.
 */
enum pickle_kind {
	KIND_NONE,
	KIND_BOOL,    /* number */
	KIND_INT,     /* number */
	KIND_LONG,    /* text: decimal digits, beyond int64_t */
	KIND_FLOAT,   /* real */
	KIND_BYTES,   /* text, any bytes */
	KIND_UNICODE, /* text: UTF-8 that may hold lone surrogates */
	KIND_BYTEARRAY,
	KIND_LIST, /* list */
	KIND_TUPLE,
	KIND_SET, /* dict, keys only */
	KIND_FROZENSET,
	KIND_DICT,   /* dict */
	KIND_SHOWN,  /* text: a value object, by the text that JSON shows */
	KIND_DELTA,  /* delta: datetime.timedelta */
	KIND_ZONE,   /* zone */
	KIND_NOFORM, /* text: why this value object has no JSON form */
	KIND_UUID,   /* text, empty before its state is set */
	KIND_OPAQUE, /* name: an instance whose state is never looked at */
	KIND_NAME    /* name: a class or function itself */
};

struct pickle_list {
	struct pickle_value **items;
	size_t count, size;
};

struct pickle_item {
	struct pickle_value *key, *value; /* value: NULL in a set */
};

/* What decides the order in which CPython 2.7 gives the items. */
enum pickle_making {
	MADE_PLAIN,  /* set one after another */
	MADE_MERGED, /* a subclass that was filled from a whole dict */
	MADE_ORDERED /* an OrderedDict */
};

struct pickle_dict {
	enum pickle_making made;
	struct pickle_item *items; /* in stored order */
	size_t count, size;
	uint32_t *slots; /* 1 + number of an item, or 0; NULL while small */
	size_t nslots;	 /* a power of two */
};

struct pickle_delta {
	int64_t seconds; /* days included; floor */
	int32_t micros;	 /* 0 to 999999 */
};

struct pickle_zone {
	struct text name;
	int32_t offset; /* seconds east of UTC */
	bool fixed;	/* the offset is known */
};

struct pickle_value {
	enum pickle_kind kind;
	enum pickle_python python; /* whose rules it is written by */
	uint64_t hash;		   /* 0: not yet computed */
	union {
		int64_t number;
		double real;
		struct text text;
		struct pickle_list list;
		struct pickle_dict *dict;
		struct pickle_delta delta;
		struct pickle_zone *zone;
		const struct pickle_name *name;
	};
};

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
	const struct pickle_rules *rules;
	bool ascii; /* byte strings of Python 2 must be ASCII (Python 3) */
	size_t operations, work;
	uint64_t seed[2]; /* of hashes, so that nobody can prepare collisions */
};

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

/*
 * The argument of an opcode: bytes, a little-endian number of so many bytes, or
 * a line without its end.  False after pickle_fail.
 */
bool pickle_take(struct pickle_vm *vm, size_t len, struct text *bytes);
bool pickle_take_number(struct pickle_vm *vm, int width, uint64_t *number);
bool pickle_take_line(struct pickle_vm *vm, struct text *line);

/* The stack.  As in cPickle, marks do not stop pickle_pop. */
bool pickle_push(struct pickle_vm *vm, struct pickle_value *value);
struct pickle_value *pickle_pop(struct pickle_vm *vm);
struct pickle_value *pickle_top(struct pickle_vm *vm);

/*
 * Pops all above the last mark and the mark.  The *count values at the
 * returned place stay there until the next push; never NULL on success.
 */
struct pickle_value **pickle_pop_mark(struct pickle_vm *vm, size_t *count);

/* All of these return NULL, or false, after pickle_fail. */
struct pickle_value *pickle_new(struct pickle_vm *vm, enum pickle_kind kind);
struct pickle_value *pickle_int(struct pickle_vm *vm, int64_t number);
struct pickle_value *
pickle_text(struct pickle_vm *vm, enum pickle_kind kind, struct text text);
struct pickle_value *pickle_list(struct pickle_vm *vm, enum pickle_kind kind,
    struct pickle_value *const *items, size_t count);
struct pickle_value *pickle_dict(struct pickle_vm *vm, enum pickle_kind kind);

bool pickle_append(struct pickle_vm *vm, struct pickle_list *list,
    struct pickle_value *const *items, size_t count);

/*
 * Sets an item: a new key goes to the end, an equal one gets the new value.
 * Keys are equal as in Python: 1, 1.0 and True are one key, and in Python 2 so
 * are 'a' and u'a'.  Keys that JSON cannot express are equal to themselves
 * only.
 */
bool pickle_set(struct pickle_vm *vm, struct pickle_dict *dict,
    struct pickle_value *key, struct pickle_value *value);

/* True for bytes and unicode. */
bool pickle_is_text(const struct pickle_value *value);

/* True when the pickle is read as Python 3 reads it. */
bool pickle_is_python3(const struct pickle_vm *vm);

/* True for what Python 3 calls bytes. */
bool pickle_is_bytes3(const struct pickle_value *value);

/* True for bool and int that fit into 64 bits. */
bool pickle_is_int(const struct pickle_value *value);

#endif
