/* SPDX-License-Identifier: MIT */
#include "pool/listen.h"

#include "config/names.h"
#include "pool/why.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* systemd's first descriptor (sd_listen_fds(3)), and how many we look at. */
#define LISTEN_FDS_START 3
#define LISTEN_FDS_MAX	 256

/* --- sockets of our own --- */

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
	why_value(why, key, path);
	socket_file_remove(file, path);
	close(fd);
	return -1;
}

union tcp_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Binds, without listening.  The descriptor, or -1 with errno. */
static int
bind_tcp(const char *host, const char *port, union tcp_address *bound)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICSERV | AI_NUMERICHOST};
	struct addrinfo *info;
	int fd, on = 1;

	errno = EINVAL;
	if (getaddrinfo(host, port, &hints, &info) != 0)
		return -1;
	memcpy(bound, info->ai_addr, info->ai_addrlen);
	fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
		bind(fd, info->ai_addr, info->ai_addrlen) != 0)) {
		on = errno;
		close(fd);
		errno = on;
		fd = -1;
	}
	freeaddrinfo(info);
	return fd;
}

static int
bind_address(const struct address *address, union tcp_address *bound)
{
	char host[64], port[8];
	int fd;

	snprintf(host, sizeof(host), "%.*s", TEXT_ARG(address->host));
	snprintf(port, sizeof(port), "%u", address->port);
	if (*host != '\0')
		return bind_tcp(host, port, bound);
	/* All addresses: a socket of IPv6 serves both, if there is. */
	fd = bind_tcp("::", port, bound);
	return fd < 0 && errno == EAFNOSUPPORT
		   ? bind_tcp("0.0.0.0", port, bound)
		   : fd;
}

static int
open_tcp(const struct config_pool *pool, const char *key, const char *text,
    const struct address *address, char **why)
{
	union tcp_address unused;
	int fd = bind_address(address, &unused);

	if (fd >= 0 && listen(fd, (int)pool->listen_backlog) == 0)
		return fd;
	why_value(why, key, text);
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The inode of the socket that listens on exactly this address, by the table of
 * proc_net(5), which has addresses as hexadecimal words; 0 if there is none. */
static ino_t
find_listener(const union tcp_address *address)
{
	const bool is_v6 = address->any.sa_family == AF_INET6;
	FILE *in = fopen(is_v6 ? "/proc/net/tcp6" : "/proc/net/tcp", "re");
	char wanted[48], line[512], local[48];
	unsigned long long inode;
	unsigned int state;
	ino_t found = 0;

	if (in == NULL)
		return 0;
	if (is_v6) {
		const uint32_t *w = address->v6.sin6_addr.s6_addr32;

		snprintf(wanted, sizeof(wanted), "%08X%08X%08X%08X:%04X", w[0],
		    w[1], w[2], w[3], ntohs(address->v6.sin6_port));
	} else
		snprintf(wanted, sizeof(wanted), "%08X:%04X",
		    address->v4.sin_addr.s_addr, ntohs(address->v4.sin_port));
	while (found == 0 && fgets(line, sizeof(line), in) != NULL)
		if (sscanf(line, "%*s %47s %*s %x %*s %*s %*s %*s %*s %llu",
			local, &state, &inode) == 3 &&
		    state == TCP_LISTEN && strcmp(local, wanted) == 0)
			found = (ino_t)inode;
	fclose(in);
	return found;
}

static int
try_tcp(const char *key, const char *text, const struct address *address,
    struct listener *there, char **why)
{
	union tcp_address tried;
	int fd = bind_address(address, &tried);

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	why_value(why, key, text);
	if (errno == EADDRINUSE) {
		there->inode = find_listener(&tried);
		errno = EADDRINUSE;
	}
	return -1;
}

int
listen_try(
    const char *key, const char *address, struct listener *there, char **why)
{
	struct address parsed;

	*there = (struct listener){.pid = 0};
	if (!address_parse(address, &parsed))
		return why_set(why, "%s = %s: no address", key, address);
	return parsed.local ? socket_file_try(key, address, &there->pid, why)
			    : try_tcp(key, address, &parsed, there, why);
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
			    : open_tcp(pool, key, address, &parsed, why);
}

/* --- sockets that the program was started with --- */

static bool
is_listening(int fd)
{
	int on = 0;
	socklen_t len = sizeof(on);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) == 0 &&
	       on != 0;
}

