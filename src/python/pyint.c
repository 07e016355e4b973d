/* SPDX-License-Identifier: MIT */
#include "python/pyint.h"

bool
pyint_parse(struct text t, bool *negative, struct text *digits)
{
	t = text_strip(t);
	*negative = t.len > 0 && t.s[0] == '-';
	if (t.len > 0 && (t.s[0] == '-' || t.s[0] == '+')) {
		t.s++;
		t.len--;
	}
	if (!text_is_digits(t))
		return false;
	while (t.len > 1 && t.s[0] == '0') {
		t.s++;
		t.len--;
	}
	if (text_is(t, "0"))
		*negative = false;
	*digits = t;
	return true;
}

bool
pyint_to_int64(struct text t, int64_t *number)
{
	bool negative;
	struct text digits;
	uint64_t n;

	if (!pyint_parse(t, &negative, &digits) || !text_to_uint64(digits, &n))
		return false;
	if (n > INT64_MAX)
		*number = negative ? INT64_MIN : INT64_MAX;
	else
		*number = negative ? -(int64_t)n : (int64_t)n;
	return true;
}
