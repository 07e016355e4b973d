/* SPDX-License-Identifier: MIT */
/* One section of the file while it is read.  Inside src/config/ only. */
#ifndef CONFIG_SECTION_H
#define CONFIG_SECTION_H

#include "config/keys.h"

#define SECTION_NAME_MAX 32 /* bytes of a pool's name, for log lines */

struct section {
	const struct keys *keys; /* of its kind */
	void *members;		 /* struct config_global or config_pool */
	int *lines;
	struct config_pool *pool; /* NULL: [global] */
	struct config_mistakes *mistakes;
};

/* Sets every key to its default and makes room for the lines.  0, or -1 when
 * out of memory. */
int section_defaults(const struct keys *keys, void *members, int **lines);

/*
 * Starts [name]: [global], which the config has already, or a new pool.  One
 * that is to be passed over gets no keys: a second [global], and a pool of
 * which there are too many.  Mistakes are told.  0, or -1 when
 * out of memory.
 */
int section_begin(struct section *s, struct config *config, struct text name,
    const char *file, int line);

/* A mistake in the value of a key, which is told by the caller: what follows
 * from it is none. */
void section_refuse(struct section *s, const char *name, int line);

/* Sets a key of the section.  As section_begin. */
int section_set(struct section *s, const char *file, const char *name,
    const char *value, int line);

#endif
