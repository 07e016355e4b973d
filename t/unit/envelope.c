/* SPDX-License-Identifier: MIT */
/* Which "code" an answer has (esb 6.3, rule 2, and 10.2). */
#include "auth/component.h"

#include "unit.h"

#define REFUSED 1306000

struct code_row {
	const char *name;
	const char *profile;
	int otherwise;
	bool has_code; /* of bk-sops */
	int code;
	int want;
};

static struct code_row code_rows[] = {
    {"esb 6.3: success", "p1", 0, false, 0, 0},
    {"esb 6.3: a refusal", "p1", REFUSED, false, 0, REFUSED},
    {"esb 126: a code is overwritten", "p1", 0, true, 5, 0},
    {"esb 126: that of a refusal, too", "p1", REFUSED, true, 5, REFUSED},
    {"esb 10.2: success without code", "p2", 0, false, 5, 0},
    {"esb 10.2: a refusal without code", "p2", REFUSED, false, 5, REFUSED},
    {"esb 10.2: a code is kept", "p2", 0, true, 5, 5},
    {"esb 10.2: that of a refusal, too", "p2", REFUSED, true, 5, 5},
    {"esb 10.2: 0 is a code", "p2", REFUSED, true, 0, 0},
};

static void
check_code(void **state)
{
	const struct code_row *row = *state;
	const int *code = row->has_code ? &row->code : NULL;

	assert_int_equal(esb_profile_code(esb_profile_find(row->profile), code,
			     row->otherwise),
	    row->want);
}

int
main(void)
{
	UNIT_TABLE(code_rows, check_code);
	return unit_run("envelope");
}
