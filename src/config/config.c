/* SPDX-License-Identifier: MIT */
#include "config/config.h"

#include "config/check.h"
#include "config/parse.h"
#include "config/section.h"
#include "config/value.h"

#include <stdlib.h>

static bool
is_set(const struct config_pool *pool, const char *name)
{
	return pool->lines[keys_find(&keys_pool, name)] != 0;
}

/*
 * Two ways to say where the server is, and two to give the password: who sets
 * one of them for the PaaS does not get the other one from bk-sops.
 */
static bool
is_replaced(const struct config_pool *pool, const char *name)
{
	static const struct {
		const char *name, *by;
	} pairs[] = {{"mysql.paas.socket", "mysql.paas.host"},
	    {"mysql.paas.host", "mysql.paas.socket"},
	    {"mysql.paas.password", "mysql.paas.password_file"},
	    {"mysql.paas.password_file", "mysql.paas.password"}};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (strcmp(name, pairs[i].name) == 0)
			return is_set(pool, pairs[i].by);
	return false;
}

/* Gives unset mysql.paas.* keys their mysql.sops.* value.  -1: no memory. */
static int
copy_twins(struct config_pool *pool)
{
	static const char prefix[] = "mysql.paas.";

	for (size_t i = 0; i < keys_pool.count; i++) {
		const struct key *key = &keys_pool.keys[i];
		char name[64];

		if (!key->twin || pool->lines[i] != 0 ||
		    is_replaced(pool, key->name))
			continue;
		snprintf(name, sizeof(name), "mysql.sops.%s",
		    key->name + sizeof(prefix) - 1);
		if (value_copy(&keys_pool.keys[keys_find(&keys_pool, name)],
			key, pool) != VALUE_OK)
			return -1;
	}
	return 0;
}

static int
load(struct config *config, const char *file, char **why)
{
	*why = NULL;
	config->file = strdup(file);
	if (config->file == NULL ||
	    section_defaults(
		&keys_global, &config->global, &config->global.lines) < 0)
		return -1;
	if (parse_file(config, why) < 0)
		return -1;
	for (size_t i = 0; i < config->npools; i++)
		if (copy_twins(&config->pools[i]) < 0)
			return -1;
	return check_config(config, why);
}

int
config_load(const char *file, struct config **config, char **why)
{
	struct config *c = calloc(1, sizeof(*c));

	*config = NULL;
	*why = NULL;
	if (c == NULL)
		return -1;
	if (load(c, file, why) < 0) {
		config_free(c);
		return -1;
	}
	*config = c;
	return 0;
}

static void
free_keys(const struct keys *keys, void *members)
{
	for (size_t i = 0; i < keys->count; i++)
		value_free(&keys->keys[i], members);
}

void
config_free(struct config *config)
{
	if (config == NULL)
		return;
	for (size_t i = 0; i < config->npools; i++) {
		free_keys(&keys_pool, &config->pools[i]);
		free(config->pools[i].jwt_public_keys);
		free(config->pools[i].lines);
		free(config->pools[i].name);
	}
	free_keys(&keys_global, &config->global);
	free(config->global.lines);
	free(config->pools);
	free(config->file);
	free(config);
}
