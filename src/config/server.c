/* SPDX-License-Identifier: MIT */
#include "config/server.h"

#include "config/address.h"

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
	struct text t = text_of(value), port;
	const char *colon = strrchr(value, ':');
	uint64_t number;

	*server = (struct server){.local = *value == '/'};
	if (server->local)
		return t.len <= ADDRESS_PATH_MAX && set_host(server, t, NULL);
	if (colon == NULL)
		return false;
	port = text_of(colon + 1);
	t.len -= port.len + 1;
	if (!text_to_uint64(port, &number) || number < 1 || number > 65535)
		return false;
	server->port = (int)number;
	if (t.len < 2 || t.s[0] != '[' || t.s[t.len - 1] != ']')
		return set_host(server, t, NAME);
	return set_host(server, (struct text){t.s + 1, t.len - 2}, IPV6);
}
