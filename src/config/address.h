/* SPDX-License-Identifier: MIT */
/* The value of "listen", taken apart. */
#ifndef CONFIG_ADDRESS_H
#define CONFIG_ADDRESS_H

#include "base/text.h"

#define ADDRESS_PATH_MAX 107 /* bytes of a UNIX socket's path (unix(7)) */

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

bool address_eq(const struct address *a, const struct address *b);

#endif
