/* SPDX-License-Identifier: MIT */
/* The rules about paths: of pages, and of the workers' directories. */
#include "config/check.h"
#include "config/complain.h"
#include "config/keys.h"
#include "config/parse.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path leads to one page. */
static void
check_pages(struct config_pool *pool)
{
	const struct {
		const char *key, *path;
	} pages[] = {{"ping.path", pool->ping_path},
	    {"live.path", pool->live_path}, {"ready.path", pool->ready_path},
	    {"status.path", pool->status_path}};

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		for (size_t j = 0; j < i; j++)
			if (*pages[i].path != '\0' &&
			    strcmp(pages[i].path, pages[j].path) == 0 &&
			    !ANY_REFUSED(pool, pages[i].key, pages[j].key))
				complain_key(pool, pages[i].key,
				    "%s = %s is %s already", pages[i].key,
				    pages[i].path, pages[j].key);
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

static void
check_directories(struct config_pool *pool)
{
	char below[2 * CONFIG_LINE_MAX];
	const char *wrong = NULL;

	if (*pool->chroot != '\0')
		wrong = geteuid() != 0 ? "only root may set it"
				       : look_at(pool->chroot);
	if (wrong != NULL)
		complain_key(
		    pool, "chroot", "chroot = %s: %s", pool->chroot, wrong);
	if (*pool->chdir == '\0' || keys_is_refused(pool, "chroot"))
		return;
	snprintf(below, sizeof(below), "%s%s", pool->chroot, pool->chdir);
	wrong = look_at(below);
	if (wrong != NULL)
		complain_key(
		    pool, "chdir", "chdir = %s: %s", pool->chdir, wrong);
}

void
check_places(struct config_pool *pool)
{
	check_pages(pool);
	check_directories(pool);
}
