/* SPDX-License-Identifier: MIT */
#include "config/keys.h"

#include <stdio.h>

size_t
keys_count(const struct keys *keys)
{
	size_t count = 0;

	for (size_t i = 0; i < keys->ngroups; i++)
		count += keys->groups[i].count;
	return count;
}

const struct key *
keys_at(const struct keys *keys, size_t number)
{
	for (size_t i = 0; i < keys->ngroups; i++) {
		const struct key_group *group = &keys->groups[i];

		if (number < group->count)
			return &group->keys[number];
		number -= group->count;
	}
	return NULL;
}

int
keys_find(const struct keys *keys, const char *name)
{
	const struct key *key;

	for (int i = 0; (key = keys_at(keys, (size_t)i)) != NULL; i++)
		if (strcmp(key->name, name) == 0)
			return i;
	return -1;
}

const struct key *
keys_named(const struct keys *keys, const char *name)
{
	int number = keys_find(keys, name);

	return number < 0 ? NULL : keys_at(keys, (size_t)number);
}

int
keys_line(const struct config_pool *pool, const char *name)
{
	int number = keys_find(&keys_pool, name);
	int line = number < 0 ? 0 : pool->lines[number];

	return line != 0 ? line : pool->line;
}

bool
keys_is_refused(const struct config_pool *pool, const char *name)
{
	return pool->refused[keys_find(&keys_pool, name)];
}

int
keys_global_line(const struct config *config, const char *name)
{
	return config->global.lines[keys_find(&keys_global, name)];
}

bool
keys_is_set(const struct config_pool *pool, const char *name)
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
			return keys_is_set(pool, pairs[i].by);
	return false;
}

const struct key *
keys_inherited(const struct config_pool *pool, const char *name)
{
	static const char prefix[] = "mysql.paas.";
	char inherited[64];

	if (!keys_named(&keys_pool, name)->inherits ||
	    keys_is_set(pool, name) || is_replaced(pool, name))
		return NULL;
	snprintf(inherited, sizeof(inherited), "mysql.sops.%s",
	    name + sizeof(prefix) - 1);
	return keys_named(&keys_pool, inherited);
}

bool
keys_is_reported(const struct config_pool *pool, const char *name)
{
	const struct key *inherited = keys_inherited(pool, name);

	return keys_is_refused(pool, name) ||
	       (inherited != NULL && keys_is_refused(pool, inherited->name));
}
