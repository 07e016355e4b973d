/* SPDX-License-Identifier: MIT */
/* From the file to the structs.  Inside src/config/ only. */
#ifndef CONFIG_PARSE_H
#define CONFIG_PARSE_H

#include "config/config.h"

#define CONFIG_POOLS_MAX 4096 /* pools; each costs workers and a socket */
#define CONFIG_LINE_MAX	 4096 /* bytes; the longest value is a path */

/* As parse_file, a file that was included: pools only.  What is wrong with the
 * whole of it makes its pools bad; -1 only when out of memory. */
int parse_included(struct config *config, const char *file, char **why);

/*
 * Reads config->file into *config: keys of the file have its values, the
 * others their defaults.  0, or -1 and *why as config_load; what was read
 * before the mistake then is in *config.
 */
int parse_file(struct config *config, char **why);

#endif
