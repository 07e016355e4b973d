/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/decimal.h"
#include "python/number.h"

#include <math.h>

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

struct pystr_row {
	const char *name;
	const char *text;
	bool ok;
	int64_t number;
};

static struct pystr_row pystr_rows[] = {
    {"sops-current 7.3/59: an underscore", "1_0", true, 10},
    {"sops-current 7.3/59: blanks around it", " 1 ", true, 1},
    {"sops-current 7.3/59: below zero", "-1", true, -1},
    {"sops-current 7.3/59: letters", "abc", false, 0},
    {"sops-current 7.3/59: empty", "", false, 0},
    {"Python 3: other digits", "\xD9\xA1\xD9\xA2", true, 12},
    {"Python 3: other blanks",
	"\xE3\x80\x80"
	"7\xC2\xA0",
	true, 7},
    {"Python 3: an underscore between other digits", "\xD9\xA1_1", true, 11},
    {"Python 3: two underscores", "1__0", false, 0},
    {"Python 3: an underscore in front", "_1", false, 0},
    {"Python 3: one behind", "1_", false, 0},
    {"Python 3: one behind the sign", "-_1", false, 0},
    {"Python 3: a blank behind the sign", "- 1", false, 0},
    {"Python 3: too large, cut", "-9_223_372_036_854_775_809", true, INT64_MIN},
};

static void
check_pystr(void **state)
{
	const struct pystr_row *row = *state;
	struct arena *arena = arena_new(65536);
	int64_t number = 0;

	assert_non_null(arena);
	assert_int_equal(
	    pyint_of_str(arena, text_of(row->text), &number), row->ok);
	if (row->ok)
		assert_true(number == row->number);
	arena_free(arena);
}

/* A number's text is head, `times` times `fill`, tail. */
struct double_row {
	const char *name;
	const char *head;
	char fill;
	size_t times;
	const char *tail;
	bool ok;
	double number;
};

static struct double_row double_rows[] = {
    {"double: a fraction", "1.5", 0, 0, "", true, 1.5},
    {"double: a sign", "-2.25", 0, 0, "", true, -2.25},
    {"double: a plus sign", "+7", 0, 0, "", true, 7},
    {"double: an exponent", "1e3", 0, 0, "", true, 1000},
    {"double: an exponent with signs", "-1.5E-2", 0, 0, "", true, -0.015},
    {"double: no digit before the point", ".5", 0, 0, "", true, 0.5},
    {"double: no digit behind it", "5.", 0, 0, "", true, 5},
    {"double: too large", "1e400", 0, 0, "", true, INFINITY},
    {"double: too small", "1e-400", 0, 0, "", true, 0},
    {"double: Infinity", "-Infinity", 0, 0, "", true, -INFINITY},
    {"double: inf", "inf", 0, 0, "", true, INFINITY},
    {"double: the largest", "1.7976931348623157e308", 0, 0, "", true,
	0x1.fffffffffffffp1023},
    {"double: the smallest", "4.9e-324", 0, 0, "", true, 0x1p-1074},
    {"double: 10^5000 / 10^5000", "1", '0', 5000, "e-5000", true, 1},
    {"double: 10^-5000 * 10^5000", "0.", '0', 4999, "1e5000", true, 1},
    {"double: 5000 nines", "0.", '9', 5000, "", true, 1},
    {"double: 5000 nines before the point", "", '9', 5000, ".5e-4999", true,
	10},
    {"double: half way, to the even one", "9007199254740993.", '0', 5000, "",
	true, 9007199254740992},
    {"double: half way and 10^-5001 more", "9007199254740993.", '0', 5000, "1",
	true, 9007199254740994},
    {"double: the same, negative", "-9007199254740993.", '0', 5000, "1", true,
	-9007199254740994},
    {"double: half way, whole", "9007199254740993", '0', 5000, "e-5000", true,
	9007199254740992},
    {"double: half way and more, whole", "9007199254740993", '0', 4999,
	"1e-5000", true, 9007199254740994},
    {"double: zeros alone", "0", '0', 5000, ".0e7", true, 0},
    {"double: zeros in front", "", '0', 5000, "12.5", true, 12.5},
    {"double: an exponent of zeros", "3e", '0', 5000, "2", true, 300},
    {"double: an exponent of 5000 digits", "3e", '9', 5000, "", true, INFINITY},
    {"double: the same, small", "3e-", '9', 5000, "", true, 0},
    {"double: 799 bytes", "1", '0', 793, "e-793", true, 1},
    {"double: 800 bytes", "1", '0', 794, "e-794", true, 1},
    {"double: 801 bytes", "1", '0', 795, "e-795", true, 1},
    {"no double: empty", "", 0, 0, "", false, 0},
    {"no double: a point", ".", 0, 0, "", false, 0},
    {"no double: a sign", "-", 0, 0, "", false, 0},
    {"no double: two signs", "+-1", 0, 0, "", false, 0},
    {"no double: an exponent without digits", "1e", 0, 0, "", false, 0},
    {"no double: a blank before it", " 1", 0, 0, "", false, 0},
    {"no double: a blank behind it", "1 ", 0, 0, "", false, 0},
    {"no double: hexadecimal", "0x10", 0, 0, "", false, 0},
    {"no double: nan with a payload", "nan(7)", 0, 0, "", false, 0},
    {"no double: a comma", "1,5", 0, 0, "", false, 0},
    {"no double: a NUL", "1", '\0', 1, "", false, 0},
    {"no double: long, two points", "1.", '0', 5000, ".5", false, 0},
    {"no double: long, a letter", "1", '0', 5000, "f", false, 0},
    {"no double: long, an exponent without digits", "1", '0', 5000, "e", false,
	0},
    {"no double: long, a point in the exponent", "1", '0', 5000, "e1.5", false,
	0},
    {"no double: long, no digit but the exponent's", ".e", '0', 5000, "1",
	false, 0},
};

static void
check_double(void **state)
{
	const struct double_row *row = *state;
	size_t head = strlen(row->head), tail = strlen(row->tail);
	size_t len = head + row->times + tail;
	char *text = malloc(len + 1);
	double number;
	bool ok;

	memcpy(text, row->head, head);
	memset(text + head, row->fill, row->times);
	memcpy(text + head + row->times, row->tail, tail);
	/* What would be the next digit. */
	text[len] = '7';
	ok = decimal_to_double((struct text){text, len}, &number);
	free(text);
	assert_int_equal(ok, row->ok);
	assert_true(ok ? number == row->number : isnan(number));
}

int
main(void)
{
	UNIT_TABLE(pyint_rows, check_pyint);
	UNIT_TABLE(pystr_rows, check_pystr);
	UNIT_TABLE(double_rows, check_double);
	return unit_run("base");
}
