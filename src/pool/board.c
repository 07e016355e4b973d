/* SPDX-License-Identifier: MIT */
#include "pool/board.h"

#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct board *
board_new(const char *pool)
{
	struct board *b = calloc(1, sizeof(*b));
	int saved;

	if (b == NULL)
		return NULL;
	b->users = 1;
	b->handover = HANDOVER_NONE;
	b->ending_fd = -1;
	if ((b->pool = strdup(pool)) != NULL &&
	    (b->shared = scoreboard_new()) != NULL &&
	    (b->outages = outages_new()) != NULL &&
	    (b->buckets = buckets_new()) != NULL &&
	    (b->ending_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) >= 0 &&
	    handover_open(&b->handover) == 0)
		return b;
	saved = errno;
	board_drop(b);
	errno = saved;
	return NULL;
}

struct board *
board_use(struct board *b)
{
	b->users++;
	return b;
}

void
board_drop(struct board *b)
{
	if (b == NULL || --b->users > 0)
		return;
	board_leave(b);
	free(b->pool);
	free(b);
}

void
board_part(struct board *b)
{
	handover_end(&b->handover);
	handover_close(&b->handover);
	if (handover_open(&b->handover) != 0)
		log_error("workers cannot hand over connections: %m");
}

void
board_leave(struct board *b)
{
	handover_close(&b->handover);
	if (b->ending_fd >= 0)
		close(b->ending_fd);
	b->ending_fd = -1;
	scoreboard_free(b->shared);
	outages_free(b->outages);
	buckets_free(b->buckets);
	b->shared = NULL;
	b->outages = NULL;
	b->buckets = NULL;
}
