/* SPDX-License-Identifier: MIT */
/*
 * The one table of configuration keys: the parser, the sample file, the dump
 * and bksops-fcgi.conf(5) come from it.
 */
#ifndef CONFIG_KEYS_H
#define CONFIG_KEYS_H

#include "config/config.h"

enum key_type {
	KEY_STRING,
	KEY_PATH, /* absolute */
	KEY_INTEGER,
	KEY_OCTAL,
	KEY_BOOL,     /* yes or no */
	KEY_DURATION, /* ms; "10s", "500ms", "2m", "1h", a plain number: s */
	KEY_ENUM      /* the index in key->words */
};

enum key_section { SECTION_GLOBAL, SECTION_POOL };

#define KEY_SECRET  1 /* shown as ******** */
#define KEY_RESTART 2 /* a reload does not make it effective */
#define KEY_MYSQL   4 /* mysql.paas.*: defaults to the mysql.sops.* twin */

struct key {
	enum key_section section;
	size_t offset; /* in struct config_global or struct config_pool */
	const char *name;
	enum key_type type;
	const char *initial;	  /* the default as one would write it */
	int64_t least, most;	  /* of numbers; durations in ms */
	const char *const *words; /* of an enum, NULL at the end */
	int flags;
	const char *example; /* for the sample, where the default is empty */
	const char *help;
};

extern const struct key keys[];
extern const size_t nkeys;

/* The key of this name in this kind of section, or NULL. */
const struct key *key_find(enum key_section section, const char *name);

/* The known name closest to a wrong one, or NULL when none is close. */
const char *key_nearest(enum key_section section, const char *name);

/*
 * Sets the member of `base` (a struct config_global or config_pool).  0, or
 * -1 when `value` is not of the key's type and range.
 */
int key_set(const struct key *key, void *base, const char *value);

/* What key_set accepts, for messages: "a number from 1 to 65535". */
void key_expected(const struct key *key, char *out, size_t size);

/* The value as one would write it; malloc'd.  Secrets are masked. */
char *key_value(const struct key *key, const void *base);

#endif
