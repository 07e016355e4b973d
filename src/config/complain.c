/* SPDX-License-Identifier: MIT */
#include "config/complain.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* "FILE:LINE: ...", or NULL. */
static char *
place_text(const char *file, int line, const char *format, va_list args)
{
	char *text, *placed;
	int n;

	if (vasprintf(&text, format, args) < 0)
		return NULL;
	if (line > 0)
		n = asprintf(&placed, "%s:%d: %s", file, line, text);
	else
		n = asprintf(&placed, "%s: %s", file, text);
	free(text);
	return n < 0 ? NULL : placed;
}

int
complain(char **why, const char *file, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*why = place_text(file, line, format, args);
	va_end(args);
	return -1;
}

int
note(struct config *config, enum config_note_kind kind, const char *file,
    int line, const char *format, ...)
{
	struct config_note *notes =
	    reallocarray(config->notes, config->nnotes + 1, sizeof(*notes));
	char *text;
	va_list args;

	if (notes == NULL)
		return -1;
	config->notes = notes;
	va_start(args, format);
	text = place_text(file, line, format, args);
	va_end(args);
	if (text == NULL)
		return -1;
	notes[config->nnotes++] = (struct config_note){kind, text};
	return 0;
}
