/* SPDX-License-Identifier: MIT */
/* The versions of the program and of the libraries that it runs on. */
#ifndef POOL_VERSION_H
#define POOL_VERSION_H

#include <stdio.h>

void version_print(FILE *out);

#endif
