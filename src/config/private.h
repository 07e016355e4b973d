/* SPDX-License-Identifier: MIT */
/* Between the files of this room. */
#ifndef CONFIG_PRIVATE_H
#define CONFIG_PRIVATE_H

#include "config/keys.h"

/* Sets *why to "FILE:LINE: message" (LINE 0: without) and returns -1. */
int config_wrong(const char *file, int line, char **why, const char *format,
    ...) __attribute__((format(printf, 4, 5)));

/* Where a key was given; 0 when it was not.  In the order of keys[]. */
struct config_lines {
	int *global;
	int **pools;
};

/* A config with every key at its default; NULL when out of memory. */
struct config *config_new(const char *file);

/* A new pool of this name, all keys at their defaults; NULL likewise. */
struct config_pool *
config_add_pool(struct config *config, const char *name, int line);

/* Checks what no single key says.  As config_load. */
int config_check(
    const struct config *config, const struct config_lines *lines, char **why);

#endif
