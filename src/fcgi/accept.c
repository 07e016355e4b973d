/* SPDX-License-Identifier: MIT */
#include "fcgi/accept.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define ENOUGH 1024 /* descriptors: nobody needs to count those in use */

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

static int
parse_clients(struct table *t, struct text list)
{
	struct text item;

	if (text_strip(list).len == 0)
		return 0;
	while (text_split(&list, ',', &item)) {
		if (t->nclients == ACCEPT_CLIENTS ||
		    parse_address(text_strip(item), &t->clients[t->nclients]) <
			0)
			return -1;
		t->nclients++;
	}
	return 0;
}

static size_t
count_places(void)
{
	struct rlimit limit;
	rlim_t used = TABLE_SPARE;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > ENOUGH)
		return FCGI_CONNECTIONS;
	for (int fd = 0; fd < (int)limit.rlim_cur; fd++)
		used += fcntl(fd, F_GETFD) >= 0;
	if (limit.rlim_cur >= used + FCGI_CONNECTIONS)
		return FCGI_CONNECTIONS;
	return limit.rlim_cur > used ? (size_t)(limit.rlim_cur - used) : 1;
}

int
table_init(struct table *t, struct text clients)
{
	*t = (struct table){.places = count_places()};
	if (parse_clients(t, clients) == 0)
		return 0;
	errno = EINVAL;
	return -1;
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
is_allowed(const struct table *t, const struct in6_addr *address)
{
	for (size_t i = 0; i < t->nclients; i++)
		if (IN6_ARE_ADDR_EQUAL(&t->clients[i], address))
			return true;
	return t->nclients == 0;
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

static struct connection *
find_free(struct table *t)
{
	for (size_t i = 0; i < t->places; i++)
		if (t->connections[i].state == CONNECTION_FREE)
			return &t->connections[i];
	return NULL;
}

static bool
is_beginning(const struct connection *c)
{
	return c->state == CONNECTION_NEW || c->state == CONNECTION_READING;
}

/* Whether it is of the half that began last.  Their last bytes do not count:
 * who sends one now and then would stay for ever. */
static bool
is_recent(const struct table *t, const struct connection *c)
{
	size_t all = 0, later = 0;

	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		const struct connection *other = &t->connections[i];

		all += is_beginning(other);
		later += is_beginning(other) && other->begun > c->begun;
	}
	return later < all / 2;
}

/* In the order in which they give way. */
enum rank {
	RANK_NEVER,
	RANK_CLOSING,
	RANK_KEPT,
	RANK_SILENT,
	RANK_READING,
	RANK_RECENT
};

static enum rank
rank_of(const struct table *t, const struct connection *c)
{
	switch (c->state) {
	case CONNECTION_CLOSING:
		return RANK_CLOSING;
	case CONNECTION_KEPT:
		return RANK_KEPT;
	case CONNECTION_NEW:
		return is_recent(t, c) ? RANK_RECENT : RANK_SILENT;
	case CONNECTION_READING:
		return is_recent(t, c) ? RANK_RECENT : RANK_READING;
	default:
		return RANK_NEVER;
	}
}

/* Whether `a` gives way before `b`, both of this rank. */
static bool
gives_way(
    const struct connection *a, const struct connection *b, enum rank rank)
{
	if (rank == RANK_RECENT)
		return a->begun < b->begun;
	if (rank == RANK_READING && a->received != b->received)
		return a->received < b->received;
	return a->since < b->since;
}

static struct connection *
find_victim(struct table *t)
{
	struct connection *victim = NULL;
	enum rank lowest = RANK_NEVER;

	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &t->connections[i];
		enum rank rank = rank_of(t, c);

		if (rank == RANK_NEVER || (victim != NULL && rank > lowest))
			continue;
		if (victim != NULL && rank == lowest &&
		    !gives_way(c, victim, rank))
			continue;
		/* What has come but was not read yet may be a request. */
		if (c->state != CONNECTION_CLOSING && connection_is_readable(c))
			continue;
		victim = c;
		lowest = rank;
	}
	return victim;
}

/* Where a new connection goes: a free place, else that of the victim, which is
 * closed when the new one is there. */
static struct connection *
find_place(struct table *t)
{
	struct connection *c = find_free(t);

	return c != NULL ? c : find_victim(t);
}

/* For its descriptor.  False when none gives way. */
static bool
close_victim(struct table *t)
{
	struct connection *victim = find_victim(t);

	if (victim != NULL)
		connection_close(victim);
	return victim != NULL;
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

static enum accept_result
accept_allowed(const struct table *t, int listen_fd, int *fd)
{
	union address peer = {0};
	socklen_t len = sizeof(peer);
	struct in6_addr address;
	char name[INET6_ADDRSTRLEN + 16];

	*fd = accept4(listen_fd, &peer.any, &len, SOCK_CLOEXEC);
	if (*fd < 0)
		return accept_error();
	if (!peer_address(&peer, &address) || is_allowed(t, &address))
		return ACCEPT_OK;
	accept_describe(*fd, name, sizeof(name));
	log_notice("connection of %s refused: not among "
		   "listen.allowed_clients",
	    name);
	close(*fd);
	return ACCEPT_REFUSED;
}

enum accept_result
accept_client(
    struct table *t, int listen_fd, int64_t timeout, struct connection **c)
{
	enum accept_result result;
	int fd;

	*c = find_place(t);
	if (*c == NULL)
		return ACCEPT_NONE;
	result = accept_allowed(t, listen_fd, &fd);
	if (result == ACCEPT_EXHAUSTED && close_victim(t))
		result = accept_allowed(t, listen_fd, &fd);
	if (result != ACCEPT_OK)
		return result;
	if ((*c)->state != CONNECTION_FREE)
		connection_close(*c);
	connection_open(*c, fd, timeout);
	return ACCEPT_OK;
}

/* What is handed over is lost when there is no descriptor for it. */
static bool
has_descriptor(const struct handover *h)
{
	int fd = dup(h->out);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

enum accept_result
accept_handed_over(struct table *t, const struct handover *h,
    const struct handover_times *times, struct connection **c)
{
	struct connection taken;

	/* No connection gives way to one that another worker was faster to
	 * take. */
	if (!handover_is_readable(h) || (*c = find_place(t)) == NULL)
		return ACCEPT_NONE;
	while (!has_descriptor(h))
		if (!close_victim(t))
			return ACCEPT_EXHAUSTED;
	switch (handover_take(h, times, &taken)) {
	case HANDOVER_NOTHING:
		return ACCEPT_NONE;
	case HANDOVER_LOST:
		return ACCEPT_LOST;
	case HANDOVER_TAKEN:
		break;
	}
	if ((*c)->state != CONNECTION_FREE)
		connection_close(*c);
	**c = taken;
	return ACCEPT_OK;
}
