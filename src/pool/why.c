/* SPDX-License-Identifier: MIT */
#include "pool/why.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
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
