/* SPDX-License-Identifier: MIT */
#include "config/names.h"

#include <arpa/inet.h>
#include <grp.h>
#include <pwd.h>

static bool
parse_port(struct text t, unsigned int *port)
{
	uint64_t number;

	if (!text_to_uint64(t, &number) || number < 1 || number > 65535)
		return false;
	*port = (unsigned int)number;
	return true;
}

bool
is_ip_address(struct text text)
{
	char address[INET6_ADDRSTRLEN];
	struct in6_addr unused;

	if (text.len >= sizeof(address))
		return false;
	memcpy(address, text.s, text.len);
	address[text.len] = '\0';
	return inet_pton(AF_INET, address, &unused) == 1 ||
	       inet_pton(AF_INET6, address, &unused) == 1;
}

/* Splits "host:port"; a host with colons is in brackets.  The one name that is
 * known means the same on every machine. */
static bool
parse_host(struct text t, struct address *address)
{
	const char *colon = t.len == 0 ? NULL : memrchr(t.s, ':', t.len);
	struct text host;

	if (colon == NULL)
		return false;
	host = (struct text){t.s, (size_t)(colon - t.s)};
	if (!parse_port(
		(struct text){colon + 1, t.len - host.len - 1}, &address->port))
		return false;
	if (host.len >= 2 && host.s[0] == '[' && host.s[host.len - 1] == ']')
		host = (struct text){host.s + 1, host.len - 2};
	else if (host.len > 0 && memchr(host.s, ':', host.len) != NULL)
		return false;
	if (text_is(host, "*"))
		host.len = 0;
	if (text_is_nocase(host, "localhost"))
		host = TEXT("127.0.0.1");
	if (host.len > 0 && !is_ip_address(host))
		return false;
	address->host = host;
	return true;
}

bool
address_parse(const char *listen, struct address *address)
{
	struct text t = text_of(listen);

	*address = (struct address){.host = t};
	if (text_starts(t, "/")) {
		address->local = true;
		return t.len <= ADDRESS_PATH_MAX;
	}
	if (parse_port(t, &address->port)) {
		address->host = TEXT("");
		return true;
	}
	return parse_host(t, address);
}

bool
address_eq(const struct address *a, const struct address *b)
{
	return a->local == b->local && a->port == b->port &&
	       text_eq(a->host, b->host);
}

#define NAME                         \
	"abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
#define IPV6 "abcdefABCDEF0123456789:.%"

static bool
set_host(struct server *server, struct text host, const char *bytes)
{
	if (host.len == 0 || host.len > SERVER_HOST_MAX)
		return false;
	memcpy(server->host, host.s, host.len);
	server->host[host.len] = '\0';
	return bytes == NULL || strspn(server->host, bytes) == host.len;
}

bool
server_parse(const char *value, struct server *server)
{
	struct text t = text_of(value);
	const char *colon = strrchr(value, ':');
	unsigned int port;

	*server = (struct server){.local = *value == '/'};
	if (server->local)
		return t.len <= ADDRESS_PATH_MAX && set_host(server, t, NULL);
	if (colon == NULL || !parse_port(text_of(colon + 1), &port))
		return false;
	t.len = (size_t)(colon - value);
	server->port = (int)port;
	if (t.len < 2 || t.s[0] != '[' || t.s[t.len - 1] != ']')
		return set_host(server, t, NAME);
	return set_host(server, (struct text){t.s + 1, t.len - 2}, IPV6);
}

/* Numbers below that: the last one means "no change" to chown(2). */
#define ID_MAX UINT64_C(0xFFFFFFFE)

static bool
find_user(const char *name, struct account *account)
{
	const struct passwd *pw = getpwnam(name);
	uint64_t number;

	if (pw == NULL && text_to_uint64(text_of(name), &number) &&
	    number <= ID_MAX) {
		account->uid = (uid_t)number;
		account->gid = (gid_t)number;
		pw = getpwuid(account->uid);
		if (pw == NULL)
			return true;
	}
	if (pw == NULL)
		return false;
	account->uid = pw->pw_uid;
	account->gid = pw->pw_gid;
	return true;
}

static bool
find_group(const char *name, struct account *account)
{
	const struct group *gr = getgrnam(name);
	uint64_t number;

	if (gr != NULL)
		account->gid = gr->gr_gid;
	else if (text_to_uint64(text_of(name), &number) && number <= ID_MAX)
		account->gid = (gid_t)number;
	else
		return false;
	return true;
}

const char *
account_find(const char *user, const char *group, struct account *account)
{
	if (*user != '\0' && !find_user(user, account))
		return user;
	if (*group != '\0' && !find_group(group, account))
		return group;
	return NULL;
}
