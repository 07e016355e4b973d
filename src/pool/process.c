/* SPDX-License-Identifier: MIT */
#include "pool/process.h"

#include "base/place.h"
#include "pool/why.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- the title --- */

/* The one place of the kernel's that shows a title is the process's own
 * memory, so there is one of it in a process. */
static struct {
	char *start;
	size_t size;
	size_t used;	   /* by title_set */
	char **strings;	   /* the environment, moved: one block ... */
	char *environment; /* ... and its text */
	size_t environment_size;
} title;

/* The strings of argv and environ follow each other in memory. */
static char *
end_of_strings(char *end, char **strings)
{
	for (; *strings != NULL && *strings == end; strings++)
		end += strlen(*strings) + 1;
	return end;
}

/*
 * Where the kernel says that the environment ends (proc(5): fields 48, 50 and
 * 51 of stat), if it puts the arguments where we see them; else NULL.  The
 * pointers do not tell it all: the C library moves GLIBC_TUNABLES away and
 * leaves the text where it was.
 */
static char *
end_of_environment(const char *start)
{
	uintptr_t arguments, from, to;
	char text[2048];
	const char *fields;
	size_t n;
	FILE *in = fopen("/proc/self/stat", "re");

	if (in == NULL)
		return NULL;
	n = fread(text, 1, sizeof(text) - 1, in);
	fclose(in);
	text[n] = '\0';
	/* Behind the name, which may have blanks, is field 3. */
	fields = strrchr(text, ')');
	for (int i = 3; fields != NULL && i <= 48; i++)
		fields = strchr(fields + 1, ' ');
	if (fields == NULL ||
	    sscanf(fields, "%" SCNuPTR " %*s %" SCNuPTR " %" SCNuPTR,
		&arguments, &from, &to) != 3)
		return NULL;
	return arguments == (uintptr_t)start && from > arguments && to >= from
		   ? (char *)to
		   : NULL;
}

/* The end of the memory from argv[0] on that arguments and environment have. */
static char *
find_end(char **argv)
{
	char *walked = end_of_strings(end_of_strings(argv[0], argv), environ);
	char *told = end_of_environment(argv[0]);

	return told != NULL && told > walked ? told : walked;
}

void
title_init(int argc, char **argv)
{
	size_t count = 0, size = 1;
	char *end, *copy;

	if (argc < 1)
		return;
	end = find_end(argv);
	for (; environ[count] != NULL; count++)
		size += strlen(environ[count]) + 1;
	title.strings = calloc(count + 1, sizeof(*title.strings));
	title.environment = copy = malloc(size);
	title.environment_size = size;
	if (title.strings == NULL || copy == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		title.strings[i] = copy;
		copy = stpcpy(copy, environ[i]) + 1;
	}
	environ = title.strings;
	title.start = argv[0];
	title.size = (size_t)(end - argv[0]);
}

void
title_forget_environment(void)
{
	clearenv();
	if (title.environment != NULL)
		explicit_bzero(title.environment, title.environment_size);
}

static void
write_title(size_t from, const char *text)
{
	size_t len = strlen(text);

	if (title.start == NULL || from >= title.size)
		return;
	if (len > title.size - from - 1)
		len = title.size - from - 1;
	memcpy(title.start + from, text, len);
	memset(title.start + from + len, 0, title.size - from - len);
}

void
title_set(const char *name, const char *format, ...)
{
	char text[256] = "bksops-fcgi: ";
	size_t prefix = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + prefix, sizeof(text) - prefix, format, args);
	va_end(args);
	write_title(0, text);
	title.used = strlen(text);
	if (name == NULL)
		return;
	snprintf(text, sizeof(text), "bksops:%s", name);
	prctl(PR_SET_NAME, text, 0, 0, 0);
}

void
title_state(const char *state)
{
	write_title(title.used, state);
}

/* --- the background --- */

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

/* --- the PID file --- */

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
