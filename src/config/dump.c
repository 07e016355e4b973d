/* SPDX-License-Identifier: MIT */
/* The configuration as it counts, for -T, and what was read, for -t. */
#include "config/internal.h"

#include <limits.h>

#define MASK "********"

/* A secret that was read from a file is not a key of the configuration: its
 * file is. */
static bool
comes_from_file(const struct key *key, const struct config_pool *pool)
{
	char name[64];
	const struct key *file;

	snprintf(name, sizeof(name), "%s_file", key->name);
	file = keys_named(&keys_pool, name);
	return file != NULL &&
	       **value_text(file, (struct config_pool *)pool) != '\0';
}

static void
dump_key(const struct key *key, const void *section, FILE *out)
{
	const char *secret;

	fprintf(out, "%s = ", key->name);
	if (key->secret) {
		secret = *value_text(key, (void *)(uintptr_t)section);
		fputs(*secret != '\0' ? MASK : "", out);
	} else
		value_print(key, section, out);
	fputc('\n', out);
}

void
config_dump_pool(const struct config_pool *pool, FILE *out)
{
	const struct key *key;

	fprintf(out, "[%s]\n", pool->name);
	for (size_t i = 0; (key = keys_at(&keys_pool, i)) != NULL; i++)
		if (!key->secret || !comes_from_file(key, pool))
			dump_key(key, pool, out);
}

void
config_dump(const struct config *config, FILE *out)
{
	const struct key *key;

	fputs("[global]\n", out);
	/* What was included stands in the dump. */
	for (size_t i = 0; (key = keys_at(&keys_global, i)) != NULL; i++)
		if (key->type != KEY_INCLUDE)
			dump_key(key, &config->global, out);
	for (size_t i = 0; i < config->npools; i++) {
		fputc('\n', out);
		config_dump_pool(&config->pools[i], out);
	}
}

/* Names of files and pools are those of tenants. */
static void
list_pool(
    const char *file, int line, const char *name, const char *state, FILE *out)
{
	char shown[4 * PATH_MAX];

	text_escape(shown, sizeof(shown), text_of(file));
	if (line == 0)
		fprintf(out, "%s: %s\n", shown, state);
	else {
		fprintf(out, "%s:%d: ", shown, line);
		text_escape(shown, sizeof(shown), text_of(name));
		fprintf(
		    out, "[%s]%s%s\n", shown, *state != '\0' ? " " : "", state);
	}
}

/* The sections of one file. */
static void
list_file(const struct config *config, const char *file, FILE *out)
{
	bool any = false;

	for (size_t i = 0; i < config->npools; i++) {
		const struct config_pool *pool = &config->pools[i];

		if (strcmp(pool->file, file) != 0)
			continue;
		list_pool(file, pool->line, pool->name, "", out);
		any = true;
	}
	for (size_t i = 0; i < config->nbad; i++) {
		const struct config_pool *bad = &config->bad[i];

		if (strcmp(bad->file, file) != 0)
			continue;
		list_pool(file, bad->line, bad->name, "not served", out);
		any = true;
	}
	if (!any)
		list_pool(file, 0, "", "no pool", out);
}

void
config_list(const struct config *config, FILE *out)
{
	list_file(config, config->file, out);
	for (size_t i = 0; i < config->nfiles; i++)
		list_file(config, config->files[i], out);
}
