/* SPDX-License-Identifier: MIT */
/* Listening sockets: our own, and those that we were started with. */
#ifndef POOL_LISTEN_H
#define POOL_LISTEN_H

#include "config/config.h"

/*
 * Binds the pool's "listen".  A UNIX socket gets the configured owner, group
 * and mode before anybody can connect; the file of a dead process is removed,
 * one that somebody serves is an error.  The descriptor, close-on-exec, or -1
 * and *why (malloc'd).
 */
int listen_open(const struct config_pool *pool, char **why);

/*
 * The listening socket that the program was started with, for a pool without
 * "listen": of LISTEN_FDS (systemd; the one named like the pool, else the
 * first), else descriptor 0 (spawn-fcgi, lighttpd, mod_fcgid).  As above.
 */
int listen_inherited(const struct config_pool *pool, char **why);

/* Removes the file of a UNIX socket that listen_open made. */
void listen_remove(const char *listen);

#endif
