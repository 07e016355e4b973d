/* SPDX-License-Identifier: MIT */
/*
 * From a file, and what it includes, to the structs.
 *
 * inih takes lines apart.  Our reader counts them, for messages, and sees to
 * what inih lets pass: NUL and control characters, lines that it would cut,
 * sections that are empty or come twice, values in quotes.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "config/internal.h"

#include <errno.h>
#include <glob.h>
#include <ini.h>
#include <stdlib.h>
#include <unistd.h>

struct include {
	char *pattern; /* glob(7) */
	int line;
};

struct includes {
	struct include *list;
	size_t count;
};

/* How a value stands in its line. */
enum form {
	FORM_PLAIN,
	FORM_CUT,    /* a comment behind it */
	FORM_QUOTED, /* in quotes, of which inih knows nothing */
	FORM_BROKEN  /* a quote in front and none at the end */
};

struct parse {
	struct config *config;
	const char *file;
	struct includes *includes; /* NULL: the file is an included one */
	FILE *in;
	int line;
	struct config_mistakes *mistakes; /* of the whole file */
	struct section section;	      /* .keys is NULL before the first one */
	bool skipping;		      /* up to the next section */
	bool full;		      /* further pools are passed over */
	bool by_colon;		      /* the line is "key: value" */
	enum form form;		      /* of the value of the line */
	char quoted[CONFIG_LINE_MAX]; /* what is between quotes */
	bool failed;		      /* out of memory */
};

static void
fail(struct parse *p, int result)
{
	p->failed = p->failed || result < 0;
}

/* What is wrong with the whole file, up to the next section. */
#define FAIL(p, ...)                                                        \
	do {                                                                \
		complain((p)->mistakes, (p)->file, (p)->line, __VA_ARGS__); \
		(p)->section.keys = NULL;                                   \
		(p)->skipping = true;                                       \
	} while (0)

/* Reports a line that is neither a section nor a key. */
static void
fail_line(struct parse *p, const char *wrong)
{
	if (p->section.keys != NULL)
		complain(p->section.mistakes, p->file, p->line, "%s", wrong);
	else if (!p->skipping)
		FAIL(p, "%s", wrong);
}

