/* SPDX-License-Identifier: MIT */
/* Listening sockets that the program was started with. */
#ifndef POOL_INHERITED_H
#define POOL_INHERITED_H

#include "config/config.h"

/*
 * Closes every descriptor that the program was started with, but 0 to 2 and the
 * sockets of LISTEN_FDS: workers would inherit them.  To be called once, before
 * the program has opened any that it keeps.
 */
void listen_keep_passed(void);

/*
 * The listening socket that the program was started with, for pools[pool],
 * which has no "listen": of LISTEN_FDS (systemd), the one named like the pool,
 * else in the order of such pools; without LISTEN_FDS descriptor 0, for one
 * pool (spawn-fcgi, lighttpd, mod_fcgid).  After the start it is `kept`, which
 * the pool has, else -1.  A copy, or -1 and *why, also for auth = header on TCP
 * for everybody.
 */
int listen_inherited(
    const struct config *config, size_t pool, int kept, char **why);

/* Whether a pool serves such a socket. */
bool listen_is_inherited(const struct config *config);

/* Closes the originals, of which listen_inherited made copies: a worker must
 * not hold another pool's. */
void listen_forget_inherited(void);

#endif
