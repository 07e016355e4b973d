/* SPDX-License-Identifier: MIT */
/* What values name outside of the program: sockets, servers, users, groups. */
#ifndef CONFIG_NAMES_H
#define CONFIG_NAMES_H

#include "base/text.h"

#include <sys/types.h>

#define ADDRESS_PATH_MAX 107 /* bytes of a UNIX socket's path (unix(7)) */

/* The value of "listen". */
struct address {
	bool local;	   /* a UNIX socket */
	struct text host;  /* its path; else an address, "" for all of them */
	unsigned int port; /* 0: a UNIX socket */
};

/*
 * "/path", "127.0.0.1:9000", "[::1]:9000", "*:9000" or "9000".  "localhost" is
 * 127.0.0.1.  False when it is none of them.  The texts point into `listen` or
 * are literals.
 */
bool address_parse(const char *listen, struct address *address);

/* Whether the text is an IP address: names change what they mean. */
bool is_ip_address(struct text text);

bool address_eq(const struct address *a, const struct address *b);

#define SERVER_HOST_MAX 253 /* bytes: the longest name that DNS has */

/* The value of "paas.redis". */
struct server {
	bool local;			/* a UNIX socket */
	char host[SERVER_HOST_MAX + 1]; /* or the socket's path */
	int port;
};

/* "/path", "host:port" or "[IPv6 address]:port".  False when it has another
 * form. */
bool server_parse(const char *value, struct server *server);

/* The values of "user" and "group", and of those of a socket. */
struct account {
	uid_t uid;
	gid_t gid;
};

/*
 * The user, and the group, or the user's own group when `group` is "".  An
 * empty user leaves *account's uid, and its gid when group is empty too.
 * NULL, or the text that names nobody.
 */
const char *
account_find(const char *user, const char *group, struct account *account);

#endif
