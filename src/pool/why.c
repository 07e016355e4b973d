/* SPDX-License-Identifier: MIT */
#include "pool/why.h"

#include "config/keys.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
why_set(char **why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (vasprintf(why, format, args) < 0)
		*why = strdup("out of memory");
	va_end(args);
	return -1;
}

const char *
why_text(const char *why)
{
	return why != NULL ? why : "out of memory";
}

int
why_errno(char **why, const char *what)
{
	int error = errno;

	why_set(why, "%s: %s", what, strerror(error));
	errno = error;
	return -1;
}

int
why_value(char **why, const char *key, const char *value)
{
	int error = errno;

	why_set(why, "%s = %s: %s", key, value, strerror(error));
	errno = error;
	return -1;
}

static int
place(char **why, const char *file, int line)
{
	char *text = *why;
	int error = errno;

	if (text == NULL)
		return -1;
	if (line > 0)
		why_set(why, "%s:%d: %s", file, line, text);
	else
		why_set(why, "%s: %s", file, text);
	free(text);
	errno = error;
	return -1;
}

int
why_key(char **why, const struct config_pool *pool, const char *key)
{
	return place(why, pool->file, keys_line(pool, key));
}

int
why_global(char **why, const struct config *config, const char *key)
{
	return place(why, config->file, keys_global_line(config, key));
}
