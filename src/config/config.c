/* SPDX-License-Identifier: MIT */
#include "config/config.h"

#include "config/private.h"

#include <stdarg.h>
#include <stdlib.h>

int
config_wrong(const char *file, int line, char **why, const char *format, ...)
{
	va_list args;
	char *message, place[32] = "";

	*why = NULL;
	va_start(args, format);
	if (vasprintf(&message, format, args) < 0)
		message = NULL;
	va_end(args);
	if (line > 0)
		snprintf(place, sizeof(place), ":%d", line);
	if (message != NULL &&
	    asprintf(why, "%s%s: %s", file, place, message) < 0)
		*why = NULL;
	free(message);
	if (*why == NULL)
		*why = strdup("out of memory");
	return -1;
}

static int
set_defaults(enum key_section section, void *base)
{
	for (size_t i = 0; i < nkeys; i++)
		if (keys[i].section == section &&
		    key_set(&keys[i], base, keys[i].initial) != 0)
			return -1;
	return 0;
}

static void
free_values(enum key_section section, void *base)
{
	for (size_t i = 0; i < nkeys; i++) {
		char **string = (char **)((char *)base + keys[i].offset);

		if (keys[i].section != section ||
		    (keys[i].type != KEY_STRING && keys[i].type != KEY_PATH) ||
		    *string == NULL)
			continue;
		explicit_bzero(*string, strlen(*string));
		free(*string);
	}
}

struct config *
config_new(const char *file)
{
	struct config *config = calloc(1, sizeof(*config));

	if (config == NULL)
		return NULL;
	config->file = strdup(file);
	if (config->file == NULL ||
	    set_defaults(SECTION_GLOBAL, &config->global) != 0) {
		config_free(config);
		return NULL;
	}
	return config;
}

struct config_pool *
config_add_pool(struct config *config, const char *name, int line)
{
	struct config_pool *pools =
	    reallocarray(config->pools, config->npools + 1, sizeof(*pools));
	struct config_pool *pool;

	if (pools == NULL)
		return NULL;
	config->pools = pools;
	pool = &pools[config->npools++];
	memset(pool, 0, sizeof(*pool));
	pool->name = strdup(name);
	pool->line = line;
	if (pool->name == NULL || set_defaults(SECTION_POOL, pool) != 0)
		return NULL;
	return pool;
}

void
config_free(struct config *config)
{
	if (config == NULL)
		return;
	for (size_t i = 0; i < config->npools; i++) {
		free_values(SECTION_POOL, &config->pools[i]);
		free(config->pools[i].name);
	}
	free_values(SECTION_GLOBAL, &config->global);
	free(config->pools);
	free(config->file);
	free(config);
}

void
config_forget_others(struct config *config, size_t keep)
{
	for (size_t i = 0; i < config->npools; i++)
		for (size_t k = 0; k < nkeys; k++) {
			char **secret = (char **)((char *)&config->pools[i] +
						  keys[k].offset);

			if (i == keep || keys[k].section != SECTION_POOL ||
			    !(keys[k].flags & KEY_SECRET))
				continue;
			explicit_bzero(*secret, strlen(*secret));
		}
}

static void
dump_section(enum key_section section, const void *base, FILE *out)
{
	for (size_t i = 0; i < nkeys; i++) {
		char *value;

		if (keys[i].section != section)
			continue;
		value = key_value(&keys[i], base);
		fprintf(out, "%s =%s%s\n", keys[i].name,
		    value == NULL || *value == '\0' ? "" : " ",
		    value == NULL ? "" : value);
		free(value);
	}
}

void
config_dump(const struct config *config, FILE *out)
{
	fprintf(out, "[global]\n");
	dump_section(SECTION_GLOBAL, &config->global, out);
	for (size_t i = 0; i < config->npools; i++) {
		fprintf(out, "\n[%s]\n", config->pools[i].name);
		dump_section(SECTION_POOL, &config->pools[i], out);
	}
}
