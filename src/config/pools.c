/* SPDX-License-Identifier: MIT */
/* Pools: the good ones, the bad ones, and what is said of them. */
#include "config/internal.h"

#include <stdarg.h>
#include <stdlib.h>

#define POOLS_MAX 4096 /* each costs workers and a socket */

/* Bytes of how many mistakes more there are. */
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
add_mistake(struct config_mistakes *mistakes, const char *file, char *text)
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
	add_mistake(mistakes, file,
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

/* Moves the mistakes of one list to the end of another one; `file` is that of
 * both. */
static void
mistakes_move(
    struct config_mistakes *to, struct config_mistakes *from, const char *file)
{
	for (size_t i = 0; i < from->count; i++)
		add_mistake(
		    to, file, i < CONFIG_MISTAKES ? from->text[i] : NULL);
	free(from->text[CONFIG_MISTAKES]);
	*from = (struct config_mistakes){.count = 0};
}

size_t
config_mistakes_shown(const struct config_mistakes *mistakes)
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
config_add_warning(struct config *config, enum config_warning_kind kind,
    const char *file, int line, const char *format, ...)
{
	struct config_warning *warnings = reallocarray(
	    config->warnings, config->nwarnings + 1, sizeof(*warnings));
	char *text;
	va_list args;

	if (warnings == NULL)
		return -1;
	config->warnings = warnings;
	va_start(args, format);
	text = place_text(file, line, format, args);
	va_end(args);
	if (text == NULL)
		return -1;
	warnings[config->nwarnings++] = (struct config_warning){kind, text};
	return 0;
}

/* Makes room for one more pool, wherever it ends up.  0, or -1 when out of
 * memory. */
static int
reserve(struct config *config)
{
	const size_t room = config->room == 0 ? 8 : 2 * config->room;
	struct config_pool *all;

	if (config->npools + config->nbad < config->room)
		return 0;
	all = reallocarray(config->pools, room, sizeof(*all));
	if (all == NULL)
		return -1;
	config->pools = all;
	all = reallocarray(config->bad, room, sizeof(*all));
	if (all == NULL)
		return -1;
	config->bad = all;
	config->room = room;
	return 0;
}

/* NULL when out of memory. */
static struct config_pool *
add_bad(struct config *config, struct text name, const char *file, int line)
{
	struct config_pool bad = {.line = line};

	if (reserve(config) < 0)
		return NULL;
	bad.name = strndup(name.s, name.len);
	bad.file = strdup(file);
	if (bad.name == NULL || bad.file == NULL) {
		free(bad.name);
		free(bad.file);
		return NULL;
	}
	config->bad[config->nbad++] = bad;
	return &config->bad[config->nbad - 1];
}

/* 0, or -1 when out of memory. */
static int
refuse_pool(struct config *config, struct text name, const char *file, int line)
{
	struct config_pool *bad = add_bad(config, name, file, line);

	if (bad == NULL)
		return -1;
	complain(&bad->mistakes, file, line, "more than %d pools", POOLS_MAX);
	return 0;
}

int
config_add_pool(struct config *config, struct text name, const char *file,
    int line, struct config_pool **pool)
{
	struct config_pool *new;

	*pool = NULL;
	if (config->npools + config->nbad >= POOLS_MAX)
		return refuse_pool(config, name, file, line);
	if (reserve(config) < 0)
		return -1;
	new = &config->pools[config->npools++];
	*new = (struct config_pool){.line = line};
	new->name = strndup(name.s, name.len);
	new->file = strdup(file);
	new->refused = calloc(keys_count(&keys_pool), sizeof(*new->refused));
	if (new->name == NULL || new->file == NULL || new->refused == NULL ||
	    value_defaults(&keys_pool, new, &new->lines) < 0)
		return -1;
	*pool = new;
	return 0;
}

static void
free_keys(const struct keys *keys, void *members)
{
	const struct key *key;

	for (size_t i = 0; (key = keys_at(keys, i)) != NULL; i++)
		value_free(key, members);
}

static void
free_pool(struct config_pool *pool)
{
	free_keys(&keys_pool, pool);
	free(pool->jwt_public_keys);
	free(pool->component_outputs_json);
	mistakes_free(&pool->mistakes);
	free(pool->refused);
	free(pool->lines);
	free(pool->file);
	free(pool->name);
}

void
config_drop(struct config *config, size_t i)
{
	struct config_pool *pool = &config->pools[i];

	free_pool(pool);
	config->npools--;
	memmove(pool, pool + 1, (config->npools - i) * sizeof(*pool));
}

size_t
config_find(const struct config *config, const char *name)
{
	size_t i = 0;

	while (i < config->npools && strcmp(config->pools[i].name, name) != 0)
		i++;
	return i;
}

int
config_add_bad_file(
    struct config *config, const char *file, struct config_mistakes *mistakes)
{
	struct config_pool *bad = add_bad(config, TEXT(""), file, 0);

	if (bad == NULL)
		return -1;
	mistakes_move(&bad->mistakes, mistakes, file);
	for (size_t i = 0; i < config->npools;) {
		struct config_pool *pool = &config->pools[i];

		if (strcmp(pool->file, file) != 0) {
			i++;
			continue;
		}
		mistakes_move(&bad->mistakes, &pool->mistakes, file);
		config_drop(config, i);
	}
	return 0;
}

bool
config_is_section(const struct config_pool *bad)
{
	return bad->lines != NULL && !bad->repeated;
}

bool
config_is_file(const struct config_pool *bad)
{
	return bad->line == 0;
}

char *
config_bad_text(
    const struct config *config, const struct config_pool *bad, size_t i)
{
	const char *why = config_mistake(&bad->mistakes, i);
	char *text;
	int n;

	if (config_is_file(bad))
		n = asprintf(&text, "not served: %s", why);
	else
		n = asprintf(&text, "[pool %s] %snot served: %s", bad->name,
		    config_find(config, bad->name) < config->npools
			? "a second section is "
			: "",
		    why);
	return n < 0 ? NULL : text;
}

/* Puts a copy in place of what a file held, if there was one. */
static bool
copy_content(char **content)
{
	if (*content == NULL)
		return true;
	*content = strdup(*content);
	return *content != NULL;
}

/* 0, or -1 when out of memory; `to` can be freed then, too. */
static int
copy_pool(struct config_pool *to, const struct config_pool *from)
{
	const size_t count = keys_count(&keys_pool);
	bool failed;

	*to = *from;
	to->name = strdup(from->name);
	to->file = strdup(from->file);
	to->lines = calloc(count, sizeof(*to->lines));
	to->refused = calloc(count, sizeof(*to->refused));
	failed = !copy_content(&to->jwt_public_keys);
	failed |= !copy_content(&to->component_outputs_json);
	for (size_t i = 0; i < count; i++) {
		const struct key *key = keys_at(&keys_pool, i);
		char **member;

		if (!value_is_text(key))
			continue;
		member = value_text(key, to);
		*member = strdup(*member);
		failed = failed || *member == NULL;
	}
	if (failed || to->name == NULL || to->file == NULL ||
	    to->lines == NULL || to->refused == NULL)
		return -1;
	memcpy(to->lines, from->lines, count * sizeof(*to->lines));
	return 0;
}

int
config_adopt(struct config *to, const struct config *from, size_t i)
{
	size_t last = to->npools;

	if (reserve(to) < 0)
		return -1;
	to->npools++;
	if (copy_pool(&to->pools[last], &from->pools[i]) == 0 &&
	    !check_is_taken(to, last))
		return 0;
	config_drop(to, last);
	return -1;
}

void
config_free(struct config *config)
{
	if (config == NULL)
		return;
	for (size_t i = 0; i < config->npools; i++)
		free_pool(&config->pools[i]);
	free_keys(&keys_global, &config->global);
	free(config->global.lines);
	free(config->pools);
	for (size_t i = 0; i < config->nbad; i++)
		free_pool(&config->bad[i]);
	free(config->bad);
	mistakes_free(&config->mistakes);
	for (size_t i = 0; i < config->nwarnings; i++)
		free(config->warnings[i].text);
	free(config->warnings);
	for (size_t i = 0; i < config->nfiles; i++)
		free(config->files[i]);
	free(config->files);
	free(config->file);
	free(config);
}
