/* SPDX-License-Identifier: MIT */
#include "config/complain.h"

#include "config/keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define MORE_SIZE sizeof("and 18446744073709551615 more")

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

/* "FILE: " and room for how many more there are. */
static char *
more_text(struct config_mistakes *mistakes, const char *file)
{
	const size_t place = file == NULL ? 0 : strlen(file) + 2;
	char *text = malloc(place + MORE_SIZE);

	if (text != NULL && file != NULL)
		snprintf(text, place + 1, "%s: ", file);
	mistakes->more_at = place;
	return text;
}

/* Takes over the text, NULL when memory was short. */
static void
add(struct config_mistakes *mistakes, const char *file, char *text)
{
	if (mistakes->count == CONFIG_MISTAKES)
		mistakes->text[CONFIG_MISTAKES] = more_text(mistakes, file);
	if (mistakes->count < CONFIG_MISTAKES)
		mistakes->text[mistakes->count] = text;
	else
		free(text);
	mistakes->count++;
}

/* A file may have a million of mistakes: there is no text for those of which
 * nobody is told. */
static void
add_placed(struct config_mistakes *mistakes, const char *file, int line,
    const char *format, va_list args)
{
	add(mistakes, file,
	    mistakes->count < CONFIG_MISTAKES
		? place_text(file, line, format, args)
		: NULL);
}

void
complain(struct config_mistakes *mistakes, const char *file, int line,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_placed(mistakes, file, line, format, args);
	va_end(args);
}

void
complain_key(struct config_pool *pool, const char *key, const char *format, ...)
{
	va_list args;

	pool->refused[keys_find(&keys_pool, key)] = true;
	va_start(args, format);
	add_placed(
	    &pool->mistakes, pool->file, keys_line(pool, key), format, args);
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
	char *text = mistakes->text[i];

	if (text == NULL)
		return "out of memory";
	if (i == CONFIG_MISTAKES)
		snprintf(text + mistakes->more_at, MORE_SIZE, "and %zu more",
		    mistakes->count - CONFIG_MISTAKES);
	return text;
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
