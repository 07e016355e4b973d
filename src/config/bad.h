/* SPDX-License-Identifier: MIT */
/* Pools with mistakes.  Inside src/config/ only. */
#ifndef CONFIG_BAD_H
#define CONFIG_BAD_H

#include "config/config.h"

/* Notes a bad pool that is none of the pools; takes over *why, which becomes
 * NULL.  0, or -1 when out of memory, and when *why is NULL. */
int bad_add(struct config *config, const char *name, const char *file, int line,
    char **why);

/* The whole file is: removes the pools that came from it.  As bad_add. */
int bad_file(struct config *config, const char *file, char **why);

/* Frees the list. */
void bad_free(struct config *config);

#endif
