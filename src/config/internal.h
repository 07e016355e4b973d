/* SPDX-License-Identifier: MIT */
/* What the files of src/config/ have of each other.  Inside of it only. */
#ifndef CONFIG_INTERNAL_H
#define CONFIG_INTERNAL_H

#include "config/keys.h"

#include <stdio.h>

#define CONFIG_LINE_MAX 4096 /* bytes; the longest value is a path */

/*
 * value.c
 */

#define VALUE_WANT 160 /* bytes of a description */

/* What is shown in place of a secret. */
#define SECRET_SHOWN "********"

enum value_result { VALUE_OK, VALUE_WRONG, VALUE_NO_MEMORY };

/* Sets every key to its default and makes room for the lines.  0, or -1 when
 * out of memory. */
int value_defaults(const struct keys *keys, void *members, int **lines);

/* Reads `text` into the key's member of the section.  What was there is
 * freed, wiped when it is a secret. */
enum value_result
value_set(const struct key *key, void *section, const char *text);

/* Copies the member from one section of the same kind to another, where the
 * key `to` stands. */
enum value_result
value_copy(const struct key *from, const struct key *to, void *section);

#define VALUE_DURATION 32 /* bytes */

/* Milliseconds as a value of a key, in the largest unit that divides them. */
void value_print_duration(int64_t ms, char out[VALUE_DURATION]);

/* What a right value looks like: "a number from 1 to 65535". */
void value_want(const struct key *key, char out[VALUE_WANT]);

/* Whether a blank and then the character stand in it, where a comment begins in
 * this file (;) or in others (#). */
bool value_has_blank_and(const char *text, char c);

bool value_is_text(const struct key *key);

/* The member of a key for which value_is_text holds. */
char **value_text(const struct key *key, void *section);

/* Frees the member, wiped when it is a secret. */
void value_free(const struct key *key, void *section);

/*
 * pools.c
 */

/* A mistake in a key of the pool, at its line or else that of the section.  The
 * key, which must exist, counts as refused: what follows from it is no mistake
 * of its own. */
void complain_key(struct config_pool *pool, const char *key, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Adds "FILE:LINE: ..." to the warnings.  0, or -1 when out of memory. */
int config_add_warning(struct config *config, enum config_warning_kind kind,
    const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Adds a pool with the defaults; one too many becomes a bad one, and *pool is
 * NULL.  0, or -1 when out of memory. */
int config_add_pool(struct config *config, struct text name, const char *file,
    int line, struct config_pool **pool);

/* Makes a bad one of a whole file: its pools are dropped, and their mistakes
 * follow those of the file, which are taken over.  0, or -1 when out of
 * memory. */
int config_add_bad_file(
    struct config *config, const char *file, struct config_mistakes *mistakes);

/*
 * section.c: one section of the file while it is read
 */

struct section {
	const struct keys *keys; /* of its kind */
	void *members;		 /* struct config_global or config_pool */
	int *lines;
	struct config_pool *pool; /* NULL: [global] */
	struct config_mistakes *mistakes;
};

/*
 * Starts [name]: [global], which the config has already, or a new pool.  One
 * that is to be passed over gets no keys: a second [global], and a pool of
 * which there are too many.  Mistakes are told.  0, or -1 when
 * out of memory.
 */
int section_begin(struct section *s, struct config *config, struct text name,
    const char *file, int line);

/* A mistake in the value of a key, which is told by the caller: what follows
 * from it is not reported. */
void section_refuse(struct section *s, const char *name, int line);

/* Sets a key of the section.  As section_begin. */
int section_set(struct section *s, const char *file, const char *name,
    const char *value, int line);

/*
 * check.c
 */

/*
 * Gives unset keys what they have of others, tells the pools that break a rule,
 * and makes bad ones of all with mistakes.  A rule is silent where a value that
 * it needs was refused.  0, or -1 when out of memory.
 */
int check_config(struct config *config);

/* Whether another pool has an address of pool `i`. */
bool check_is_taken(const struct config *config, size_t i);

/*
 * secrets.c
 */

/* What others may not do with a file: anything, or change it. */
#define RIGHTS_USE   0007
#define RIGHTS_WRITE 0002

/* Opens a file that is to be regular, without waiting for anybody.  The
 * descriptor, or -1 and *wrong with static text. */
int rights_open(const char *path, unsigned int forbidden, const char **wrong);

#endif
