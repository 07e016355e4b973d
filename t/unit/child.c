/* SPDX-License-Identifier: MIT */
/* What the end of a worker leaves behind. */
#include "unit.h"

#include "base/clock.h"
#include "pool/scoreboard.h"

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
	struct shared *shared = shared_new("pool");
	struct scoreboard *b = shared->scoreboard;

	b->arrivals[0].at_us = clock_us() - 60000000;
	b->arrivals[0].arrived = 10;
	b->nlooks = 1;
	b->accepted = 9;
	scoreboard_give_back(b, scoreboard_take(b, false), row->status);
	assert_int_equal(queue_accepted(b) > 0, row->remembered);
	shared_drop(shared);
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
