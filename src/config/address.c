/* SPDX-License-Identifier: MIT */
#include "config/address.h"

#include <arpa/inet.h>

static bool
parse_port(struct text t, unsigned int *port)
{
	uint64_t number;

	if (!text_to_uint64(t, &number) || number < 1 || number > 65535)
		return false;
	*port = (unsigned int)number;
	return true;
}

/* Whether it is an IP address; names change what they mean. */
static bool
is_number(struct text host)
{
	char address[INET6_ADDRSTRLEN];
	struct in6_addr unused;

	if (host.len >= sizeof(address))
		return false;
	memcpy(address, host.s, host.len);
	address[host.len] = '\0';
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
	if (host.len > 0 && !is_number(host))
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
