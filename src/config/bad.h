/* SPDX-License-Identifier: MIT */
/* Pools with mistakes.  Inside src/config/ only. */
#ifndef CONFIG_BAD_H
#define CONFIG_BAD_H

#include "config/config.h"

/* Makes room for one more pool, wherever it ends up.  0, or -1 when out of
 * memory. */
int bad_reserve(struct config *config);

/* Adds a section that cannot be a pool, for `why`.  0, or -1 when out of
 * memory. */
int bad_add(struct config *config, struct text name, const char *file, int line,
    const char *why);

/* The whole file is bad: its pools are dropped, and their mistakes follow those
 * of the file, which are taken over.  As bad_add. */
int bad_file(
    struct config *config, const char *file, struct config_mistakes *mistakes);

#endif
