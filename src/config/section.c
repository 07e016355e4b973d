/* SPDX-License-Identifier: MIT */
#include "config/section.h"

#include "config/bad.h"
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

/* Where a section of that name stands already, else NULL. */
static const char *
find_section(const struct config *config, struct text name, int *line)
{
	for (size_t i = 0; i < config->npools; i++)
		if (text_is(name, config->pools[i].name)) {
			*line = config->pools[i].line;
			return config->pools[i].file;
		}
	return NULL;
}

static void
begin_global(struct section *s, struct config *config, int line)
{
	*s = (struct section){.keys = NULL};
	if (config->global.line != 0) {
		complain(&config->mistakes, config->file, line,
		    "[global] was there already, on line %d",
		    config->global.line);
		return;
	}
	config->global.line = line;
	*s = (struct section){&keys_global, &config->global,
	    config->global.lines, NULL, &config->mistakes};
}

static int
add_pool(struct section *s, struct config *config, struct text name,
    const char *file, int line)
{
	struct config_pool *pool;

	if (bad_reserve(config) < 0)
		return -1;
	pool = &config->pools[config->npools++];
	*pool = (struct config_pool){.line = line};
	pool->name = strndup(name.s, name.len);
	pool->file = strdup(file);
	pool->refused = calloc(keys_count(&keys_pool), sizeof(*pool->refused));
	if (pool->name == NULL || pool->file == NULL || pool->refused == NULL ||
	    section_defaults(&keys_pool, pool, &pool->lines) < 0)
		return -1;
	*s = (struct section){
	    &keys_pool, pool, pool->lines, pool, &pool->mistakes};
	return 0;
}

/* Its name was there already: its values are looked at. */
static int
begin_second(struct section *s, struct config *config, struct text name,
    const char *file, int line, const char *before, int there)
{
	if (add_pool(s, config, name, file, line) < 0)
		return -1;
	s->pool->repeated = true;
	if (strcmp(before, file) == 0)
		complain(s->mistakes, file, line,
		    "[%s] was there already, on line %d", s->pool->name, there);
	else
		complain(s->mistakes, file, line,
		    "[%s] was there already, in %s on line %d", s->pool->name,
		    before, there);
	return 0;
}

static int
begin_named(struct section *s, struct config *config, struct text name,
    const char *file, int line)
{
	if (add_pool(s, config, name, file, line) < 0)
		return -1;
	if (!is_name(name))
		complain(s->mistakes, file, line,
		    "[%.*s] is no name for a pool: 1 to %d letters, digits, "
		    "dots, hyphens and underscores",
		    TEXT_ARG(name), SECTION_NAME_MAX);
	return 0;
}

int
section_begin(struct section *s, struct config *config, struct text name,
    const char *file, int line)
{
	const char *before;
	char why[64];
	int there = 0;

	if (text_is(name, "global")) {
		begin_global(s, config, line);
		return 0;
	}
	if (config->npools + config->nbad >= CONFIG_POOLS_MAX) {
		snprintf(
		    why, sizeof(why), "more than %d pools", CONFIG_POOLS_MAX);
		*s = (struct section){.keys = NULL};
		return bad_add(config, name, file, line, why);
	}
	before = find_section(config, name, &there);
	return before == NULL
		   ? begin_named(s, config, name, file, line)
		   : begin_second(s, config, name, file, line, before, there);
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
	enum value_result result;
	char *text = expand_pool(value, s->pool->name);

	if (text == NULL)
		return VALUE_NO_MEMORY;
	result = value_set(key, s->members, text);
	free(text);
	return result;
}

void
section_refuse(struct section *s, const char *name, int line)
{
	int i = keys_find(s->keys, name);

	if (i < 0)
		return;
	if (s->lines[i] == 0)
		s->lines[i] = line;
	if (s->pool != NULL)
		s->pool->refused[i] = true;
}

static void
complain_unknown(
    struct section *s, const char *file, const char *name, int line)
{
	bool global = s->pool == NULL;
	const struct keys *other = global ? &keys_pool : &keys_global;
	const char *nearest;
	const struct foreign_key *foreign;

	/* Of these only the number is told, and the nearest key takes long. */
	if (s->mistakes->count >= CONFIG_MISTAKES) {
		complain(s->mistakes, file, line, "unknown key %s", name);
		return;
	}
	nearest = keys_nearest(s->keys, name);
	foreign = keys_find_foreign(name);
	if (keys_find(other, name) >= 0)
		complain(s->mistakes, file, line, "the key %s belongs into %s",
		    name, global ? "the section of a pool" : "[global]");
	else if (foreign != NULL)
		complain(s->mistakes, file, line,
		    "unknown key %s: that of php-fpm %s", name, foreign->text);
	else if (nearest == NULL)
		complain(s->mistakes, file, line, "unknown key %s", name);
	else {
		complain(s->mistakes, file, line,
		    "unknown key %s; do you mean %s?", name, nearest);
		if (s->pool != NULL)
			s->pool->refused[keys_find(s->keys, nearest)] = true;
	}
}

static void
complain_value(struct section *s, const struct key *key, const char *file,
    const char *value, int line)
{
	char want[VALUE_WANT];

	value_advise(key, value, want);
	complain(s->mistakes, file, line, "%s = %.*s: the value must be %s",
	    key->name, VALUE_SHOWN, value, want);
}

/* Reads the value of a known key. */
static enum value_result
set_known(struct section *s, const struct key *key, const char *file,
    const char *value, int line)
{
	enum value_result result;

	if (key->secret || !value_is_text(key) ||
	    strstr(value, POOL_VARIABLE) == NULL)
		result = value_set(key, s->members, value);
	else if (s->pool != NULL)
		result = set_expanded(s, key, value);
	else {
		complain(s->mistakes, file, line,
		    "%s = %.*s: " POOL_VARIABLE
		    " is known in the section of a pool only",
		    key->name, VALUE_SHOWN, value);
		return VALUE_OK;
	}
	if (result == VALUE_WRONG)
		complain_value(s, key, file, value, line);
	return result;
}

int
section_set(struct section *s, const char *file, const char *name,
    const char *value, int line)
{
	int i = keys_find(s->keys, name);

	if (i < 0) {
		complain_unknown(s, file, name, line);
		return 0;
	}
	if (s->lines[i] != 0) {
		complain(s->mistakes, file, line,
		    "%s was set already, on line %d", name, s->lines[i]);
		return 0;
	}
	s->lines[i] = line;
	switch (set_known(s, keys_at(s->keys, (size_t)i), file, value, line)) {
	case VALUE_OK:
		return 0;
	case VALUE_WRONG:
		section_refuse(s, name, line);
		return 0;
	case VALUE_NO_MEMORY:
		break;
	}
	return -1;
}
