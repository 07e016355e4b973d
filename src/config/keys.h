/* SPDX-License-Identifier: MIT */
/*
 * The table of configuration keys.  Parser, -T dump, sample file and
 * bksops-fcgi.conf(5) all come from it; nothing else knows a key's name but
 * the checks that involve several keys, and what says where one is set.
 */
#ifndef CONFIG_KEYS_H
#define CONFIG_KEYS_H

#include "config/config.h"

enum key_type {
	KEY_TEXT,     /* char *: min to max bytes; any number when max is 0 */
	KEY_BASE_URL, /* char *: as KEY_TEXT; gets a slash at its end */
	KEY_URL,      /* the same, which a path is not; check.c refuses one */
	KEY_PATH,     /* char *: an absolute path */
	KEY_LOG,      /* char *: an absolute path, stderr, syslog or journal */
	KEY_LISTEN,   /* char *: see names.h */
	KEY_CLIENTS,  /* char *: IP addresses, comma separated */
	KEY_ZONE,     /* char *: a time zone; check.c looks whether it exists */
	KEY_TIME,     /* char *: for strftime(3), of at most max bytes */
	KEY_APPS,     /* char *: codes of applications, comma separated */
	KEY_CHECKS,   /* char *: checks of --doctor, comma separated */
	KEY_HOSTS,    /* char *: names or addresses, comma separated */
	KEY_SERVER,   /* char *: see names.h */
	KEY_URL_PATH, /* char *: the path of a URL */
	KEY_URL_PATHS, /* char *: several, comma separated */
	KEY_INCLUDE,   /* char *: a pattern of files; parse.c reads them */
	KEY_WORD,      /* char *: one of words */
	KEY_ENUM,      /* int64_t: the index in words */
	KEY_INT,       /* int64_t */
	KEY_LIMIT,     /* int64_t: a number or "unlimited", which is -1 */
	KEY_OCTAL,     /* int64_t */
	KEY_BOOL,      /* bool */
	KEY_DURATION   /* int64_t, ms */
};

struct key {
	const char *name;
	enum key_type type;
	size_t offset; /* in struct config_global or struct config_pool */
	int64_t min, max;
	const char *initial; /* the default, as written in a file */
	const char *const *words;
	bool at_start;	     /* a reload does not change it */
	bool secret;	     /* masked in dumps, wiped when freed */
	bool inherits;	     /* mysql.paas.*: the default is mysql.sops.* */
	const char *example; /* for the sample file, or NULL */
	bool shown;	     /* the example stands there uncommented */
	const char *help;    /* sentences */
};

/* Whether a value of the type is in a member of the type char *, or bool;
 * int64_t holds all others. */
#define KEY_IS_TEXT(type) ((type) <= KEY_WORD)
#define KEY_IS_BOOL(type) ((type) == KEY_BOOL)

struct key_group {
	const char *heading; /* NULL: they follow that of the section */
	const struct key *keys;
	size_t count;
};

/* The keys of a kind of section, numbered through its groups. */
struct keys {
	const struct key_group *groups;
	size_t ngroups;
};

extern const struct keys keys_global;
extern const struct keys keys_pool;

/* How many keys there are. */
size_t keys_count(const struct keys *keys);

/* The key of this number; NULL behind the last. */
const struct key *keys_at(const struct keys *keys, size_t number);

/* The key's number, or -1. */
int keys_find(const struct keys *keys, const char *name);

/* The key of this name, or NULL. */
const struct key *keys_named(const struct keys *keys, const char *name);

/* The line on which a pool sets the key, else that of its section. */
int keys_line(const struct config_pool *pool, const char *name);

/* The line on which [global] sets the key, which must exist; 0: it does not. */
int keys_global_line(const struct config *config, const char *name);

/* Whether the pool sets the key.  The name must exist. */
bool keys_is_set(const struct config_pool *pool, const char *name);

/* The key of mysql.sops.* whose value the key of the pool has, which must
 * exist; NULL when it has one of its own, or none because another key takes its
 * place. */
const struct key *
keys_inherited(const struct config_pool *pool, const char *name);

/* Whether a mistake in the key of the pool was told.  The name must exist. */
bool keys_is_refused(const struct config_pool *pool, const char *name);

/* The same, or one in the key whose value it inherits. */
bool keys_is_reported(const struct config_pool *pool, const char *name);

/* A key of php-fpm that does not exist here under its name. */
struct foreign_key {
	const char *name; /* up to the bracket, where it has one */
	const char *text; /* "is KEY here", or why there is none */
};

/* All of them; behind the last one is one without a name. */
extern const struct foreign_key keys_of_php_fpm[];

#endif
