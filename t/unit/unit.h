/* SPDX-License-Identifier: MIT */
/*
 * Unit tests are tables: one row is one case is one line of TAP, named by the
 * row.  A row starts with `const char *name`.  main() adds its tables and
 * ends with unit_run():
 *
 *	UNIT_TABLE(rows, check);	check(state), *state == &rows[i]
 *	return unit_run("json");
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct CMUnitTest *unit_tests;
static size_t unit_count;

static inline int
unit_table(void *rows, size_t count, size_t size, CMUnitTestFunction check)
{
	unit_tests =
	    reallocarray(unit_tests, unit_count + count, sizeof(*unit_tests));
	for (size_t i = 0; i < count; i++) {
		void *row = (char *)rows + i * size;

		unit_tests[unit_count++] =
		    (struct CMUnitTest){.name = *(const char **)row,
			.test_func = check,
			.initial_state = row};
	}
	return 0;
}

#define UNIT_TABLE(rows, check) \
	unit_table(rows, sizeof(rows) / sizeof(*(rows)), sizeof(*(rows)), check)

static inline int
unit_run(const char *group)
{
	int failed;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed =
	    _cmocka_run_group_tests(group, unit_tests, unit_count, NULL, NULL);
	free(unit_tests);
	return failed != 0;
}

#endif
