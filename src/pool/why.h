/* SPDX-License-Identifier: MIT */
/* Error texts on their way to the one who knows the context. */
#ifndef POOL_WHY_H
#define POOL_WHY_H

/* Sets *why, malloc'd, and returns -1. */
int why_set(char **why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "WHAT: text of errno", which is kept. */
int why_errno(char **why, const char *what);

/* "KEY = VALUE: text of errno", which is kept. */
int why_value(char **why, const char *key, const char *value);

#endif
