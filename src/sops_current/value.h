/* SPDX-License-Identifier: MIT */
/*
 * A stored value of an engine, decoded: JSON text, or a pickle (sops-current
 * 6.1).  What it is, its members in stored order, and how it is written.  JSON
 * is not copied: the stored text must live as long as the value.
 */
#ifndef SOPS_CURRENT_VALUE_H
#define SOPS_CURRENT_VALUE_H

#include "sops/call.h"

/* Containers in each other: where Python 3 still reads JSON. */
#define VALUE_DEPTH 850

/* Members of one object that are told apart, at most. */
#define VALUE_MEMBERS_MAX ((size_t)65536)

enum value_kind { VALUE_NONE, VALUE_JSON, VALUE_TEXT, VALUE_PICKLE };

struct value {
	enum value_kind kind;
	bool as_is;	  /* JSON that is also what is written of it */
	struct text text; /* VALUE_JSON: checked, as stored, so NaN may be in
			   * it; VALUE_TEXT: UTF-8 */
	const struct pickle_value *pickle;
};

/* How reading ended; *why, in the arena or a literal, is for log or message. */
enum value_result {
	VALUE_OK,
	VALUE_BROKEN, /* no such serializer, no JSON, no pickle */
	VALUE_FAILED  /* too large or too deep, out of memory, or a pickle that
		       * names what would be run, which is noted in the call
		       * and never left to somebody who runs it (design) */
};

/* JSON text of our own, such as TEXT("{}"), and a text in UTF-8. */
struct value value_json(struct text json);
struct value value_string(struct text utf8);

/* A column with JSON text.  What has another form is VALUE_BROKEN. */
enum value_result
value_read_json(struct text stored, struct value *value, const char **why);

/* A column of eri_* with its serializer (6.1 ERI).  An unknown serializer is
 * VALUE_BROKEN and *why is "unsupport serializer type: NAME". */
enum value_result value_read_eri(struct call *call, struct text stored,
    struct text serializer, struct value *value, const char **why);

/* A column of engine_* (6.1 IOF).  What is broken is the text that bk-sops
 * makes of it, as far as it is known here, and VALUE_OK. */
enum value_result value_read_io(struct call *call, struct text stored,
    struct value *value, const char **why);

bool value_is_object(const struct value *value);

/* Python's truth; VALUE_NONE is false. */
bool value_is_true(const struct value *value);

/* The members of an object in stored order, of equal keys the first place and
 * the last value.  False when out of memory or too many. */
struct value_member {
	struct text key;		/* UTF-8, as JSON has it; TEXT_NONE:
					 * it has no such form */
	const struct pickle_value *own; /* the key of a pickle, which may be
					 * a number; NULL: it is text */
	struct value value;
};
bool value_members(struct call *call, const struct value *object,
    struct value_member **members, size_t *count);

/* The member with this key; VALUE_NONE: there is none. */
struct value
value_find(const struct value_member *members, size_t count, struct text key);

/* A text: decoded UTF-8, in the arena or as stored.  False: it is no text, or
 * out of memory. */
bool
value_utf8(struct call *call, const struct value *value, struct text *text);

/* Writes it as one JSON value, NaN and Infinity as null; `column` is for the
 * log.  VALUE_NONE is null. */
enum outcome value_write(struct call *call, struct json_writer *w,
    const char *column, const struct value *value);

/* Writes a key as a value: a number in a pickle stays one. */
enum outcome value_write_key(struct call *call, struct json_writer *w,
    const char *column, const struct value_member *member);

#endif
