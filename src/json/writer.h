/* SPDX-License-Identifier: MIT */
/*
 * A JSON writer over yajl_gen.  Text goes to a sink as it is produced; nothing
 * is held back but what yajl_gen holds.
 *
 * yajl_gen counts at most 128 levels and must not be used after an error; the
 * writer hides both: it chains generators, so that JSON_WRITER_DEPTH levels
 * work, and the first error sticks.  After it every call returns -1 and
 * nothing more is written, so callers may check once, at the end.
 */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include "base/text.h"

/* Levels of nesting; deeper than what ujson reads (sops 2.2.2: 1024) plus the
 * members of an answer around it. */
#define JSON_WRITER_DEPTH 1100

struct json_writer;

/* Takes `len` bytes of JSON text; 0, or -1 to stop the writer. */
typedef int (*json_sink)(void *context, const char *data, size_t len);

/* A writer for one document; NULL when out of memory.  json_free it. */
struct json_writer *json_new(json_sink sink, void *context);
void json_free(struct json_writer *w);

/*
 * All of these: 0, or -1 after an error (sink stopped, invalid UTF-8, too
 * deep, a value where none may stand, out of memory).
 */
int json_null(struct json_writer *w);
int json_bool(struct json_writer *w, bool value);
int json_int(struct json_writer *w, int64_t value);

/* A value that is JSON text already: written as it stands, unchecked. */
int json_raw(struct json_writer *w, struct text json);

/* UTF-8, checked: invalid text is an error.  TEXT_NONE is null. */
int json_string(struct json_writer *w, struct text value);
int json_object_open(struct json_writer *w);
int json_object_close(struct json_writer *w);
int json_array_open(struct json_writer *w);
int json_array_close(struct json_writer *w);

/* The key of a member whose value follows: UTF-8, checked. */
int json_key(struct json_writer *w, struct text key);

/*
 * A member of the open object: its key, which NUL ends, and its value as
 * above.  The last two open a container as the value.
 */
int json_member_null(struct json_writer *w, const char *key);
int json_member_bool(struct json_writer *w, const char *key, bool value);
int json_member_int(struct json_writer *w, const char *key, int64_t value);
int json_member_raw(struct json_writer *w, const char *key, struct text json);
int
json_member_string(struct json_writer *w, const char *key, struct text value);
int json_member_object(struct json_writer *w, const char *key);
int json_member_array(struct json_writer *w, const char *key);

/* 0 when no call failed so far, else -1. */
int json_failed(const struct json_writer *w);

#endif
