/* SPDX-License-Identifier: MIT */
#include "config/complain.h"

#include "config/keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* "FILE:LINE: ...", without a place when file is NULL; or NULL. */
static char *
place_text(const char *file, int line, const char *format, va_list args)
{
	char *text, *placed;
	int n;

	if (vasprintf(&text, format, args) < 0)
		return NULL;
	if (file == NULL)
		return text;
	if (line > 0)
		n = asprintf(&placed, "%s:%d: %s", file, line, text);
	else
		n = asprintf(&placed, "%s: %s", file, text);
	free(text);
	return n < 0 ? NULL : placed;
}

/* Takes over the text, NULL when memory was short. */
static void
add(struct config_mistakes *mistakes, const char *file, char *text)
{
	char **more = &mistakes->text[CONFIG_MISTAKES];

	if (mistakes->count++ < CONFIG_MISTAKES) {
		mistakes->text[mistakes->count - 1] = text;
		return;
	}
	free(text);
	free(*more);
	if (asprintf(more, "%s: and %zu more", file,
		mistakes->count - CONFIG_MISTAKES) < 0)
		*more = NULL;
}

void
complain(struct config_mistakes *mistakes, const char *file, int line,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(mistakes, file, place_text(file, line, format, args));
	va_end(args);
}

void
complain_key(struct config_pool *pool, const char *key, const char *format, ...)
{
	va_list args;

	pool->refused[keys_find(&keys_pool, key)] = true;
	va_start(args, format);
	add(&pool->mistakes, pool->file,
	    place_text(pool->file, keys_line(pool, key), format, args));
	va_end(args);
}

void
mistakes_move(
    struct config_mistakes *to, struct config_mistakes *from, const char *file)
{
	for (size_t i = 0; i < from->count; i++)
		add(to, file, i < CONFIG_MISTAKES ? from->text[i] : NULL);
	free(from->text[CONFIG_MISTAKES]);
	*from = (struct config_mistakes){.count = 0};
}

size_t
config_mistakes_told(const struct config_mistakes *mistakes)
{
	return mistakes->count <= CONFIG_MISTAKES ? mistakes->count
						  : CONFIG_MISTAKES + 1;
}

const char *
config_mistake(const struct config_mistakes *mistakes, size_t i)
{
	return mistakes->text[i] == NULL ? "out of memory" : mistakes->text[i];
}

void
mistakes_free(struct config_mistakes *mistakes)
{
	for (size_t i = 0; i <= CONFIG_MISTAKES; i++)
		free(mistakes->text[i]);
	*mistakes = (struct config_mistakes){.count = 0};
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
