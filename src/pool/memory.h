/* SPDX-License-Identifier: MIT */
/* What memory this process has in use, and what it keeps. */
#ifndef POOL_MEMORY_H
#define POOL_MEMORY_H

#include <stdint.h>

/*
 * From now on freed memory up to MEMORY_KEPT bytes stays with this process for
 * its next request: what goes back to the kernel comes back page by page, each
 * with a fault.  Without glibc nothing changes.
 */
#define MEMORY_KEPT (8 * 1024 * 1024)
void memory_keep(void);

/* A descriptor for memory_resident, to be had before chroot(2) hides /proc;
 * -1: it is not known. */
int memory_open(void);

/* Bytes of the resident set; 0: not known. */
uint64_t memory_resident(int fd);

#endif
