/* SPDX-License-Identifier: MIT */
/* Reads the file, by inih. */
#include "config/config.h"

#include "config/private.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

/* Bytes of a line; inih's own limit where it cannot be raised is 200. */
#if defined(HAVE_DECL_INI_MAX_LINE) && HAVE_DECL_INI_MAX_LINE
#define LINE_MAX_BYTES 4096
#else
#define LINE_MAX_BYTES 200
#endif

struct parsing {
	struct config *config;
	FILE *file;
	int line;		  /* the one being parsed */
	struct config_pool *pool; /* of the section, NULL in [global] */
	char section[128];
	struct config_lines lines;
	char **why;
	bool failed;
};

static int
wrong(struct parsing *p, const char *what, const char *which)
{
	if (!p->failed)
		config_wrong(p->config->file, p->line, p->why, what, which);
	p->failed = true;
	return 0;
}

/* One line for inih, which is told of the end when something is wrong. */
static char *
next_line(char *out, int size, void *context)
{
	struct parsing *p = context;
	size_t len = 0;
	int c;

	if (p->failed)
		return NULL;
	p->line++;
	while ((c = getc(p->file)) != EOF) {
		if (c == '\0' || len + 3 > (size_t)size) {
			wrong(p,
			    c == '\0' ? "a NUL byte%s"
				      : "the line is too long%s",
			    "");
			return NULL;
		}
		out[len++] = (char)c;
		if (c == '\n')
			break;
	}
	out[len] = '\0';
	return len == 0 ? NULL : out;
}

static int
enter_section(struct parsing *p, const char *section)
{
	struct config *config = p->config;
	int **lines;

	if (strlen(section) >= sizeof(p->section))
		return wrong(p, "the section's name is too long%s", "");
	strcpy(p->section, section);
	p->pool = NULL;
	if (strcmp(section, "global") == 0)
		return 1;
	if (*section == '\0')
		return wrong(p, "a key in front of the first section%s", "");
	for (size_t i = 0; i < config->npools; i++)
		if (strcmp(config->pools[i].name, section) == 0)
			return wrong(p, "section [%s] is there twice", section);
	p->pool = config_add_pool(config, section, p->line);
	lines = reallocarray(p->lines.pools, config->npools, sizeof(*lines));
	if (lines == NULL || p->pool == NULL)
		return wrong(p, "out of memory%s", "");
	p->lines.pools = lines;
	lines[config->npools - 1] = calloc(nkeys, sizeof(**lines));
	return lines[config->npools - 1] != NULL ||
	       wrong(p, "out of memory%s", "");
}

static int
unknown_key(struct parsing *p, enum key_section section, const char *name)
{
	const char *nearest = key_nearest(section, name);
	const char *other = section == SECTION_POOL ? "global" : "a pool's";
	char hint[160] = "";

	if (key_find(section == SECTION_POOL ? SECTION_GLOBAL : SECTION_POOL,
		name) != NULL)
		snprintf(hint, sizeof(hint), " here: it belongs to %s section",
		    section == SECTION_POOL ? "the [global]" : other);
	else if (nearest != NULL)
		snprintf(hint, sizeof(hint), "; did you mean %s?", nearest);
	p->failed = true;
	config_wrong(
	    p->config->file, p->line, p->why, "unknown key %s%s", name, hint);
	return 0;
}

static int
set_key(struct parsing *p, const char *name, const char *value)
{
	struct config *config = p->config;
	enum key_section section =
	    p->pool == NULL ? SECTION_GLOBAL : SECTION_POOL;
	const struct key *key = key_find(section, name);
	void *base = p->pool == NULL ? (void *)&config->global : p->pool;
	char expected[256];
	int *line;

	if (key == NULL)
		return unknown_key(p, section, name);
	line = (p->pool == NULL ? p->lines.global
				: p->lines.pools[config->npools - 1]) +
	       (key - keys);
	if (*line != 0)
		return wrong(p, "key %s is there twice", name);
	*line = p->line;
	if (key_set(key, base, value) == 0)
		return 1;
	key_expected(key, expected, sizeof(expected));
	p->failed = true;
	config_wrong(config->file, p->line, p->why, "%s = %s: must be %s", name,
	    key->flags & KEY_SECRET ? "********" : value, expected);
	return 0;
}

static int
on_key(void *context, const char *section, const char *name, const char *value)
{
	struct parsing *p = context;

	if (p->failed)
		return 0;
	if (strcmp(section, p->section) != 0 && !enter_section(p, section))
		return 0;
	return set_key(p, name, value);
}

/* Keys of mysql.paas.* that were not given have their twin's value. */
static int
copy_twins(struct parsing *p)
{
	static const char paas[] = "mysql.paas.";

	for (size_t i = 0; i < p->config->npools; i++)
		for (size_t k = 0; k < nkeys; k++) {
			struct config_pool *pool = &p->config->pools[i];
			char twin[64], *value;
			const struct key *from;
			int result;

			if (!(keys[k].flags & KEY_MYSQL) ||
			    p->lines.pools[i][k] != 0)
				continue;
			snprintf(twin, sizeof(twin), "mysql.sops.%s",
			    keys[k].name + sizeof(paas) - 1);
			from = key_find(SECTION_POOL, twin);
			value = from->flags & KEY_SECRET
				    ? strdup(pool->sops.password)
				    : key_value(from, pool);
			result =
			    value == NULL ? -1 : key_set(&keys[k], pool, value);
			free(value);
			if (result != 0)
				return -1;
		}
	return 0;
}

static void
set_up_inih(void)
{
#if defined(HAVE_DECL_INI_MAX_LINE) && HAVE_DECL_INI_MAX_LINE
	ini_use_stack = false;
	ini_max_line = LINE_MAX_BYTES;
#endif
#if defined(HAVE_DECL_INI_ALLOW_MULTILINE) && HAVE_DECL_INI_ALLOW_MULTILINE
	ini_allow_multiline = false;
#endif
}

static int
parse(struct parsing *p)
{
	int bad;

	set_up_inih();
	bad = ini_parse_stream(next_line, p, on_key, p);
	if (!p->failed && ferror(p->file)) {
		p->line = 0;
		wrong(p, "cannot be read: %s", strerror(errno));
	}
	if (!p->failed && bad != 0) {
		p->line = bad < 0 ? 0 : bad;
		wrong(p,
		    "neither a [section], nor \"key = value\", nor a "
		    "comment%s",
		    "");
	}
	if (!p->failed && copy_twins(p) != 0)
		wrong(p, "out of memory%s", "");
	return p->failed ? -1 : config_check(p->config, &p->lines, p->why);
}

int
config_load(const char *file, struct config **config, char **why)
{
	struct parsing p = {.why = why};
	int result = -1;

	*why = NULL;
	*config = NULL;
	p.file = fopen(file, "re");
	if (p.file == NULL)
		return config_wrong(file, 0, why, "%s", strerror(errno));
	p.config = config_new(file);
	p.lines.global = calloc(nkeys, sizeof(*p.lines.global));
	if (p.config == NULL || p.lines.global == NULL)
		config_wrong(file, 0, why, "out of memory");
	else
		result = parse(&p);
	fclose(p.file);
	for (size_t i = 0; p.lines.pools != NULL && i < p.config->npools; i++)
		free(p.lines.pools[i]);
	free(p.lines.pools);
	free(p.lines.global);
	if (result != 0)
		config_free(p.config);
	else
		*config = p.config;
	return result;
}
