/* SPDX-License-Identifier: MIT */
#include "config/include.h"

#include "config/complain.h"
#include "config/parse.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>

/* A directory that cannot be read hides tenants. */
static int
stop_at_error(const char *path, int error)
{
	(void)path;
	return error == ENOENT ? 0 : 1;
}

int
include_files(struct config *config, const char *pattern, int line, char **why)
{
	const char *slash = strrchr(config->file, '/');
	bool relative = *pattern != '/' && slash != NULL;
	glob_t found = {0};
	char *path;
	int result;

	*why = NULL;
	if (asprintf(&path, "%.*s%s",
		relative ? (int)(slash + 1 - config->file) : 0, config->file,
		pattern) < 0)
		return -1;
	result = glob(path, 0, stop_at_error, &found);
	free(path);
	if (result == GLOB_ABORTED)
		result = complain(why, config->file, line, "include = %s: %s",
		    pattern, strerror(errno));
	else
		result = result == GLOB_NOSPACE ? -1 : 0;
	for (size_t i = 0; i < found.gl_pathc && result == 0; i++)
		result = parse_included(config, found.gl_pathv[i], why);
	globfree(&found);
	return result;
}
