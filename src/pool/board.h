/* SPDX-License-Identifier: MIT */
/* What the processes of a pool share, and who of the master still needs it:
 * the pool, and each worker of it.  A reload hands it on. */
#ifndef POOL_BOARD_H
#define POOL_BOARD_H

#include "auth/bucket.h"
#include "fcgi/handover.h"
#include "mysql/outage.h"
#include "pool/scoreboard.h"

struct board {
	char *pool; /* its name, which a reload keeps, too */
	struct scoreboard *shared;
	struct outages *outages;  /* of databases, for the workers; or NULL */
	struct buckets *buckets;  /* of rate limits, for the workers */
	struct handover handover; /* of connections, for the workers */
	int ending_fd;		  /* eventfd(2): a worker has begun to end */
	size_t users;
};

/* For the pool of this name; one user.  NULL with errno. */
struct board *board_new(const char *pool);

/* One user more, or less; the last one frees it. */
struct board *board_use(struct board *b);
void board_drop(struct board *b);

/* Connections of the workers that there are now will not be handed to those
 * that are started from now on. */
void board_part(struct board *b);

/* A worker of another pool has no view of it. */
void board_leave(struct board *b);

#endif
