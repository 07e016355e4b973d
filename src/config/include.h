/* SPDX-License-Identifier: MIT */
/* "include = PATTERN".  Inside src/config/ only. */
#ifndef CONFIG_INCLUDE_H
#define CONFIG_INCLUDE_H

#include "config/config.h"

/*
 * Reads the files that match the pattern (glob(7)), which is relative to the
 * directory of config->file, in the order of their names.  None is fine.  0, or
 * -1 and *why as config_load.
 */
int
include_files(struct config *config, const char *pattern, int line, char **why);

#endif
