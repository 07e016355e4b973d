/* SPDX-License-Identifier: MIT */
/* Error texts on their way to the one who knows the context. */
#ifndef POOL_WHY_H
#define POOL_WHY_H

#include "config/config.h"

/* Sets *why, malloc'd, and returns -1. */
int why_set(char **why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The text; what NULL means when there was no memory for one. */
const char *why_text(const char *why);

/* "WHAT: text of errno", which is kept. */
int why_errno(char **why, const char *what);

/* "KEY = VALUE: text of errno", which is kept. */
int why_value(char **why, const char *key, const char *value);

/* Puts "FILE:LINE: " in front of *why: where a key of the pool, or of [global],
 * is set.  Returns -1; errno is kept. */
int why_key(char **why, const struct config_pool *pool, const char *key);
int why_global(char **why, const struct config *config, const char *key);

#endif
