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

#include "config/complain.h"
#include "config/section.h"
#include "config/value.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>

struct parse {
	struct config *config;
	FILE *in;
	int line;
	struct section section; /* .keys is NULL before the first one */
	bool failed;
	char **why;
};

static void
fail(struct parse *p, int result)
{
	p->failed = p->failed || result < 0;
}

#define FAIL(p, ...) \
	fail(p, complain((p)->why, (p)->config->file, (p)->line, __VA_ARGS__))

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

/* A line that starts with '[' begins a section. */
static void
begin_section(struct parse *p, char *line)
{
	char *end = strchr(line, ']');
	struct text rest;

	p->section.keys = NULL;
	if (end == NULL) {
		FAIL(p, "a section without its ]");
		return;
	}
	rest = text_strip(text_of(end + 1));
	if (rest.len > 0 && rest.s[0] != ';' && rest.s[0] != '#') {
		FAIL(p, "only a comment may follow [section]");
		return;
	}
	fail(p, section_begin(&p->section, p->config,
		    (struct text){line + 1, (size_t)(end - line - 1)}, p->line,
		    p->why));
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
	if (p->failed)
		return 1;
	if (p->section.keys == NULL)
		FAIL(p, "the key %s stands in front of the first [section]",
		    name);
	else
		fail(p, section_set(&p->section, p->config, name, value,
			    p->line, p->why));
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

int
parse_file(struct config *config, char **why)
{
	struct parse p = {.config = config, .why = why};
	int wrong;

	p.in = fopen(config->file, "re");
	if (p.in == NULL)
		return complain(why, config->file, 0, "%s", strerror(errno));
	set_limits();
	wrong = ini_parse_stream(next_line, &p, take_value, &p);
	if (ferror(p.in))
		FAIL(&p, "%s", strerror(errno));
	fclose(p.in);
	if (wrong > 0 && (!p.failed || wrong < p.line)) {
		free(p.failed ? *why : NULL);
		return complain(why, config->file, wrong,
		    "neither [section] nor key = value");
	}
	if (wrong < 0)
		*why = NULL;
	return p.failed || wrong < 0 ? -1 : 0;
}
