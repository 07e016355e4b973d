/* SPDX-License-Identifier: MIT */
#include "pool/listen.h"

#include "config/address.h"
#include "pool/why.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int
open_unix(const struct config_pool *pool, const char *key, const char *path,
    struct socket_file *file, char **why)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return why_errno(why, "socket");
	if (socket_file_bind(file, fd, key, path, pool, why) != 0) {
		close(fd);
		return -1;
	}
	if (listen(fd, (int)pool->listen_backlog) == 0)
		return fd;
	why_errno(why, path);
	socket_file_remove(file, path);
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
    const char *address, struct socket_file *file, char **why)
{
	struct address parsed;

	*file = (struct socket_file){.inode = 0};
	if (!address_parse(address, &parsed))
		return why_set(why, "%s = %s: no address", key, address);
	return parsed.local ? open_unix(pool, key, address, file, why)
			    : open_tcp(pool, address, &parsed, why);
}
