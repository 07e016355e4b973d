/* SPDX-License-Identifier: MIT */
/* The configuration as it counts, for -T, and what was read, for -t. */
#include "config/internal.h"

#include <inttypes.h>
#include <limits.h>

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

/* What value_set gets of it must be the same. */
static bool
needs_quotes(const char *text)
{
	const char *end = text + strlen(text);

	if (text == end)
		return false;
	return strchr("\"'; \t\r", *text) != NULL ||
	       strchr(" \t\r", end[-1]) != NULL ||
	       value_has_blank_and(text, ';');
}

static void
print_text(const char *text, FILE *out)
{
	const bool quoted = needs_quotes(text);

	if (quoted)
		fputc('"', out);
	for (; *text != '\0'; text++) {
		if (quoted && (*text == '"' || *text == '\\'))
			fputc('\\', out);
		fputc(*text, out);
	}
	if (quoted)
		fputc('"', out);
}

/* The value as text that value_set reads, whatever it holds. */
static void
print_value(const struct key *key, const void *section, FILE *out)
{
	const char *member = (const char *)section + key->offset;
	char duration[VALUE_DURATION];
	int64_t number;
	bool on;

	if (value_is_text(key)) {
		print_text(*(char *const *)(const void *)member, out);
		return;
	}
	if (key->type == KEY_BOOL) {
		memcpy(&on, member, sizeof(on));
		fputs(on ? "yes" : "no", out);
		return;
	}
	memcpy(&number, member, sizeof(number));
	switch (key->type) {
	case KEY_ENUM:
		fputs(key->words[number], out);
		break;
	case KEY_OCTAL:
		fprintf(out, "0%" PRIo64, (uint64_t)number);
		break;
	case KEY_DURATION:
		value_print_duration(number, duration);
		fputs(duration, out);
		break;
	default:
		if (number < 0 && key->type == KEY_LIMIT)
			fputs("unlimited", out);
		else
			fprintf(out, "%" PRId64, number);
		break;
	}
}

static void
dump_key(const struct key *key, const void *section, FILE *out)
{
	const char *secret;

	fprintf(out, "%s = ", key->name);
	if (key->secret) {
		secret = *value_text(key, (void *)(uintptr_t)section);
		fputs(*secret != '\0' ? SECRET_SHOWN : "", out);
	} else
		print_value(key, section, out);
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
