/* SPDX-License-Identifier: MIT */
/* "include = PATTERN".  Inside src/config/ only. */
#ifndef CONFIG_INCLUDE_H
#define CONFIG_INCLUDE_H

#include "config/config.h"

struct include {
	char *pattern; /* glob(7) */
	int line;
};

struct includes {
	struct include *list;
	size_t count;
};

/* Notes a pattern of config->file.  0, or -1 when out of memory. */
int include_add(struct includes *includes, struct config *config,
    const char *pattern, int line);

/*
 * Reads the files that match, pattern by pattern, each in the order of names.
 * Patterns are relative to the directory of config->file.  None is fine.  As
 * include_add.
 */
int include_read(const struct includes *includes, struct config *config);

void include_free(struct includes *includes);

#endif
