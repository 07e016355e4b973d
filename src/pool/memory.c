/* SPDX-License-Identifier: MIT */
#include "pool/memory.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

/* Blocks above this are given back at once: an answer that has one takes so
 * long that its page faults do not count. */
#define BLOCK_KEPT (1024 * 1024)

void
memory_keep(void)
{
#ifdef M_TRIM_THRESHOLD
	mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT);
	mallopt(M_MMAP_THRESHOLD, BLOCK_KEPT);
#endif
}

int
memory_open(void)
{
	return open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

uint64_t
memory_resident(int fd)
{
	char line[128];
	unsigned long long total, resident;
	ssize_t n = fd < 0 ? -1 : pread(fd, line, sizeof(line) - 1, 0);

	if (n <= 0)
		return 0;
	line[n] = '\0';
	if (sscanf(line, "%llu %llu", &total, &resident) != 2)
		return 0;
	return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}
