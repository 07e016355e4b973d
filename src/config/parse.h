/* SPDX-License-Identifier: MIT */
/* From the file to the structs.  Inside src/config/ only. */
#ifndef CONFIG_PARSE_H
#define CONFIG_PARSE_H

#include "config/config.h"

#define CONFIG_POOLS_MAX 4096 /* pools; each costs workers and a socket */
#define CONFIG_LINE_MAX	 4096 /* bytes; the longest value is a path */

/* As parse_file, a file that was included: pools only.  What is wrong with the
 * whole of it makes its pools bad. */
int parse_included(struct config *config, const char *file);

/*
 * Reads config->file into *config: keys of the file have its values, the
 * others their defaults.  Mistakes are told: they are in its pools and in
 * config->mistakes.  0, or -1 when out of memory.
 */
int parse_file(struct config *config);

#endif
