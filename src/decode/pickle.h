/* SPDX-License-Identifier: MIT */
/*
 * Python pickles, protocols 0 to 5, read as data, by the rules of Python 2
 * (sops 2.3) or of Python 3 (sops-current 6.1).  Nothing that a pickle names is
 * ever looked up, called or instantiated: names on the allowed list are
 * understood as the values they stand for, a class that only carries state
 * becomes an opaque value that prints as <module.Class>, everything else is
 * refused.
 */
#ifndef DECODE_PICKLE_H
#define DECODE_PICKLE_H

#include "base/arena.h"
#include "json/writer.h"

#define PICKLE_MAX ((size_t)16 * 1024 * 1024) /* bytes of one pickle */
/* The newest protocol; of 5 only what needs no buffers from outside. */
#define PICKLE_PROTOCOL 5

#define PICKLE_DEPTH 850 /* of written values; sops 2.4, recommended limit */

enum pickle_result {
	PICKLE_OK,
	PICKLE_BROKEN,	/* not a pickle, or not one that Python could read */
	PICKLE_REFUSED, /* names a callable that is not data */
	PICKLE_LARGE,	/* a limit of size or count was passed */
	PICKLE_MEMORY	/* the arena is full */
};

/* Lives in the arena, read-only for the caller.  It knows by whose rules it was
 * read, and is written by the same. */
struct pickle_value;

enum pickle_python { PICKLE_PYTHON_2, PICKLE_PYTHON_3 };

/* How pickles are read. */
struct pickle_rules {
	enum pickle_python python;
	uint64_t protocol; /* the newest, at most PICKLE_PROTOCOL */
	bool
	    english; /* texts that were stored to be translated; else Chinese */
};

/*
 * Reads one IOField: zlib over a pickle, which is broken when it says that it
 * has a newer protocol than that of the rules.  On PICKLE_OK *value is its
 * root.  In Python 2 a missing module is not an error (sops 2.3.1): the root is
 * then a text that names it, cut and escaped.  In Python 3 the classes of a
 * module that is not known are opaque, as those of a plugin's package.
 * Otherwise *why is a text for the log, which never contains stored text
 * beyond the refused "module name", cut and escaped.
 */
enum pickle_result pickle_read(struct arena *arena, struct text blob,
    const struct pickle_rules *rules, const struct pickle_value **value,
    const char **why);

/* The same of lines of base64: what an eri_* table has where its serializer is
 * "pickle" (sops-current 6.1).  There a byte string of Python 2 is ASCII, or
 * the pickle is broken. */
enum pickle_result pickle_read_base64(struct arena *arena, struct text base64,
    const struct pickle_rules *rules, const struct pickle_value **value,
    const char **why);

/* The same of a bare pickle.  `bytes` must live as long as the value. */
enum pickle_result pickle_load(struct arena *arena, struct text bytes,
    const struct pickle_rules *rules, const struct pickle_value **value,
    const char **why);

/*
 * Writes a value as JSON the way sops 2.4 says, or sops-current 1.5 and 6.1,
 * with the differences of the project's design: NaN and Infinity as null, sets
 * as arrays, dicts in stored order, instances as <module.Class>.  Half a
 * character is U+FFFD in Python 2 and in keys, else an escape.  -1 when the
 * value has no JSON form (a cycle, too deep, a tuple or Python 3's bytes as
 * dict key, bytes that are not UTF-8, an aware time) and *why says so, or when
 * the writer failed.
 */
int pickle_write(
    const struct pickle_value *value, struct json_writer *w, const char **why);

/* True when the value is a dict (FancyDict, dict, OrderedDict, ...). */
bool pickle_is_dict(const struct pickle_value *value);

/* Number of items of a dict. */
size_t pickle_dict_size(const struct pickle_value *dict);

/*
 * The items of a dict in the order in which Python gives them: pickle_dict_size
 * indices of it, in the arena.  Python 3 has stored order, CPython 2.7 that of
 * sops appendix A; there, too, it is stored order for an OrderedDict, for a
 * dict with other keys than texts and integers, and for one of more than 4096
 * items.  NULL when out of memory.
 */
size_t *pickle_dict_order(struct arena *arena, const struct pickle_value *dict);

/* Key and value of item i, which pickle_write writes as they are. */
const struct pickle_value *
pickle_dict_key(const struct pickle_value *dict, size_t i);
const struct pickle_value *
pickle_dict_value(const struct pickle_value *dict, size_t i);

/* The value under this key, which is text, or NULL. */
const struct pickle_value *
pickle_dict_get(const struct pickle_value *dict, struct text key);

/* Whether the key of item i is this text. */
bool
pickle_dict_key_is(const struct pickle_value *dict, size_t i, struct text key);

/* A text: UTF-8, as it is written, in the arena or in the value.  False: it is
 * no text, or out of memory.  Bytes are text in Python 2 alone. */
bool pickle_str(
    struct arena *arena, const struct pickle_value *value, struct text *utf8);

/* Python's truth: None, false, zero and what is empty are false. */
bool pickle_is_true(const struct pickle_value *value);

/*
 * Item i of a dict, in stored order: an item set twice has its first place and
 * its last value; in Python 2, equal ASCII bytes and unicode keys are one key.
 * *key is the key as text of JSON; false when the key has no such form.
 */
bool pickle_dict_item(struct arena *arena, const struct pickle_value *dict,
    size_t i, struct text *key, const struct pickle_value **value);

#endif
