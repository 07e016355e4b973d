/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "python/pyint.h"

struct pyint_row {
	const char *name;
	const char *text;
	const char *digits; /* NULL: not an integer */
	bool negative;
};

static struct pyint_row pyint_rows[] = {
    {"sops 6.2/88: blanks around it", " 7 ", "7", false},
    {"sops 6.2/88: a plus sign", "+7", "7", false},
    {"sops 6.2/88: leading zeros", "007", "7", false},
    {"sops 6.2/88: twenty digits", "12345678901234567890",
	"12345678901234567890", false},
    {"minus zero is zero", "-0", "0", false},
    {"a negative number", "-12", "12", true},
    {"sops 6.2/89: empty", "", NULL, false},
    {"sops 6.2/89: letters", "abc", NULL, false},
    {"sops 6.2/89: a fraction", "1.5", NULL, false},
    {"sops 6.2/89: hexadecimal", "0x10", NULL, false},
    {"sops 6.2/89: an underscore", "1_0", NULL, false},
    {"sops 6.2/89: a long suffix", "7L", NULL, false},
    {"sops 6.2/89: two signs", "--1", NULL, false},
};

static void
check_pyint(void **state)
{
	const struct pyint_row *row = *state;
	struct text digits;
	bool negative, ok;

	ok = pyint_parse(text_of(row->text), &negative, &digits);
	assert_int_equal(ok, row->digits != NULL);
	if (ok) {
		assert_true(text_is(digits, row->digits));
		assert_int_equal(negative, row->negative);
	}
}

int
main(void)
{
	UNIT_TABLE(pyint_rows, check_pyint);
	return unit_run("base");
}
