/* SPDX-License-Identifier: MIT */
/* The versions of the program and of the libraries that it runs on. */
#ifndef POOL_VERSION_H
#define POOL_VERSION_H

#include <stdbool.h>
#include <stddef.h>

#define VERSION_TEXT 64 /* bytes of a name, or of a version, with NUL */

struct version {
	char name[VERSION_TEXT];
	char version[VERSION_TEXT];
};

/* Of `i` from 0: the program, then its libraries; false behind the last. */
bool version_get(size_t i, struct version *v);

#endif
