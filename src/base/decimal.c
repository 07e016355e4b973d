/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"

#include "base/utf8.h"

/* First code points of the runs of ten digits. */
static const uint32_t digit_runs[] = {'0', 0x0660, 0x06F0, 0x07C0, 0x0966,
    0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0,
    0xAA50, 0xABF0, 0xFF10};

char
decimal_digit(uint32_t c)
{
	for (size_t i = 0; i < sizeof(digit_runs) / sizeof(*digit_runs); i++)
		if (c >= digit_runs[i] && c < digit_runs[i] + 10)
			return (char)('0' + (c - digit_runs[i]));
	return '\0';
}

bool
decimal_to_uint64(struct text t, uint64_t *number)
{
	uint64_t n = 0;

	if (t.len == 0)
		return false;
	while (t.len > 0) {
		uint32_t c = 0;
		size_t len = utf8_get(t.s, t.len, &c);
		char digit = len == 0 ? '\0' : decimal_digit(c);

		if (digit == '\0')
			return false;
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(digit - '0'), &n))
			n = UINT64_MAX;
		t.s += len;
		t.len -= len;
	}
	*number = n;
	return true;
}
