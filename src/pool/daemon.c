/* SPDX-License-Identifier: MIT */
#include "pool/daemon.h"

#include "base/place.h"
#include "pool/why.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int
daemon_start(char **why)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return why_errno(why, "pipe");
	pid = fork();
	if (pid < 0)
		return why_errno(why, "fork");
	if (pid > 0) {
		unsigned char status = 1;

		close(ends[1]);
		while (read(ends[0], &status, 1) < 0 && errno == EINTR)
			continue;
		_exit(status);
	}
	close(ends[0]);
	setsid();
	return ends[1];
}

void
daemon_ready(int fd, int status, bool keep_stderr)
{
	unsigned char byte = (unsigned char)status;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	while (write(fd, &byte, 1) < 0 && errno == EINTR)
		continue;
	close(fd);
	if (null < 0)
		return;
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	if (!keep_stderr)
		dup2(null, STDERR_FILENO);
	close(null);
}

int
pid_file_open(const char *path, char **why)
{
	int fd = place_open_file(path, O_RDWR | O_CREAT, 0644);
	struct stat st;

	if (fd < 0)
		return why_value(why, "pid", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		why_set(why, "pid = %s: no regular file", path);
		close(fd);
		return -1;
	}
	/* A master that stops removes the file with its lock held: who opened
	 * it just before would lock a file without a name. */
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 &&
	    st.st_nlink > 0)
		return fd;
	why_set(why, "pid = %s: another master runs", path);
	close(fd);
	return -1;
}

int
pid_file_write(int fd)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (ftruncate(fd, 0) != 0)
		return -1;
	return pwrite(fd, text, (size_t)n, 0) == n ? 0 : -1;
}

void
pid_file_remove(int fd, const char *path)
{
	struct stat st;

	if (fstat(fd, &st) == 0)
		place_remove(path, &st);
}
