/* SPDX-License-Identifier: MIT */
/* The value of "paas.redis", taken apart. */
#ifndef CONFIG_SERVER_H
#define CONFIG_SERVER_H

#include <stdbool.h>

#define SERVER_HOST_MAX 253 /* bytes: the longest name that DNS has */

struct server {
	bool local;			/* a UNIX socket */
	char host[SERVER_HOST_MAX + 1]; /* or the socket's path */
	int port;
};

/* "/path", "host:port" or "[IPv6 address]:port".  False when it is none. */
bool server_parse(const char *value, struct server *server);

#endif
