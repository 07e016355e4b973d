/* SPDX-License-Identifier: MIT */
#include "fcgi/accept.h"

#include "base/log.h"
#include "fcgi/libfcgi.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_storage storage;
};

static struct in6_addr
map_ipv4(struct in_addr ipv4)
{
	struct in6_addr mapped = {.s6_addr = {[10] = 0xFF, [11] = 0xFF}};

	memcpy(&mapped.s6_addr[12], &ipv4, sizeof(ipv4));
	return mapped;
}

static int
parse_address(struct text t, struct in6_addr *address)
{
	char s[INET6_ADDRSTRLEN];
	struct in_addr ipv4;

	if (t.len >= sizeof(s))
		return -1;
	memcpy(s, t.s, t.len);
	s[t.len] = '\0';
	if (inet_pton(AF_INET, s, &ipv4) == 1) {
		*address = map_ipv4(ipv4);
		return 0;
	}
	return inet_pton(AF_INET6, s, address) == 1 ? 0 : -1;
}

int
accept_parse_clients(struct text list, struct accept_clients *clients)
{
	struct text item;

	clients->count = 0;
	if (text_strip(list).len == 0)
		return 0;
	while (text_split(&list, ',', &item)) {
		if (clients->count == ACCEPT_CLIENTS ||
		    parse_address(text_strip(item),
			&clients->addresses[clients->count]) < 0)
			return -1;
		clients->count++;
	}
	return 0;
}

/* False for a UNIX socket, whose peers have no address. */
static bool
peer_address(const union address *peer, struct in6_addr *address)
{
	if (peer->any.sa_family == AF_INET)
		*address = map_ipv4(peer->in.sin_addr);
	else if (peer->any.sa_family == AF_INET6)
		*address = peer->in6.sin6_addr;
	else
		return false;
	return true;
}

static bool
is_allowed(const struct accept_clients *clients, const struct in6_addr *address)
{
	for (size_t i = 0; i < clients->count; i++)
		if (IN6_ARE_ADDR_EQUAL(&clients->addresses[i], address))
			return true;
	return clients->count == 0;
}

static void
set_options(int fd, bool tcp, int64_t timeout)
{
	const struct timeval tv = {timeout / 1000, timeout % 1000 * 1000};
	const int size = LIBFCGI_SNDBUF;
	const int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (tcp)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

static enum accept_result
accept_error(void)
{
	switch (errno) {
	case EBADF:
	case EINVAL:
	case ENOTSOCK:
		return ACCEPT_FAILED;
	case EAGAIN:
	case EINTR:
	case ECONNABORTED:
		return ACCEPT_NONE;
	default:
		/* EMFILE, ENFILE, ENOBUFS, ENOMEM, and whatever would make a
		 * loop spin. */
		return ACCEPT_EXHAUSTED;
	}
}

enum accept_result
accept_client(int listen_fd, const struct accept_clients *clients,
    int64_t timeout, int *fd)
{
	union address peer = {0};
	socklen_t len = sizeof(peer);
	struct in6_addr address;
	bool tcp;

	*fd = accept4(listen_fd, &peer.any, &len, SOCK_CLOEXEC);
	if (*fd < 0)
		return accept_error();
	tcp = peer_address(&peer, &address);
	if (tcp && !is_allowed(clients, &address)) {
		char name[INET6_ADDRSTRLEN + 16];

		accept_describe(*fd, name, sizeof(name));
		log_notice("connection of %s refused: not among "
			   "listen.allowed_clients",
		    name);
		close(*fd);
		return ACCEPT_REFUSED;
	}
	set_options(*fd, tcp, timeout);
	return ACCEPT_OK;
}

/* -1: it is no socket. */
static int
socket_option(int fd, int option)
{
	int value;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &len) == 0 ? value
								     : -1;
}

int
accept_adopt(int fd, int64_t timeout)
{
	int domain = socket_option(fd, SO_DOMAIN);

	if (socket_option(fd, SO_TYPE) != SOCK_STREAM ||
	    (domain != AF_UNIX && domain != AF_INET && domain != AF_INET6))
		return -1;
	set_options(fd, domain != AF_UNIX, timeout);
	return 0;
}

bool
accept_is_local(int fd)
{
	return socket_option(fd, SO_DOMAIN) == AF_UNIX;
}

void
accept_describe(int fd, char *out, size_t size)
{
	char name[INET6_ADDRSTRLEN] = "an unknown address";
	union address peer = {0};
	socklen_t len = sizeof(peer);
	struct in6_addr address;
	struct ucred peer_process;
	socklen_t process_len = sizeof(peer_process);

	if (getpeername(fd, &peer.any, &len) == 0 &&
	    peer_address(&peer, &address)) {
		if (IN6_IS_ADDR_V4MAPPED(&address))
			inet_ntop(
			    AF_INET, &address.s6_addr[12], name, sizeof(name));
		else
			inet_ntop(AF_INET6, &address, name, sizeof(name));
		snprintf(out, size, "%s", name);
	} else if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer_process,
		       &process_len) == 0)
		snprintf(out, size, "pid %ld uid %lu", (long)peer_process.pid,
		    (unsigned long)peer_process.uid);
	else
		snprintf(out, size, "%s", name);
}
