/* SPDX-License-Identifier: MIT */
/* The rules about paths: of pages, and of the workers' directories. */
#include "config/check.h"
#include "config/complain.h"
#include "config/keys.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path leads to one page. */
static int
check_pages(const struct config_pool *pool, char **why)
{
	const struct {
		const char *key, *path;
	} pages[] = {{"ping.path", pool->ping_path},
	    {"live.path", pool->live_path}, {"ready.path", pool->ready_path},
	    {"status.path", pool->status_path}};

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		for (size_t j = 0; j < i; j++)
			if (*pages[i].path != '\0' &&
			    strcmp(pages[i].path, pages[j].path) == 0)
				return complain(why, pool->file,
				    keys_line(pool, pages[i].key),
				    "%s = %s is %s already", pages[i].key,
				    pages[i].path, pages[j].key);
	return 0;
}

/* What keeps a directory from being one for the workers, or NULL. */
static const char *
look_at(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return strerror(errno);
	return S_ISDIR(st.st_mode) ? NULL : strerror(ENOTDIR);
}

static int
check_directories(const struct config_pool *pool, char **why)
{
	const char *wrong = NULL;
	char *below;

	if (*pool->chroot != '\0')
		wrong = geteuid() != 0 ? "only root may set it"
				       : look_at(pool->chroot);
	if (wrong != NULL)
		return complain(why, pool->file, keys_line(pool, "chroot"),
		    "chroot = %s: %s", pool->chroot, wrong);
	*why = NULL;
	if (asprintf(&below, "%s%s", pool->chroot, pool->chdir) < 0)
		return -1;
	wrong = *pool->chdir == '\0' ? NULL : look_at(below);
	free(below);
	if (wrong != NULL)
		return complain(why, pool->file, keys_line(pool, "chdir"),
		    "chdir = %s: %s", pool->chdir, wrong);
	return 0;
}

int
check_places(const struct config_pool *pool, char **why)
{
	return check_pages(pool, why) < 0 ? -1 : check_directories(pool, why);
}