static bool
is_control(int c)
{
	return (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
}

/* Which section begins with a line that is wrong is not known. */
static void
refuse_line(struct parse *p, char *line, const char *wrong)
{
	if (*line == '[')
		FAIL(p, "%s", wrong);
	else
		fail_line(p, wrong);
	*line = '\0';
}

/* Reads a line without its newline and without blanks in front: to inih those
 * would continue the value above.  False at the end of the file. */
static bool
read_line(struct parse *p, char *line, size_t size)
{
	char wrong[64] = "";
	size_t n = 0;
	int c = getc(p->in);

	if (c == EOF)
		return false;
	p->line++;
	for (; c != '\n' && c != EOF; c = getc(p->in)) {
		if (n == 0 && (c == ' ' || c == '\t'))
			continue;
		if (is_control(c))
			snprintf(wrong, sizeof(wrong),
			    "a control character (0x%02X)", (unsigned)c);
		else if (n + 1 < size)
			line[n++] = (char)c;
		else
			snprintf(wrong, sizeof(wrong),
			    "a line of more than %zu bytes", size - 1);
	}
	line[n] = '\0';
	if (*wrong != '\0')
		refuse_line(p, line, wrong);
	return true;
}

static void
begin_named(struct parse *p, struct text name)
{
	const bool global = text_is(name, "global");

	if (p->includes == NULL && global) {
		FAIL(p, "an included file holds pools only");
		return;
	}
	if (p->full && !global)
		p->section.keys = NULL;
	else
		fail(p, section_begin(
			    &p->section, p->config, name, p->file, p->line));
	p->skipping = p->section.keys == NULL;
	/* That there are too many pools is told once of a file. */
	p->full = p->full || (p->skipping && !global);
}

/* A line that starts with '[' begins a section. */
static void
begin_section(struct parse *p, char *line)
{
	char *end = strchr(line, ']');
	struct text rest;

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

/* The value that inih finds in the line, blanks in front of it; "" in one that
 * it passes over.  NULL: it finds no key. */
static const char *
find_value(const char *line)
{
	bool blank = true;

	if (*line == '#')
		return "";
	for (const char *c = line; *c != '\0'; c++) {
		if (*c == '=' || *c == ':')
			return c + 1;
		if (*c == ';' && blank)
			return c == line ? "" : NULL;
		blank = *c == ' ' || *c == '\t' || *c == '\r';
	}
	return *line == '\0' || *line == '\r' ? "" : NULL;
}

/* Copies what is between quotes; \", \' and \\ have a meaning between double
 * ones, as in php-fpm.  What follows the second one, or NULL. */
static const char *
copy_quoted(const char *value, char *out)
{
	const char quote = *value++;

	for (; *value != quote; value++) {
		if (*value == '\0')
			return NULL;
		if (quote == '"' && *value == '\\' && value[1] != '\0' &&
		    strchr("\"'\\", value[1]) != NULL)
			value++;
		*out++ = *value;
	}
	*out = '\0';
	return value + 1;
}

static enum form
look_at_value(struct parse *p, const char *value)
{
	const char *start = value + strspn(value, " \t"), *end;
	struct text rest;

	/* A comment may leave nothing of the value. */
	if (*start != '"' && *start != '\'')
		return value_has_blank_and(value, ';') ? FORM_CUT : FORM_PLAIN;
	end = copy_quoted(start, p->quoted);
	if (end == NULL)
		return FORM_BROKEN;
	rest = text_strip(text_of(end));
	return rest.len == 0 || *rest.s == ';' ? FORM_QUOTED : FORM_BROKEN;
}

/*
 * An ini_reader: as fgets.  inih sees lines of keys only.  After the last one
 * it frees the line as it is, and a worker of another pool may inherit that
 * memory.
 */
static char *
next_line(char *line, int size, void *context)
{
	struct parse *p = context;
	const char *value;
	char *start = line;

	if (p->failed || !read_line(p, line, (size_t)size)) {
		explicit_bzero(line, (size_t)size);
		return NULL;
	}
	if (p->line == 1 && text_starts(text_of(line), "\xEF\xBB\xBF"))
		start += 3;
	value = *start == '[' ? NULL : find_value(start);
	if (value != NULL) {
		p->by_colon = value > start && value[-1] == ':';
		p->form = look_at_value(p, value);
		return line;
	}
	if (*start == '[')
		begin_section(p, start);
	else
		fail_line(p, "neither [section] nor key = value");
	*line = '\0';
	return line;
}

/* A secret is not shown by -T, so who tests the file is told what of the line
 * is not part of it. */
static int
warn_of_secret(struct parse *p, const char *name)
{
	if (p->form == FORM_QUOTED)
		return config_add_warning(p->config, CONFIG_WARNING_TEST,
		    p->file, p->line,
		    "%s: the quotes around it are no part of it, as with "
		    "php-fpm; if they are, put it into a file: %s_file",
		    name, name);
	if (p->form == FORM_CUT)
		return config_add_warning(p->config, CONFIG_WARNING_TEST,
		    p->file, p->line,
		    "%s: what follows the blank and the ; is a comment; if it "
		    "is part of it, put quotes around the whole",
		    name);
	return 0;
}

/* What follows a blank and a # would be a comment elsewhere. */
static int
warn_of_hash(struct parse *p, const char *name, const char *value)
{
	if (!value_has_blank_and(value, '#') || p->form == FORM_QUOTED)
		return 0;
	return config_add_warning(p->config, CONFIG_WARNING_START, p->file,
	    p->line,
	    "%s: the # and what follows it are part of the value; a comment "
	    "begins with a blank and a ;, and quotes around the value say that "
	    "it is meant",
	    name);
}

/* Notes a pattern of config->file.  0, or -1 when out of memory. */
static int
add_include(struct includes *includes, struct config *config,
    const char *pattern, int line)
{
	struct include *list;
	char want[VALUE_WANT];

	if (*pattern == '\0') {
		value_want(keys_named(&keys_global, "include"), want);
		complain(&config->mistakes, config->file, line,
		    "include = : the value must be %s", want);
		return 0;
	}
	list = reallocarray(includes->list, includes->count + 1, sizeof(*list));
	if (list == NULL)
		return -1;
	includes->list = list;
	list += includes->count;
	*list = (struct include){strdup(pattern), line};
	if (list->pattern == NULL)
		return -1;
	includes->count++;
	return 0;
}

static int
set_key(struct parse *p, const char *name, const char *value)
{
	const struct key *key = keys_named(p->section.keys, name);
	const size_t mistakes = p->section.mistakes->count;

	if (p->section.pool == NULL && strcmp(name, "include") == 0)
		return add_include(p->includes, p->config, value, p->line);
	if (section_set(&p->section, p->file, name, value, p->line) < 0)
		return -1;
	if (p->section.mistakes->count > mistakes)
		return 0;
	if (key->secret && warn_of_secret(p, name) < 0)
		return -1;
	return warn_of_hash(p, name, value);
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
	if (p->form == FORM_QUOTED)
		value = p->quoted;
	if (p->section.keys == NULL)
		FAIL(p, "the key %s stands in front of the first [section]",
		    name);
	else if (p->by_colon) {
		complain(p->section.mistakes, p->file, p->line,
		    "%s: write %s = value, with = in place of :", name, name);
		section_refuse(&p->section, name, p->line);
	} else if (p->form == FORM_BROKEN) {
		complain(p->section.mistakes, p->file, p->line,
		    "%s: the value begins with a quote and does not end "
		    "with the next one; if quotes belong to it, put it "
		    "between others",
		    name);
		section_refuse(&p->section, name, p->line);
	} else
		fail(p, set_key(p, name, value));
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

/* Tenants' files are not to make the master, which may be root, wait or do what
 * somebody else wants. */
static FILE *
open_file(const struct parse *p, const char **wrong)
{
	FILE *in = NULL;
	int fd;

	*wrong = NULL;
	if (p->includes == NULL) {
		fd = rights_open(
		    p->file, geteuid() == 0 ? RIGHTS_WRITE : 0, wrong);
		in = fd < 0 ? NULL : fdopen(fd, "r");
	} else
		in = fopen(p->file, "re");
	if (in == NULL && *wrong == NULL)
		*wrong = strerror(errno);
	return in;
}

static int
parse(struct parse *p)
{
	/* Ours, so that it can be wiped: there may be secrets in the file. */
	char buffer[BUFSIZ];
	const char *wrong;
	int result;

	errno = 0;
	p->in = open_file(p, &wrong);
	if (p->in == NULL) {
		complain(p->mistakes, p->file, 0, "%s%s", wrong,
		    errno == ENOENT && p->includes != NULL
			? "; the sample is " SAMPLE_FILE
			: "");
		return 0;
	}
	setvbuf(p->in, buffer, _IOFBF, sizeof(buffer));
	set_limits();
	result = ini_parse_stream(next_line, p, take_value, p);
	if (!p->failed && ferror(p->in))
		FAIL(p, "%s", strerror(errno));
	fclose(p->in);
	explicit_bzero(buffer, sizeof(buffer));
	explicit_bzero(p->quoted, sizeof(p->quoted));
	return p->failed || result != 0 ? -1 : 0;
}

/* A file that was included: pools only.  What is wrong with the whole of it
 * makes its pools bad.  0, or -1 when out of memory. */
static int
parse_included(struct config *config, const char *file)
{
	struct config_mistakes mistakes = {.count = 0};
	struct parse p = {
	    .config = config, .file = file, .mistakes = &mistakes};
	int result = parse(&p);

	if (result == 0 && mistakes.count > 0)
		result = config_add_bad_file(config, file, &mistakes);
	mistakes_free(&mistakes);
	return result;
}

/* The pattern below the directory of the file; its name is not matched. */
static char *
full_pattern(const char *file, const char *pattern)
{
	const char *slash = strrchr(file, '/');
	size_t dir =
	    slash == NULL || *pattern == '/' ? 0 : (size_t)(slash + 1 - file);
	char *full = malloc(2 * dir + strlen(pattern) + 1), *out = full;

	if (full == NULL)
		return NULL;
	for (size_t i = 0; i < dir; i++) {
		if (strchr("*?[\\", file[i]) != NULL)
			*out++ = '\\';
		*out++ = file[i];
	}
	strcpy(out, pattern);
	return full;
}

/* A directory that cannot be read hides tenants. */
static int
stop_at_error(const char *path, int error)
{
	(void)path;
	return error == ENOENT ? 0 : 1;
}

/* Adds the file to those that were read.  0, or -1 when out of memory. */
static int
add_file(struct config *config, const char *file)
{
	char **files =
	    reallocarray(config->files, config->nfiles + 1, sizeof(*files));

	if (files == NULL)
		return -1;
	config->files = files;
	files[config->nfiles] = strdup(file);
	if (files[config->nfiles] == NULL)
		return -1;
	config->nfiles++;
	return 0;
}

static int
read_file(struct config *config, const char *file)
{
	return add_file(config, file) < 0 ? -1 : parse_included(config, file);
}

static int
read_pattern(struct config *config, const struct include *include)
{
	glob_t found = {0};
	char *path = full_pattern(config->file, include->pattern);
	bool none;
	int result;

	if (path == NULL)
		return -1;
	result = glob(path, 0, stop_at_error, &found);
	free(path);
	if (result == GLOB_ABORTED)
		complain(&config->mistakes, config->file, include->line,
		    "include = %s: %s", include->pattern, strerror(errno));
	none = result == GLOB_NOMATCH;
	result = result == GLOB_NOSPACE ? -1 : 0;
	for (size_t i = 0; i < found.gl_pathc && result == 0; i++)
		result = read_file(config, found.gl_pathv[i]);
	if (none)
		result = config_add_warning(config, CONFIG_WARNING_START,
		    config->file, include->line, "include = %s matches no file",
		    include->pattern);
	globfree(&found);
	return result;
}

/*
 * Reads the files that match, pattern by pattern, each in the order of names.
 * Patterns are relative to the directory of config->file.  None is fine.  0,
 * or -1 when out of memory.
 */
static int
read_includes(const struct includes *includes, struct config *config)
{
	for (size_t i = 0; i < includes->count; i++)
		if (read_pattern(config, &includes->list[i]) < 0)
			return -1;
	return 0;
}

static void
free_includes(struct includes *includes)
{
	for (size_t i = 0; i < includes->count; i++)
		free(includes->list[i].pattern);
	free(includes->list);
}

/* Reads config->file: keys of the file have its values, the others their
 * defaults.  Mistakes are told.  0, or -1 when out of memory. */
static int
parse_file(struct config *config)
{
	struct includes includes = {0};
	struct parse p = {.config = config,
	    .file = config->file,
	    .includes = &includes,
	    .mistakes = &config->mistakes};
	int result = parse(&p);

	if (result == 0)
		result = read_includes(&includes, config);
	free_includes(&includes);
	return result;
}

/* 0, or -1 when out of memory; mistakes are told. */
static int
load(struct config *config, const char *file)
{
	config->file = strdup(file);
	if (config->file == NULL ||
	    value_defaults(
		&keys_global, &config->global, &config->global.lines) < 0 ||
	    parse_file(config) < 0)
		return -1;
	return check_config(config);
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
