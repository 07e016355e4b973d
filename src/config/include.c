/* SPDX-License-Identifier: MIT */
#include "config/include.h"

#include "config/complain.h"
#include "config/keys.h"
#include "config/parse.h"
#include "config/value.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>

int
include_add(struct includes *includes, struct config *config,
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

/* The pattern below the directory of the file, whose name is none. */
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
		result =
		    note(config, CONFIG_NOTE_START, config->file, include->line,
			"include = %s matches no file", include->pattern);
	globfree(&found);
	return result;
}

int
include_read(const struct includes *includes, struct config *config)
{
	for (size_t i = 0; i < includes->count; i++)
		if (read_pattern(config, &includes->list[i]) < 0)
			return -1;
	return 0;
}

void
include_free(struct includes *includes)
{
	for (size_t i = 0; i < includes->count; i++)
		free(includes->list[i].pattern);
	free(includes->list);
}