/* The number of descriptors that systemd passed to this process. */
static int
read_count(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	uint64_t number, count;

	if (!text_to_uint64(text_of(pid), &number) ||
	    number != (uint64_t)getpid() ||
	    !text_to_uint64(text_of(fds), &count) || count > LISTEN_FDS_MAX)
		return 0;
	return (int)count;
}

/* Of listen_keep_passed, which a daemon, with another process id, could not
 * ask again. */
static int passed;

void
listen_keep_passed(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	passed = read_count();
	closefrom(LISTEN_FDS_START + passed);
	/* What is no listening socket goes, too; its number stays taken, so
	 * that listen_forget_inherited closes nothing of ours. */
	for (int i = 0; null >= 0 && i < passed; i++)
		if (!is_listening(LISTEN_FDS_START + i))
			dup2(null, LISTEN_FDS_START + i);
}

/* The socket that systemd calls like the pool, or -1. */
static int
find_by_name(const char *pool, int count)
{
	struct text names = text_of(getenv("LISTEN_FDNAMES")), name;

	for (int i = 0; i < count && text_split(&names, ':', &name); i++)
		if (text_is(name, pool))
			return LISTEN_FDS_START + i;
	return -1;
}

/* The socket of the pool, or -1: by name, else in the order of the pools that
 * have no "listen". */
static int
find_socket(const struct config *config, size_t pool)
{
	int fd = find_by_name(config->pools[pool].name, passed);
	int place = 0;

	if (fd >= 0)
		return fd;
	for (size_t i = 0; i < pool; i++)
		place += *config->pools[i].listen == '\0';
	if (place < passed)
		return LISTEN_FDS_START + place;
	return passed == 0 && place == 0 ? STDIN_FILENO : -1;
}

/* What config/check.c refuses of a "listen", for a socket that was not named:
 * auth = header on TCP for everybody. */
static int
check_believed(const struct config_pool *pool, int fd, char **why)
{
	int domain = AF_UNSPEC;
	socklen_t len = sizeof(domain);

	if (pool->auth != AUTH_HEADER || *pool->listen_allowed_clients != '\0')
		return 0;
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 &&
	    domain == AF_UNIX)
		return 0;
	return why_set(why,
	    "[%s] was started with a TCP socket and has auth = header, which "
	    "believes whoever connects: set listen.allowed_clients to the "
	    "addresses of the web server",
	    pool->name);
}

int
listen_inherited(const struct config *config, size_t pool, int kept, char **why)
{
	const struct config_pool *own = &config->pools[pool];
	int from = kept >= 0 ? kept : find_socket(config, pool), fd;

	if (from < 0 || !is_listening(from))
		return why_set(why,
		    "[%s] has no \"listen\", and the program was not started "
		    "with a listening socket for it",
		    own->name);
	if (check_believed(own, from, why) != 0)
		return -1;
	/* Above all that listen_forget_inherited closes. */
	fd = fcntl(from, F_DUPFD_CLOEXEC, LISTEN_FDS_START + passed);
	return fd >= 0 ? fd : why_errno(why, "dup");
}

bool
listen_is_inherited(const struct config *config)
{
	for (size_t i = 0; i < config->npools; i++)
		if (*config->pools[i].listen == '\0')
			return true;
	return false;
}

void
listen_forget_inherited(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i < passed; i++)
		close(LISTEN_FDS_START + i);
	passed = 0;
	if (null >= 0 && is_listening(STDIN_FILENO))
		dup2(null, STDIN_FILENO);
	if (null >= 0)
		close(null);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
}
