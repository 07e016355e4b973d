/* SPDX-License-Identifier: MIT */
#include "pool/listen.h"

#include "config/account.h"
#include "config/address.h"
#include "pool/why.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int
unix_address(
    const char *key, const char *path, struct sockaddr_un *address, char **why)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(address->sun_path))
		return why_set(why,
		    "%s = %s: a socket's path has at most %zu bytes", key, path,
		    sizeof(address->sun_path) - 1);
	strcpy(address->sun_path, path);
	return 0;
}

/* Removes the socket file of a dead process. */
static int
remove_stale(const char *key, const struct sockaddr_un *address, char **why)
{
	const char *path = address->sun_path;
	struct stat st;
	int fd, result;

	if (lstat(path, &st) != 0)
		return 0;
	if (!S_ISSOCK(st.st_mode))
		return why_set(
		    why, "%s = %s: is there, and no socket", key, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return why_errno(why, "socket");
	result =
	    connect(fd, (const struct sockaddr *)address, sizeof(*address));
	close(fd);
	/* EAGAIN: somebody listens, and is busy. */
	if (result == 0 || errno != ECONNREFUSED)
		return why_set(why, "%s = %s: already in use", key, path);
	return unlink(path) == 0 ? 0 : why_errno(why, path);
}

/*
 * Gives the socket its owner.  The directory may be somebody else's, who puts
 * another file there meanwhile: so not by name.
 */
static int
set_owner(const struct config_pool *pool, const char *path, char **why)
{
	struct account owner = {(uid_t)-1, (gid_t)-1};
	const char *unknown =
	    account_find(pool->listen_owner, pool->listen_group, &owner);
	struct stat st;
	int fd, result;

	if (unknown != NULL)
		return why_set(why,
		    "listen.owner, listen.group: no such user or group: %s",
		    unknown);
	if (owner.uid == (uid_t)-1 && owner.gid == (gid_t)-1)
		return 0;
	fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return why_errno(why, path);
	errno = EINVAL;
	result =
	    fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode) &&
		    fchownat(fd, "", owner.uid, owner.gid, AT_EMPTY_PATH) == 0
		? 0
		: why_errno(why, path);
	close(fd);
	return result;
}

/* The mode is there from the first moment on: bind(2) gives all rights that
 * the mask leaves. */
static int
bind_unix(int fd, const struct sockaddr_un *address, int64_t mode)
{
	mode_t mask = umask((mode_t)~mode & 0777);
	int result =
	    bind(fd, (const struct sockaddr *)address, sizeof(*address));

	umask(mask);
	return result;
}

static int
open_unix(const struct config_pool *pool, const char *key, const char *path,
    char **why)
{
	struct sockaddr_un address;
	int fd;

	if (unix_address(key, path, &address, why) != 0 ||
	    remove_stale(key, &address, why) != 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return why_errno(why, "socket");
	if (bind_unix(fd, &address, pool->listen_mode) != 0) {
		why_errno(why, path);
		close(fd);
		return -1;
	}
	if (set_owner(pool, path, why) == 0) {
		if (listen(fd, (int)pool->listen_backlog) == 0)
			return fd;
		why_errno(why, path);
	}
	unlink(path);
	close(fd);
	return -1;
}

static int
bind_tcp(const char *host, const char *port, int64_t backlog)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICSERV | AI_NUMERICHOST};
	struct addrinfo *info;
	int fd, on = 1;

	errno = EINVAL;
	if (getaddrinfo(host, port, &hints, &info) != 0)
		return -1;
	fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
		bind(fd, info->ai_addr, info->ai_addrlen) != 0 ||
		listen(fd, (int)backlog) != 0)) {
		on = errno;
		close(fd);
		errno = on;
		fd = -1;
	}
	freeaddrinfo(info);
	return fd;
}

static int
open_tcp(const struct config_pool *pool, const char *text,
    const struct address *address, char **why)
{
	char host[64], port[8];
	int fd;

	snprintf(host, sizeof(host), "%.*s", TEXT_ARG(address->host));
	snprintf(port, sizeof(port), "%u", address->port);
	if (*host != '\0')
		fd = bind_tcp(host, port, pool->listen_backlog);
	else {
		/* All addresses: a socket of IPv6 serves both, if there is. */
		fd = bind_tcp("::", port, pool->listen_backlog);
		if (fd < 0 && errno == EAFNOSUPPORT)
			fd = bind_tcp("0.0.0.0", port, pool->listen_backlog);
	}
	return fd >= 0 ? fd : why_errno(why, text);
}

int
listen_open(const struct config_pool *pool, const char *key,
    const char *address, char **why)
{
	struct address parsed;

	if (!address_parse(address, &parsed))
		return why_set(why, "%s = %s: no address", key, address);
	return parsed.local ? open_unix(pool, key, address, why)
			    : open_tcp(pool, address, &parsed, why);
}

int
listen_adjust(const struct config_pool *pool, const char *address, char **why)
{
	struct address parsed;
	struct stat st;

	if (!address_parse(address, &parsed) || !parsed.local)
		return 0;
	if (lstat(address, &st) != 0 || !S_ISSOCK(st.st_mode))
		return why_set(why, "%s: the socket is not there", address);
	if ((st.st_mode & 0777) != (mode_t)pool->listen_mode &&
	    chmod(address, (mode_t)pool->listen_mode) != 0)
		return why_errno(why, address);
	return set_owner(pool, address, why);
}

void
listen_remove(const char *listen)
{
	if (*listen == '/')
		unlink(listen);
}
