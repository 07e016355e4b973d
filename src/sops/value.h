/* SPDX-License-Identifier: MIT */
/*
 * A stored value of an engine, decoded: JSON text, or a pickle (sops-current
 * 6.1).  What it is, its members in stored order, and how it is written.
 */
#ifndef SOPS_VALUE_H
#define SOPS_VALUE_H

#include "sops/call.h"

enum value_kind { VALUE_NONE, VALUE_JSON, VALUE_PICKLE };

struct value {
	enum value_kind kind;
	struct text json; /* checked; as stored, so NaN may be in it */
	const struct pickle_value *pickle;
};

/* How reading ended; *why, in the arena or a literal, is for log or message. */
enum value_result {
	VALUE_OK,
	VALUE_BROKEN,  /* no such serializer, no JSON, no pickle */
	VALUE_REFUSED, /* a pickle names what is no data */
	VALUE_FAILED   /* too large, or out of memory */
};

/* A column of eri_* with its serializer (6.1 ERI).  An unknown serializer is
 * VALUE_BROKEN and *why is "unsupport serializer type: NAME". */
enum value_result value_read_eri(struct call *call, struct text stored,
    struct text serializer, struct value *value, const char **why);

/* A column of engine_* (6.1 IOF).  What is broken is the text that bk-sops
 * makes of it, and VALUE_OK. */
enum value_result value_read_io(struct call *call, struct text stored,
    struct value *value, const char **why);

bool value_is_object(const struct value *value);

/* Python's truth. */
bool value_is_true(const struct value *value);

/* The members of an object in stored order, of equal keys the first place and
 * the last value.  False when out of memory or too many. */
struct value_member {
	struct text key; /* UTF-8, as JSON has it */
	struct value value;
};
bool value_members(struct call *call, const struct value *object,
    struct value_member **members, size_t *count);

/* The member with this key; VALUE_NONE: there is none. */
struct value
value_find(const struct value_member *members, size_t count, struct text key);

/* A text: decoded UTF-8 in the arena.  False: it is no text. */
bool
value_text(struct call *call, const struct value *value, struct text *text);

/* Writes it as one JSON value, NaN and Infinity as null; `column` is for the
 * log.  VALUE_NONE is null. */
enum outcome value_write(struct call *call, struct json_writer *w,
    const char *column, const struct value *value);

#endif
