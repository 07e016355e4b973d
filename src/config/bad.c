/* SPDX-License-Identifier: MIT */
#include "config/bad.h"

#include <stdio.h>
#include <stdlib.h>

int
bad_add(struct config *config, const char *name, const char *file, int line,
    char **why)
{
	struct config_bad *all, bad = {.line = line, .why = *why};

	if (*why == NULL)
		return -1;
	all = reallocarray(config->bad, config->nbad + 1, sizeof(*all));
	if (all == NULL)
		return -1;
	config->bad = all;
	bad.name = strdup(name);
	bad.file = strdup(file);
	if (bad.name == NULL || bad.file == NULL) {
		free(bad.name);
		free(bad.file);
		return -1;
	}
	all[config->nbad++] = bad;
	*why = NULL;
	return 0;
}

int
config_refuse(struct config *config, size_t i, char **why)
{
	const struct config_pool *pool = &config->pools[i];

	if (bad_add(config, pool->name, pool->file, pool->line, why) < 0)
		return -1;
	config_drop(config, i);
	return 0;
}

int
bad_file(struct config *config, const char *file, char **why)
{
	for (size_t i = config->npools; i-- > 0;)
		if (strcmp(config->pools[i].file, file) == 0)
			config_drop(config, i);
	return bad_add(config, "", file, 0, why);
}

char *
config_bad_text(const struct config *config, const struct config_bad *bad)
{
	char *text;
	int n;

	if (*bad->name == '\0')
		n = asprintf(&text, "not served: %s", bad->why);
	else
		n = asprintf(&text, "[pool %s] %snot served: %s", bad->name,
		    config_find(config, bad->name) < config->npools
			? "a second section is "
			: "",
		    bad->why);
	return n < 0 ? NULL : text;
}

void
bad_free(struct config *config)
{
	for (size_t i = 0; i < config->nbad; i++) {
		free(config->bad[i].name);
		free(config->bad[i].file);
		free(config->bad[i].why);
	}
	free(config->bad);
}
