/* SPDX-License-Identifier: MIT */
#include "config/bad.h"

#include "config/complain.h"

#include <stdio.h>
#include <stdlib.h>

int
bad_reserve(struct config *config)
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

static struct config_pool *
add(struct config *config, struct text name, const char *file, int line)
{
	struct config_pool bad = {.line = line};

	if (bad_reserve(config) < 0)
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

int
bad_add(struct config *config, struct text name, const char *file, int line,
    const char *why)
{
	struct config_pool *bad = add(config, name, file, line);

	if (bad == NULL)
		return -1;
	complain(&bad->mistakes, file, line, "%s", why);
	return 0;
}

int
bad_file(
    struct config *config, const char *file, struct config_mistakes *mistakes)
{
	struct config_pool *bad = add(config, TEXT(""), file, 0);

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

void
config_refuse(struct config *config, size_t i)
{
	struct config_pool *pool = &config->pools[i];

	config_forget(pool);
	config->bad[config->nbad++] = *pool;
	config->npools--;
	memmove(pool, pool + 1, (config->npools - i) * sizeof(*pool));
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
