/* SPDX-License-Identifier: MIT */
#include "config/keys.h"

int
keys_find(const struct keys *keys, const char *name)
{
	for (size_t i = 0; i < keys->count; i++)
		if (strcmp(keys->keys[i].name, name) == 0)
			return (int)i;
	return -1;
}

int
keys_line(const struct config_pool *pool, const char *name)
{
	int line = pool->lines[keys_find(&keys_pool, name)];

	return line != 0 ? line : pool->line;
}
