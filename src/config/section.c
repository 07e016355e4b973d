/* SPDX-License-Identifier: MIT */
#include "config/section.h"

#include "config/complain.h"
#include "config/parse.h"
#include "config/value.h"

#include <stdio.h>
#include <stdlib.h>

#define VALUE_SHOWN   100 /* bytes of a wrong value in a message */
#define POOL_VARIABLE "$pool"

int
section_defaults(const struct keys *keys, void *members, int **lines)
{
	const struct key *key;

	*lines = calloc(keys_count(keys), sizeof(**lines));
	if (*lines == NULL)
		return -1;
	for (size_t i = 0; (key = keys_at(keys, i)) != NULL; i++)
		if (value_set(key, members, key->initial) != VALUE_OK)
			return -1;
	return 0;
}

/* Names appear in messages, metrics and file names. */
static bool
is_name(struct text name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-.";

	if (name.len == 0 || name.len > SECTION_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (memchr(allowed, name.s[i], sizeof(allowed) - 1) == NULL)
			return false;
	return true;
}

/* Where a section of that name stands already, good or bad; else NULL. */
static const char *
find_section(const struct config *config, struct text name, int *line)
{
	for (size_t i = 0; i < config->npools; i++)
		if (text_is(name, config->pools[i].name)) {
			*line = config->pools[i].line;
			return config->pools[i].file;
		}
	for (size_t i = 0; i < config->nbad; i++)
		if (text_is(name, config->bad[i].name)) {
			*line = config->bad[i].line;
			return config->bad[i].file;
		}
	return NULL;
}

static int
begin_global(struct section *s, struct config *config, int line, char **why)
{
	if (config->global.line != 0)
		return complain(why, config->file, line,
		    "[global] was there already, on line %d",
		    config->global.line);
	config->global.line = line;
	*s = (struct section){
	    &keys_global, &config->global, config->global.lines};
	return 0;
}

static int
add_pool(struct section *s, struct config *config, struct text name,
    const char *file, int line, char **why)
{
	struct config_pool *pools, *pool;

	if (config->npools == CONFIG_POOLS_MAX)
		return complain(
		    why, file, line, "more than %d pools", CONFIG_POOLS_MAX);
	*why = NULL;
	pools = reallocarray(config->pools, config->npools + 1, sizeof(*pools));
	if (pools == NULL)
		return -1;
	config->pools = pools;
	pool = &pools[config->npools++];
	*pool = (struct config_pool){.line = line};
	pool->name = strndup(name.s, name.len);
	pool->file = strdup(file);
	if (pool->name == NULL || pool->file == NULL ||
	    section_defaults(&keys_pool, pool, &pool->lines) < 0)
		return -1;
	*s = (struct section){&keys_pool, pool, pool->lines};
	return 0;
}

int
section_begin(struct section *s, struct config *config, struct text name,
    const char *file, int line, char **why)
{
	const char *before;
	int there = 0;

	if (text_is(name, "global"))
		return begin_global(s, config, line, why);
	if (!is_name(name))
		return complain(why, file, line,
		    "[%.*s] is no name for a pool: 1 to %d letters, digits, "
		    "dots, hyphens and underscores",
		    TEXT_ARG(name), SECTION_NAME_MAX);
	before = find_section(config, name, &there);
	if (before != NULL && strcmp(before, file) == 0)
		return complain(why, file, line,
		    "[%.*s] was there already, on line %d", TEXT_ARG(name),
		    there);
	if (before != NULL)
		return complain(why, file, line,
		    "[%.*s] was there already, in %s on line %d",
		    TEXT_ARG(name), before, there);
	return add_pool(s, config, name, file, line, why);
}

/* The value with the pool's name for the variable; NULL: no memory. */
static char *
expand_pool(const char *value, const char *name)
{
	const char *found;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		return NULL;
	for (; (found = strstr(value, POOL_VARIABLE)) != NULL;
	     value = found + sizeof(POOL_VARIABLE) - 1)
		fprintf(out, "%.*s%s", (int)(found - value), value, name);
	fputs(value, out);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static enum value_result
set_expanded(struct section *s, const struct key *key, const char *value)
{
	const struct config_pool *pool = s->members;
	enum value_result result;
	char *text = expand_pool(value, pool->name);

	if (text == NULL)
		return VALUE_NO_MEMORY;
	result = value_set(key, s->members, text);
	free(text);
	return result;
}

static int
complain_unknown(const struct section *s, const char *file, const char *name,
    int line, char **why)
{
	bool global = s->keys == &keys_global;
	const struct keys *other = global ? &keys_pool : &keys_global;
	const char *nearest = keys_nearest(s->keys, name);
	const struct foreign_key *foreign = keys_find_foreign(name);

	if (keys_find(other, name) >= 0)
		return complain(why, file, line, "the key %s belongs into %s",
		    name, global ? "the section of a pool" : "[global]");
	if (foreign != NULL)
		return complain(why, file, line,
		    "unknown key %s: that of php-fpm %s", name, foreign->text);
	if (nearest == NULL)
		return complain(why, file, line, "unknown key %s", name);
	return complain(
	    why, file, line, "unknown key %s; do you mean %s?", name, nearest);
}

static int
complain_value(const struct key *key, const char *file, const char *value,
    int line, char **why)
{
	char want[VALUE_WANT];

	value_advise(key, value, want);
	return complain(why, file, line, "%s = %.*s: the value must be %s",
	    key->name, VALUE_SHOWN, value, want);
}

int
section_set(struct section *s, const char *file, const char *name,
    const char *value, int line, char **why)
{
	int i = keys_find(s->keys, name);
	const struct key *key;
	enum value_result result;

	if (i < 0)
		return complain_unknown(s, file, name, line, why);
	key = keys_at(s->keys, (size_t)i);
	if (s->lines[i] != 0)
		return complain(why, file, line,
		    "%s was set already, on line %d", name, s->lines[i]);
	s->lines[i] = line;
	if (key->secret || !value_is_text(key) ||
	    strstr(value, POOL_VARIABLE) == NULL)
		result = value_set(key, s->members, value);
	else if (s->keys == &keys_pool)
		result = set_expanded(s, key, value);
	else
		return complain(why, file, line,
		    "%s = %.*s: " POOL_VARIABLE
		    " is known in the section of a pool only",
		    name, VALUE_SHOWN, value);
	switch (result) {
	case VALUE_OK:
		return 0;
	case VALUE_WRONG:
		return complain_value(key, file, value, line, why);
	case VALUE_NO_MEMORY:
		break;
	}
	*why = NULL;
	return -1;
}
