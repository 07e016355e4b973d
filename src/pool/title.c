/* SPDX-License-Identifier: MIT */
#include "pool/title.h"

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

void
title_init(int argc, char **argv)
{
	size_t count = 0, size = 1;
	char *end, *copy;

	if (argc < 1)
		return;
	end = end_of(end_of(argv[0], argv), environ);
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
	snprintf(text, sizeof(text), "bksops-fcgi:%s", name);
	prctl(PR_SET_NAME, text, 0, 0, 0);
}

void
title_state(const char *state)
{
	put(place.used, state);
}
