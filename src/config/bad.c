/* SPDX-License-Identifier: MIT */
#include "config/bad.h"

#include <stdlib.h>

int
bad_add(struct config *config, const char *name, const char *file, int line,
    char **why)
{
	struct config_bad *bad;

	if (*why == NULL)
		return -1;
	bad = reallocarray(config->bad, config->nbad + 1, sizeof(*bad));
	if (bad == NULL)
		return -1;
	config->bad = bad;
	bad = &bad[config->nbad++];
	*bad = (struct config_bad){strdup(name), strdup(file), line, *why};
	*why = NULL;
	return bad->name == NULL || bad->file == NULL ? -1 : 0;
}

int
bad_pool(struct config *config, size_t i, char **why)
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
