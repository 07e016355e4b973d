/* SPDX-License-Identifier: MIT */
/* Who of the master still needs a scoreboard: a pool, and each worker of it. */
#ifndef POOL_BOARD_H
#define POOL_BOARD_H

#include "pool/scoreboard.h"

struct board {
	struct scoreboard *shared;
	size_t users;
};

/* One user; NULL with errno. */
struct board *board_new(void);

/* One user more, or less; the last one frees it. */
struct board *board_use(struct board *b);
void board_drop(struct board *b);

#endif
