/* SPDX-License-Identifier: MIT */
#include "config/complain.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int
complain(char **why, const char *file, int line, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	*why = NULL;
	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return -1;
	if (line > 0)
		n = asprintf(why, "%s:%d: %s", file, line, text);
	else
		n = asprintf(why, "%s: %s", file, text);
	if (n < 0)
		*why = NULL;
	free(text);
	return -1;
}
