/* SPDX-License-Identifier: MIT */
#include "pool/title.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* The one place of the kernel's that shows a title is the process's own
 * memory, so there is one of it in a process. */
static struct {
	char *start;
	size_t size;
	size_t used;	   /* by title_set */
	char **strings;	   /* the environment, moved: one block ... */
	char *environment; /* ... and its text */
	size_t environment_size;
} place;

/* The strings of argv and environ follow each other in memory. */
static char *
end_of(char *end, char **strings)
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
	char *walked = end_of(end_of(argv[0], argv), environ);
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
	place.strings = calloc(count + 1, sizeof(*place.strings));
	place.environment = copy = malloc(size);
	place.environment_size = size;
	if (place.strings == NULL || copy == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		place.strings[i] = copy;
		copy = stpcpy(copy, environ[i]) + 1;
	}
	environ = place.strings;
	place.start = argv[0];
	place.size = (size_t)(end - argv[0]);
}

void
title_forget_environment(void)
{
	clearenv();
	if (place.environment != NULL)
		explicit_bzero(place.environment, place.environment_size);
}

static void
put(size_t from, const char *text)
{
	size_t len = strlen(text);

	if (place.start == NULL || from >= place.size)
		return;
	if (len > place.size - from - 1)
		len = place.size - from - 1;
	memcpy(place.start + from, text, len);
	memset(place.start + from + len, 0, place.size - from - len);
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
	put(0, text);
	place.used = strlen(text);
	if (name == NULL)
		return;
	snprintf(text, sizeof(text), "bksops:%s", name);
	prctl(PR_SET_NAME, text, 0, 0, 0);
}

void
title_state(const char *state)
{
	put(place.used, state);
}
