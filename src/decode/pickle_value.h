/* SPDX-License-Identifier: MIT */
/*
 * Inside the pickle decoder: values.  They live in the arena of the decoding,
 * whose maximum also bounds the work of every copy.
 */
#ifndef DECODE_PICKLE_VALUE_H
#define DECODE_PICKLE_VALUE_H

#include "base/text.h"

struct pickle_vm;
struct pickle_name;

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
	uint64_t hash; /* 0: not yet computed */
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
 * Keys are equal as in Python 2: 1, 1.0 and True are one key, so are 'a' and
 * u'a'.  Keys that JSON cannot express are equal to themselves only.
 */
bool pickle_set(struct pickle_vm *vm, struct pickle_dict *dict,
    struct pickle_value *key, struct pickle_value *value);

/* True for bytes and unicode. */
bool pickle_is_text(const struct pickle_value *value);

/* True for bool and int that fit into 64 bits. */
bool pickle_is_int(const struct pickle_value *value);

#endif
