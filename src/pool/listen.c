/* SPDX-License-Identifier: MIT */
#include "pool/listen.h"

#include "pool/why.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static bool
is_path(const char *listen)
{
	return *listen == '/';
}

static int
unix_address(const char *path, struct sockaddr_un *address, char **why)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(address->sun_path))
		return why_set(why,
		    "listen = %s: a socket's path has at most %zu bytes", path,
		    sizeof(address->sun_path) - 1);
	strcpy(address->sun_path, path);
	return 0;
}

/* Removes the socket file of a dead process. */
static int
remove_stale(const struct sockaddr_un *address, char **why)
{
	const char *path = address->sun_path;
	struct stat st;
	int fd, result;

	if (lstat(path, &st) != 0)
		return 0;
	if (!S_ISSOCK(st.st_mode))
		return why_set(
		    why, "listen = %s: is there, and no socket", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return why_errno(why, "socket");
	result =
	    connect(fd, (const struct sockaddr *)address, sizeof(*address));
	close(fd);
	/* EAGAIN: somebody listens, and is busy. */
	if (result == 0 || errno != ECONNREFUSED)
		return why_set(why, "listen = %s: already in use", path);
	return unlink(path) == 0 ? 0 : why_errno(why, path);
}

static int
set_owner(const struct config_pool *pool, char **why)
{
	uid_t uid = (uid_t)-1;
	gid_t gid = (gid_t)-1;

	if (*pool->listen_owner != '\0') {
		const struct passwd *pw = getpwnam(pool->listen_owner);

		if (pw == NULL)
			return why_set(why, "listen.owner = %s: no such user",
			    pool->listen_owner);
		uid = pw->pw_uid;
	}
	if (*pool->listen_group != '\0') {
		const struct group *gr = getgrnam(pool->listen_group);

		if (gr == NULL)
			return why_set(why, "listen.group = %s: no such group",
			    pool->listen_group);
		gid = gr->gr_gid;
	}
	if ((uid != (uid_t)-1 || gid != (gid_t)-1) &&
	    chown(pool->listen, uid, gid) != 0)
		return why_errno(why, pool->listen);
	if (chmod(pool->listen, (mode_t)pool->listen_mode) != 0)
		return why_errno(why, pool->listen);
	return 0;
}

static int
open_unix(const struct config_pool *pool, char **why)
{
	struct sockaddr_un address;
	mode_t mask;
	int fd, bound;

	if (unix_address(pool->listen, &address, why) != 0 ||
	    remove_stale(&address, why) != 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return why_errno(why, "socket");
	mask = umask(0177);
	bound = bind(fd, (const struct sockaddr *)&address, sizeof(address));
	umask(mask);
	if (bound != 0) {
		why_errno(why, pool->listen);
		close(fd);
		return -1;
	}
	if (set_owner(pool, why) == 0) {
		if (listen(fd, (int)pool->listen_backlog) == 0)
			return fd;
		why_errno(why, pool->listen);
	}
	unlink(pool->listen);
	close(fd);
	return -1;
}

/* Splits "PORT", "HOST:PORT" or "[HOST]:PORT"; false when it is none. */
static bool
split_address(char *text, const char **host, const char **port)
{
	char *colon = strrchr(text, ':');
	char *bracket;

	*host = NULL;
	*port = text;
	if (colon == NULL)
		return true;
	*colon = '\0';
	*port = colon + 1;
	*host = text;
	if (*text == '[') {
		bracket = strchr(text, ']');
		if (bracket == NULL || bracket[1] != '\0')
			return false;
		*bracket = '\0';
		*host = text + 1;
	} else if (strchr(text, ':') != NULL) {
		return false;
	}
	if (**host == '\0' || strcmp(*host, "*") == 0)
		*host = NULL;
	return true;
}

static int
bind_tcp(
    const struct addrinfo *info, const struct config_pool *pool, char **why)
{
	int on = 1;
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return why_errno(why, "socket");
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, info->ai_addr, info->ai_addrlen) == 0 &&
	    listen(fd, (int)pool->listen_backlog) == 0)
		return fd;
	why_errno(why, pool->listen);
	close(fd);
	return -1;
}

static int
open_tcp(const struct config_pool *pool, char **why)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_PASSIVE | AI_NUMERICSERV | AI_NUMERICHOST};
	struct addrinfo *info;
	const char *host, *port;
	char *text = strdup(pool->listen);
	int fd = -1;

	if (text == NULL)
		return why_set(why, "out of memory");
	if (!split_address(text, &host, &port) || *port == '\0' ||
	    getaddrinfo(host, port, &hints, &info) != 0) {
		why_set(why,
		    "listen = %s: must be an absolute path, a port, "
		    "ADDRESS:PORT or [IPV6]:PORT",
		    pool->listen);
	} else {
		fd = bind_tcp(info, pool, why);
		freeaddrinfo(info);
	}
	free(text);
	return fd;
}

int
listen_open(const struct config_pool *pool, char **why)
{
	return is_path(pool->listen) ? open_unix(pool, why)
				     : open_tcp(pool, why);
}

void
listen_remove(const char *listen)
{
	if (is_path(listen))
		unlink(listen);
}

static bool
is_listening(int fd)
{
	int on = 0;
	socklen_t len = sizeof(on);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) == 0 &&
	       on != 0;
}

/* systemd's first descriptor (sd_listen_fds(3)). */
#define LISTEN_FDS_START 3

static int
from_systemd(const struct config_pool *pool)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	struct text names = text_of(getenv("LISTEN_FDNAMES")), name;
	int count, named = -1;

	if (pid == NULL || fds == NULL || atol(pid) != getpid())
		return -1;
	count = atoi(fds);
	for (int i = 0; i < count && text_split(&names, ':', &name); i++)
		if (named < 0 && text_is(name, pool->name))
			named = LISTEN_FDS_START + i;
	if (named < 0 && count > 0)
		named = LISTEN_FDS_START;
	return named >= 0 && is_listening(named) ? named : -1;
}

int
listen_inherited(const struct config_pool *pool, char **why)
{
	int from = from_systemd(pool);
	int fd;

	if (from < 0 && is_listening(STDIN_FILENO))
		from = STDIN_FILENO;
	if (from < 0)
		return why_set(why,
		    "pool %s has no \"listen\", and the program was not "
		    "started with a listening socket",
		    pool->name);
	/* Out of the way of descriptors 0 to 2, which are opened anew. */
	fd = fcntl(from, F_DUPFD_CLOEXEC, LISTEN_FDS_START);
	return fd >= 0 ? fd : why_errno(why, "dup");
}
