/* SPDX-License-Identifier: MIT */
/*
 * Unit tests are tables: one row is one case is one line of TAP, named by the
 * row.  UNIT_TABLE runs check(state) with *state = &rows[i] for each row; a
 * row starts with `const char *name`.
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static inline int
unit_table(const char *group, void *rows, size_t count, size_t row_size,
    CMUnitTestFunction check)
{
	struct CMUnitTest *tests = calloc(count, sizeof(*tests));
	int failed;

	for (size_t i = 0; i < count; i++) {
		void *row = (char *)rows + i * row_size;

		tests[i] = (struct CMUnitTest){.name = *(const char **)row,
		    .test_func = check,
		    .initial_state = row};
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
	free(tests);
	return failed;
}

#define UNIT_TABLE(rows, check)                                 \
	unit_table(#rows, rows, sizeof(rows) / sizeof(*(rows)), \
	    sizeof(*(rows)), check)

#endif
