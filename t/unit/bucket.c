/* SPDX-License-Identifier: MIT */
/* Token buckets in shared memory (esb 5.3). */
#include "auth/bucket.h"

#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define START 5000 /* clock_ms */

/* Calls at these times, in ms from START, and what each got: "+" or "-". */
struct row {
	const char *name;
	int64_t tokens, seconds;
	int64_t at[12];
	const char *want;
};

static struct row rows[] = {
    {"esb 113: two a minute, the third is refused", 2, 60, {0, 0, 0}, "++-"},
    {"a refused call costs nothing", 2, 60, {0, 0, 1, 2, 30000, 30000},
	"++--+-"},
    {"whole tokens come in, the rest is kept", 2, 60,
	{0, 0, 29999, 30000, 59999, 60000}, "++-+-+"},
    {"the rest is lost at a refill (P1)", 2, 60, {0, 0, 45000, 60000, 75000},
	"+++-+"},
    {"never more than the rule has", 2, 60, {0, 0, 900000, 900000, 900000},
	"++++-"},
    {"several tokens at once", 10, 10, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000},
	"++++++++++-+"},
    {"many tokens a second", 1000, 1, {0, 1, 2}, "+++"},
    {"one a day", 1, 86400, {0, 1, 86399999, 86400000}, "+--+"},
    {"three a day: a third of it is no number of the computer's", 3, 86400,
	{0, 0, 0, 1, 28799999, 28800001}, "+++--+"},
    {"no token", 0, 60, {0, 60000}, "--"},
    {"fewer than none", -1, 60, {0, 60000}, "--"},
    {"more than a bucket holds", INT64_C(1000000000000000), 1, {0, 0, 0},
	"+++"},
    {"a period of thirty thousand years", 1, INT64_C(1000000000000),
	{0, 0, 86400000}, "+--"},
    {"a clock that stands back does no harm", 1, 60, {60000, 0, 60000}, "+--"},
};

/* Refused now: a token is there after the time that is told, no second before.
 */
static void
check_wait(const struct buckets *b, const struct row *row, int64_t now)
{
	int64_t wait = buckets_wait(b, 7, row->tokens, row->seconds, now);

	if (row->tokens <= 0) {
		assert_int_equal(wait, -1);
		return;
	}
	assert_true(wait > 0);
	assert_int_equal(
	    buckets_wait(b, 7, row->tokens, row->seconds, now + wait * 1000),
	    0);
	assert_int_equal(buckets_wait(b, 7, row->tokens, row->seconds,
			     now + (wait - 1) * 1000),
	    1);
}

static void
check_row(void **state)
{
	const struct row *row = *state;
	struct buckets *b = buckets_new();
	char got[16] = "";

	assert_non_null(b);
	for (size_t i = 0; i < strlen(row->want); i++) {
		enum bucket_answer answer = buckets_take(
		    b, 7, row->tokens, row->seconds, START + row->at[i]);

		assert_int_not_equal(answer, BUCKET_NO_ROOM);
		got[i] = answer == BUCKET_TAKEN ? '+' : '-';
		if (answer == BUCKET_EMPTY)
			check_wait(b, row, START + row->at[i]);
	}
	assert_string_equal(got, row->want);
	buckets_free(b);
}

struct test {
	const char *name;
	void (*run)(struct buckets *b);
};

static void
keys_apart(struct buckets *b)
{
	assert_int_equal(buckets_take(b, 1, 1, 60, START), BUCKET_TAKEN);
	assert_int_equal(
	    buckets_take(b, 1 + BUCKETS, 1, 60, START), BUCKET_TAKEN);
	assert_int_equal(buckets_take(b, 1, 1, 60, START), BUCKET_EMPTY);
	assert_int_equal(
	    buckets_take(b, 1 + BUCKETS, 1, 60, START), BUCKET_EMPTY);
}

static void
key_zero(struct buckets *b)
{
	assert_int_equal(buckets_take(b, 0, 1, 60, START), BUCKET_TAKEN);
	assert_int_equal(buckets_take(b, 0, 1, 60, START), BUCKET_EMPTY);
}

