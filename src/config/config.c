/* SPDX-License-Identifier: MIT */
#include "config/config.h"

#include "config/address.h"
#include "config/bad.h"
#include "config/check.h"
#include "config/complain.h"
#include "config/parse.h"
#include "config/section.h"
#include "config/value.h"

#include <stdlib.h>
#include <unistd.h>

/* Gives unset mysql.paas.* keys their mysql.sops.* value.  -1: no memory. */
static int
copy_twins(struct config_pool *pool)
{
	const struct key *key, *twin;

	for (size_t i = 0; (key = keys_at(&keys_pool, i)) != NULL; i++) {
		twin = keys_inherited(pool, key->name);
		if (twin != NULL && value_copy(twin, key, pool) != VALUE_OK)
			return -1;
	}
	return 0;
}

static int
note_app_host(struct config *config, const struct config_pool *pool)
{
	if (*pool->app_host != '\0')
		return 0;
	return note(config, CONFIG_NOTE_START, pool->file, pool->line,
	    "[%s] has no app_host: the task_url of its answers names no host",
	    pool->name);
}

static int
note_paas_database(struct config *config, const struct config_pool *pool)
{
	if (pool->auth != AUTH_ESB || keys_is_set(pool, "mysql.paas.database"))
		return 0;
	return note(config, CONFIG_NOTE_START, pool->file, pool->line,
	    "[%s] has no mysql.paas.database: the tables of the PaaS are "
	    "looked for in %s, that of bk-sops",
	    pool->name, pool->paas.database);
}

/* Keys that are set and mean nothing beside the values of others. */
static int
note_ignored(struct config *config, const struct config_pool *pool)
{
	struct address address;
	const bool tcp = *pool->listen != '\0' &&
			 address_parse(pool->listen, &address) &&
			 !address.local;
	const bool root = geteuid() == 0;
	/* status.listen has their owner, group and mode as well. */
	const bool no_file =
	    (tcp || *pool->listen == '\0') && *pool->status_listen != '/';
	const char *no_file_why = tcp ? "listen is a TCP address"
				      : "who starts the program gives it the "
					"socket";
	const struct {
		const char *key;
		bool ignored;
		const char *why;
	} keys[] = {
	    {"listen.owner", no_file, no_file_why},
	    {"listen.group", no_file, no_file_why},
	    {"listen.mode", no_file, no_file_why},
	    {"pm.start_servers", pool->pm != PM_DYNAMIC, "pm is not dynamic"},
	    {"pm.min_spare_servers", pool->pm != PM_DYNAMIC,
		"pm is not dynamic"},
	    {"pm.max_spare_servers", pool->pm != PM_DYNAMIC,
		"pm is not dynamic"},
	    {"pm.process_idle_timeout", pool->pm != PM_ONDEMAND,
		"pm is not ondemand"},
	    {"user", !root, "the program is not started as root"},
	    {"group", !root, "the program is not started as root"},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i].ignored && keys_is_set(pool, keys[i].key) &&
		    note(config, CONFIG_NOTE_START, pool->file,
			keys_line(pool, keys[i].key), "[%s] %s is ignored: %s",
			pool->name, keys[i].key, keys[i].why) < 0)
			return -1;
	return 0;
}

/* 0, or -1 when out of memory; mistakes are told. */
static int
load(struct config *config, const char *file)
{
	config->file = strdup(file);
	if (config->file == NULL ||
	    section_defaults(
		&keys_global, &config->global, &config->global.lines) < 0)
		return -1;
	if (parse_file(config) < 0)
		return -1;
	for (size_t i = 0; i < config->npools; i++) {
		struct config_pool *pool = &config->pools[i];

		if (copy_twins(pool) < 0)
			return -1;
		if (!HAS_SECCOMP && !keys_is_set(pool, "process.seccomp"))
			pool->process_seccomp = false;
	}
	check_config(config);
	for (size_t i = 0; i < config->npools; i++)
		if (note_ignored(config, &config->pools[i]) < 0 ||
		    note_app_host(config, &config->pools[i]) < 0 ||
		    note_paas_database(config, &config->pools[i]) < 0)
			return -1;
	return 0;
}

int
config_load(const char *file, struct config **config)
{
	struct config *c = calloc(1, sizeof(*c));

	*config = c;
	if (c == NULL)
		return -1;
	if (load(c, file) < 0) {
		config_free(c);
		*config = NULL;
		return -1;
	}
	return c->npools > 0 && c->mistakes.count == 0 ? 0 : -1;
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

	if (bad_reserve(to) < 0)
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
	for (size_t i = 0; i < config->nnotes; i++)
		free(config->notes[i].text);
	free(config->notes);
	for (size_t i = 0; i < config->nfiles; i++)
		free(config->files[i]);
	free(config->files);
	free(config->file);
	free(config);
}
