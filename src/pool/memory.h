/* SPDX-License-Identifier: MIT */
/* How much memory this process has in use. */
#ifndef POOL_MEMORY_H
#define POOL_MEMORY_H

#include <stdint.h>

/* A descriptor for memory_resident, to be had before chroot(2) hides /proc;
 * -1: it is not known. */
int memory_open(void);

/* Bytes of the resident set; 0: not known. */
uint64_t memory_resident(int fd);

#endif
