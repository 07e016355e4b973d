/* SPDX-License-Identifier: MIT */
/* What the end of a worker leaves behind. */
#include "unit.h"

#include "base/clock.h"
#include "pool/children.h"

#include <signal.h>

struct row {
	const char *name;
	int status; /* of waitpid(2) */
	bool remembered;
};

/* Ten connections were there when the master looked.  Nine were counted: the
 * next one is the tenth, or a new one if the worker died with that. */
static void
check(void **state)
{
	const struct row *row = *state;
	char name[] = "pool";
	struct config_pool own = {.name = name, .pm_max_children = 1};
	const struct config config = {.pools = &own, .npools = 1};
	struct pool pool;
	struct scoreboard *b;

	assert_int_equal(pool_init(&pool, &config, 0, NULL), 0);
	b = pool.board->shared;
	pool.children[0] = (struct child){.pid = 4711,
	    .slot = scoreboard_take(b, false),
	    .board = board_use(pool.board)};
	b->arrivals[0].at_us = clock_us() - 60000000;
	b->arrivals[0].arrived = 10;
	b->nlooks = 1;
	b->accepted = 9;
	assert_true(pool_reap(&pool, &config.global, 4711, row->status, true));
	assert_int_equal(queue_accepted(b) > 0, row->remembered);
	pool_free(&pool);
}

static struct row rows[] = {
    {"a worker that exits has counted what it accepted", 0, true},
    {"a worker that is killed may not have", SIGKILL, false},
    {"nor may one that crashes", SIGSEGV | 0x80, false},
};

int
main(void)
{
	UNIT_TABLE(rows, check);
	return unit_run("child");
}
