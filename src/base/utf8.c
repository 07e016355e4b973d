/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <string.h>

static bool
is_surrogate(uint32_t c)
{
	return utf8_is_high(c) || utf8_is_low(c);
}

size_t
utf8_put(char out[UTF8_MAX], uint32_t c)
{
	if (c > 0x10FFFF || is_surrogate(c))
		c = UTF8_REPLACEMENT;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

size_t
utf8_get(const char *s, size_t len, uint32_t *code_point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *p = (const unsigned char *)s;
	size_t n;
	uint32_t c;

	if (len == 0)
		return 0;
	if (p[0] < 0x80) {
		*code_point = p[0];
		return 1;
	}
	if (p[0] >= 0xC2 && p[0] <= 0xDF) {
		n = 2;
		c = p[0] & 0x1F;
	} else if (p[0] >= 0xE0 && p[0] <= 0xEF) {
		n = 3;
		c = p[0] & 0x0F;
	} else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
		n = 4;
		c = p[0] & 0x07;
	} else {
		return 0;
	}
	if (len < n)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3F);
	}
	if (c < least[n] || c > 0x10FFFF || is_surrogate(c))
		return 0;
	*code_point = c;
	return n;
}

bool
utf8_valid(const char *s, size_t len)
{
	const char *end = s == NULL ? NULL : s + len;

	while (s < end) {
		uint32_t c;
		size_t n;
		uint64_t eight;

		/* Most text is ASCII: eight bytes at a time. */
		while (end - s >= 8) {
			memcpy(&eight, s, 8);
			if (eight & 0x8080808080808080u)
				break;
			s += 8;
		}
		if (s == end)
			break;
		n = utf8_get(s, (size_t)(end - s), &c);
		if (n == 0)
			return false;
		s += n;
	}
	return true;
}
