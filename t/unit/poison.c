/* SPDX-License-Identifier: MIT */
/*
 * What a build with a sanitizer reports of buffers and arenas: whatever was not
 * handed out.
 */
#include "unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/poison.h"

#include <sys/wait.h>
#include <unistd.h>

#define MAX 100000

static struct buf buf;
static struct arena *arena;

static bool
is_poisoned(const char *place)
{
#ifdef POISON_ADDRESS
	return __asan_address_is_poisoned(place) != 0;
#else
	return __msan_test_shadow(place, 1) >= 0;
#endif
}

/* Each of these gives a place in `buf` or `arena`. */

static const char *
buf_behind(void)
{
	buf_add(&buf, "1.5", 3);
	return buf.data + 3;
}

static const char *
buf_last(void)
{
	return buf_behind() - 1;
}

static const char *
buf_formatted(void)
{
	buf_addf(&buf, "%d", 15);
	return buf.data + 2;
}

static const char *
buf_behind_reserved(void)
{
	buf_behind();
	return buf_reserve(&buf, 7) + 7;
}

static const char *
buf_reserved_less(void)
{
	buf_reserve(&buf, 20);
	return buf_reserve(&buf, 7) + 7;
}

static const char *
buf_not_committed(void)
{
	char *room = buf_reserve(&buf, 20);

	memset(room, '7', 20);
	buf_commit(&buf, 7);
	return room + 7;
}

static const char *
buf_after_reset(void)
{
	buf_behind();
	buf_reset(&buf);
	return buf.data;
}

static const char *
buf_cut_off(void)
{
	buf_behind();
	buf_truncate(&buf, 1);
	return buf.data + 1;
}

static const char *
buf_kept(void)
{
	return buf_cut_off() - 1;
}

static const char *
buf_grown(void)
{
	for (size_t i = 0; i < 1000; i++)
		buf_add_char(&buf, '7');
	return buf.data + 1000;
}

/* Behind the first of two pieces. */
static const char *
arena_behind(size_t size)
{
	const char *piece = arena_alloc(arena, size);

	arena_alloc(arena, 1);
	return piece + size;
}

static const char *
arena_behind_3(void)
{
	return arena_behind(3);
}

static const char *
arena_last(void)
{
	return arena_behind(3) - 1;
}

static const char *
arena_nul(void)
{
	struct text copy = arena_copy(arena, TEXT("1.5"));

	return copy.s + copy.len;
}

static const char *
arena_behind_nul(void)
{
	return arena_nul() + 1;
}

static const char *
arena_after_reset(void)
{
	const char *piece = arena_alloc(arena, 16);

	arena_reset(arena);
	return piece;
}

struct place_row {
	const char *name;
	const char *(*place)(void);
	bool poisoned;
};

static struct place_row place_rows[] = {
    {"buf: its last byte", buf_last, false},
    {"buf: behind it", buf_behind, true},
    {"buf: behind formatted text", buf_formatted, true},
    {"buf: behind reserved room", buf_behind_reserved, true},
    {"buf: reserved once, now less", buf_reserved_less, true},
    {"buf: written, not committed", buf_not_committed, true},
    {"buf: after a reset", buf_after_reset, true},
    {"buf: cut off", buf_cut_off, true},
    {"buf: kept when the rest was cut off", buf_kept, false},
    {"buf: behind it when it has grown", buf_grown, true},
    {"arena: the last byte of a piece", arena_last, false},
    {"arena: behind a piece of 3", arena_behind_3, true},
    {"arena: the NUL behind a copy", arena_nul, false},
    {"arena: behind that NUL", arena_behind_nul, true},
    {"arena: after a reset", arena_after_reset, true},
};

static void
check_place(void **state)
{
	const struct place_row *row = *state;

	buf_init(&buf, MAX);
	arena = arena_new(MAX);
	assert_int_equal(is_poisoned(row->place()), row->poisoned);
	buf_free(&buf);
	arena_free(arena);
}

#ifdef POISON_ADDRESS

/* Only AddressSanitizer has gaps between pieces. */

static const char *
arena_behind_16(void)
{
	return arena_behind(16);
}

static const char *
arena_behind_large(void)
{
	return arena_behind(80000);
}

static const char *
arena_empty(void)
{
	return arena_behind(0);
}

static const char *
arena_before(void)
{
	return (const char *)arena_alloc(arena, 16) - 1;
}

static struct place_row gap_rows[] = {
    {"arena: behind a piece of 16", arena_behind_16, true},
    {"arena: behind a piece of more than a block", arena_behind_large, true},
    {"arena: a piece of 0", arena_empty, true},
    {"arena: before the first piece", arena_before, true},
};

static volatile double result;

/* A number without anything behind it. */
static const char *
counted(void)
{
	buf_init(&buf, MAX);
	buf_add(&buf, "15", 2);
	return buf_text(&buf).s;
}

static void
call_strtod(void)
{
	result = strtod(counted(), NULL);
}

static void
call_strtoul(void)
{
	result = (double)strtoul(counted(), NULL, 10);
}

static void
call_strtoull(void)
{
	result = (double)strtoull(counted(), NULL, 10);
}

static void
call_strtoll(void)
{
	result = (double)strtoll(counted(), NULL, 10);
}

static void
call_strlen(void)
{
	result = (double)strlen(counted());
}

static void
call_strchr(void)
{
	result = strchr(counted(), '7') != NULL;
}

static void
call_strcmp(void)
{
	result = strcmp(counted(), "157");
}

struct call_row {
	const char *name;
	void (*call)(void);
};

static struct call_row call_rows[] = {
    {"strtod of counted text is reported", call_strtod},
    {"so is strtoul", call_strtoul},
    {"so is strtoull", call_strtoull},
    {"so is strtoll", call_strtoll},
    {"so is strlen", call_strlen},
    {"so is strchr", call_strchr},
    {"so is strcmp", call_strcmp},
};

/* What a child says that makes the call; true when it ended well. */
static bool
run_call(void (*call)(void), char *report, size_t size)
{
	size_t len = 0;
	ssize_t n;
	int ends[2], status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		call();
		_exit(0);
	}
	close(ends[1]);
	while (len < size - 1 &&
	       (n = read(ends[0], report + len, size - 1 - len)) > 0)
		len += (size_t)n;
	report[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status == 0;
}

static void
check_call(void **state)
{
	const struct call_row *row = *state;
	char report[16384];

	assert_false(run_call(row->call, report, sizeof(report)));
	assert_non_null(strstr(report, "use-after-poison"));
}

#endif

int
main(void)
{
	UNIT_TABLE(place_rows, check_place);
#ifdef POISON_ADDRESS
	UNIT_TABLE(gap_rows, check_place);
	UNIT_TABLE(call_rows, check_call);
#endif
	return unit_run("poison");
}
