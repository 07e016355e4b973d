/* SPDX-License-Identifier: MIT */
#include "config/config.h"
#include "config/keys.h"
#include "config/value.h"

#include <limits.h>

#define MASK	"********"
#define COLUMNS 76 /* of comments in the sample */

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

/* Writes text as comment lines. */
static void
write_comment(const char *text, FILE *out)
{
	struct text rest = text_of(text), word;
	size_t column = 1;

	fputc(';', out);
	while (text_split(&rest, ' ', &word)) {
		if (word.len == 0)
			continue;
		if (column + 1 + word.len > COLUMNS) {
			fputs("\n;", out);
			column = 1;
		}
		fprintf(out, " %.*s", TEXT_ARG(word));
		column += 1 + word.len;
	}
	fputc('\n', out);
}

static void
write_key(const struct key *key, FILE *out)
{
	char want[VALUE_WANT + 16], text[VALUE_WANT];
	const char *value = key->example != NULL ? key->example : key->initial;

	fputc('\n', out);
	write_comment(key->help, out);
	value_want(key, text);
	snprintf(want, sizeof(want), "Value: %s.", text);
	write_comment(want, out);
	if (!key->twin)
		fprintf(out, "; Default: %s\n",
		    *key->initial != '\0' ? key->initial : "empty");
	fprintf(out, "%s%s =%s%s\n", key->shown ? "" : ";", key->name,
	    *value != '\0' ? " " : "", value);
}

static void
write_keys(const struct keys *keys, FILE *out)
{
	for (size_t i = 0; i < keys->ngroups; i++) {
		const struct key_group *group = &keys->groups[i];

		if (group->heading != NULL)
			fprintf(out, "\n; ---- %s ----\n", group->heading);
		for (size_t j = 0; j < group->count; j++)
			write_key(&group->keys[j], out);
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

void
config_write_sample(FILE *out)
{
	fputs("; SPDX-License-Identifier: MIT\n"
	      "; bksops-fcgi.conf: see bksops-fcgi.conf(5).\n"
	      "; A line that starts with ; is a comment; lines with a key "
	      "commented out show\n; its default or an example.\n\n"
	      "[global]\n",
	    out);
	write_keys(&keys_global, out);
	fputs("\n; One section is one pool: its socket, its user, its "
	      "databases.  The name is\n; free.  Pools of several tenants "
	      "stand best in a file each: see include.\n\n[www]\n",
	    out);
	write_keys(&keys_pool, out);
}
