/* SPDX-License-Identifier: MIT */
/*
 * inih takes lines apart.  Our reader counts them, for messages, and sees to
 * what inih lets pass: NUL and control characters, lines that it would cut,
 * sections that are empty or come twice.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "config/parse.h"

#include "config/bad.h"
#include "config/complain.h"
#include "config/include.h"
#include "config/section.h"
#include "config/value.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>

struct parse {
	struct config *config;
	const char *file;
	bool included;
	FILE *in;
	int line;
	struct section section; /* .keys is NULL before the first one */
	bool skipping;		/* the section of a bad pool */
	bool failed;
	char **why;
};

static void
fail(struct parse *p, int result)
{
	p->failed = p->failed || result < 0;
}

#define FAIL(p, ...) \
	fail(p, complain((p)->why, (p)->file, (p)->line, __VA_ARGS__))

/* A mistake in a pool's section is that pool's own. */
static void
fail_section(struct parse *p, const char *name, int result)
{
	struct config *config = p->config;

	if (result == 0)
		return;
	if (name != NULL)
		result = bad_add(config, name, p->file, p->why);
	else if (p->section.keys == &keys_pool)
		result = bad_pool(config, config->npools - 1, p->why);
	p->skipping = result == 0;
	p->section.keys = NULL;
	fail(p, result);
}

/* Reads a line with its newline, without blanks in front: to inih those would
 * continue the value above.  Its length, 0 at the end of the file. */
static size_t
read_line(struct parse *p, char *line, size_t size)
{
	size_t n = 0;
	int c = 0;

	while (c != '\n' && (c = getc(p->in)) != EOF) {
		if (n == 0 && (c == ' ' || c == '\t'))
			continue;
		if ((c < ' ' && c != '\n' && c != '\r' && c != '\t') ||
		    c == 0x7F) {
			p->line++;
			FAIL(p, "a control character (0x%02X)", (unsigned)c);
			return 0;
		}
		if (n + 1 == size) {
			p->line++;
			FAIL(p, "a line of more than %zu bytes", size - 1);
			return 0;
		}
		line[n++] = (char)c;
	}
	line[n] = '\0';
	return n;
}

static void
begin_named(struct parse *p, struct text name)
{
	bool global = text_is(name, "global");
	char typed[SECTION_NAME_MAX + 1];
	int result;

	if (p->included && global) {
		FAIL(p, "an included file holds pools only");
		return;
	}
	result = section_begin(
	    &p->section, p->config, name, p->file, p->line, p->why);
	if (global) {
		fail(p, result);
		return;
	}
	snprintf(typed, sizeof(typed), "%.*s", TEXT_ARG(name));
	fail_section(p, typed, result);
}

/* A line that starts with '[' begins a section. */
static void
begin_section(struct parse *p, char *line)
{
	char *end = strchr(line, ']');
	struct text rest;

	p->section.keys = NULL;
	p->skipping = false;
	if (end == NULL) {
		FAIL(p, "a section without its ]");
		return;
	}
	rest = text_strip(text_of(end + 1));
	if (rest.len > 0 && rest.s[0] != ';' && rest.s[0] != '#') {
		FAIL(p, "only a comment may follow [section]");
		return;
	}
	begin_named(p, (struct text){line + 1, (size_t)(end - line - 1)});
}

/* An ini_reader: as fgets. */
static char *
next_line(char *line, int size, void *context)
{
	struct parse *p = context;
	char *start = line;

	if (p->failed || read_line(p, line, (size_t)size) == 0)
		return NULL;
	p->line++;
	if (p->line == 1 && strncmp(line, "\xEF\xBB\xBF", 3) == 0)
		start += 3;
	if (*start == '[')
		begin_section(p, start);
	return p->failed ? NULL : line;
}

/* An ini_handler: nonzero when all is well. */
static int
take_value(
    void *context, const char *section, const char *name, const char *value)
{
	struct parse *p = context;

	(void)section;
	if (p->failed || p->skipping)
		return 1;
	if (p->section.keys == NULL)
		FAIL(p, "the key %s stands in front of the first [section]",
		    name);
	else if (p->section.keys == &keys_global &&
		 strcmp(name, "include") == 0)
		fail(p, include_files(p->config, value, p->line, p->why));
	else
		fail_section(p, NULL,
		    section_set(
			&p->section, p->file, name, value, p->line, p->why));
	return 1;
}

/* Distributions build inih with 200 bytes a line unless told otherwise. */
static void
set_limits(void)
{
#if HAVE_DECL_INI_MAX_LINE && HAVE_DECL_INI_USE_STACK
	ini_use_stack = false;
	ini_max_line = CONFIG_LINE_MAX;
	ini_initial_alloc = CONFIG_LINE_MAX;
#endif
}

static int
parse(struct parse *p)
{
	int wrong;

	p->in = fopen(p->file, "re");
	if (p->in == NULL)
		return complain(p->why, p->file, 0, "%s", strerror(errno));
	set_limits();
	wrong = ini_parse_stream(next_line, p, take_value, p);
	if (ferror(p->in))
		FAIL(p, "%s", strerror(errno));
	fclose(p->in);
	if (wrong > 0 && (!p->failed || wrong < p->line)) {
		free(p->failed ? *p->why : NULL);
		return complain(p->why, p->file, wrong,
		    "neither [section] nor key = value");
	}
	if (wrong < 0)
		*p->why = NULL;
	return p->failed || wrong < 0 ? -1 : 0;
}

int
parse_file(struct config *config, char **why)
{
	struct parse p = {.config = config, .file = config->file, .why = why};

	return parse(&p);
}

int
parse_included(struct config *config, const char *file, char **why)
{
	struct parse p = {
	    .config = config, .file = file, .included = true, .why = why};

	*why = NULL;
	return parse(&p) == 0 ? 0 : bad_file(config, file, why);
}