/* All places that the keys 1 + n * BUCKETS may have. */
static void
fill(struct buckets *b, int64_t seconds)
{
	for (uint64_t i = 0; i < BUCKET_PLACES; i++)
		assert_int_equal(
		    buckets_take(b, 1 + i * BUCKETS, 1, seconds, START),
		    BUCKET_TAKEN);
}

static void
no_room(struct buckets *b)
{
	uint64_t next = 1 + (uint64_t)BUCKET_PLACES * BUCKETS;

	fill(b, 60);
	assert_int_equal(
	    buckets_take(b, next, 1, 60, START + 60000), BUCKET_NO_ROOM);
	assert_int_equal(buckets_take(b, 1, 1, 60, START), BUCKET_EMPTY);
	assert_int_equal(
	    buckets_take(b, next, 1, 60, START + 90000), BUCKET_TAKEN);
	assert_int_equal(
	    buckets_take(b, next, 1, 60, START + 90000), BUCKET_EMPTY);
	assert_int_equal(
	    buckets_take(b, 1 + BUCKETS, 1, 60, START + 90000), BUCKET_TAKEN);
}

#define WORKERS 4
#define ALLOWED 5000

/* Takes until there is none left; how many, as the answer to the parent. */
static void
take_all(struct buckets *b, int fd)
{
	int taken = 0;

	while (buckets_take(b, 3, ALLOWED, 86400, START) == BUCKET_TAKEN)
		taken++;
	if (write(fd, &taken, sizeof(taken)) != sizeof(taken))
		_exit(1);
	_exit(0);
}

static void
workers_share(struct buckets *b)
{
	int fds[2], sum = 0, taken;

	assert_int_equal(pipe(fds), 0);
	for (int i = 0; i < WORKERS; i++)
		if (fork() == 0)
			take_all(b, fds[1]);
	for (int i = 0; i < WORKERS; i++) {
		assert_int_equal(
		    read(fds[0], &taken, sizeof(taken)), sizeof(taken));
		sum += taken;
		wait(NULL);
	}
	assert_int_equal(sum, ALLOWED);
	close(fds[0]);
	close(fds[1]);
}

#define KILLS 50

/* Says for each call that it is about to make it, and that it is done. */
static void
take_forever(struct buckets *b, volatile unsigned int *said)
{
	for (;;) {
		said[0]++;
		buckets_take(b, 3, BUCKET_TOKENS, 86400 * 365, START);
		said[1]++;
	}
}

/* Each kill leaves at most its one call uncertain. */
static void
workers_killed(struct buckets *b)
{
	volatile unsigned int *said = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned int begun = 0, done = 0, left = 0;

	for (int i = 0; i < KILLS; i++) {
		pid_t pid;

		said[0] = said[1] = 0;
		pid = fork();
		if (pid == 0)
			take_forever(b, said);
		while (said[1] < 100 + (unsigned int)i)
			;
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		begun += said[0];
		done += said[1];
	}
	while (buckets_take(b, 3, BUCKET_TOKENS, 86400 * 365, START) ==
	       BUCKET_TAKEN)
		left++;
	assert_true(BUCKET_TOKENS - left >= done);
	assert_true(BUCKET_TOKENS - left <= begun);
	munmap((void *)(uintptr_t)said, 4096);
}

static struct test tests[] = {
    {"keys at the same place are apart", keys_apart},
    {"the key 0 is one like others", key_zero},
    {"no room while all of them count, room when they are full again", no_room},
    {"workers share a bucket: not one call more", workers_share},
    {"workers that are killed keep nobody waiting and lose nothing",
	workers_killed},
};

static void
check_test(void **state)
{
	const struct test *test = *state;
	struct buckets *b = buckets_new();

	assert_non_null(b);
	test->run(b);
	buckets_free(b);
}

int
main(void)
{
	UNIT_TABLE(rows, check_row);
	UNIT_TABLE(tests, check_test);
	return unit_run("bucket");
}
