/* SPDX-License-Identifier: MIT */
#include "config/rights.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is wrong with the file, or NULL. */
static const char *
look_at(int fd, unsigned int forbidden)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "not a regular file";
	if ((st.st_mode & forbidden) == 0)
		return NULL;
	return forbidden == RIGHTS_USE
		   ? "others may use the file; take their rights away "
		     "(chmod o= FILE)"
		   : "others may write the file; take that right away "
		     "(chmod o-w FILE)";
}

int
rights_open(const char *path, unsigned int forbidden, const char **wrong)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	*wrong = fd < 0 ? strerror(errno) : look_at(fd, forbidden);
	if (*wrong == NULL || fd < 0)
		return fd;
	close(fd);
	return -1;
}
