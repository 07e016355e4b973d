/* SPDX-License-Identifier: MIT */
#include "pool/line.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void
line_add(struct line *line, struct text text)
{
	size_t room = sizeof(line->data) - line->len;

	if (text.len > room)
		text.len = room;
	if (text.len > 0)
		memcpy(line->data + line->len, text.s, text.len);
	line->len += text.len;
}

void
line_printf(struct line *line, const char *format, ...)
{
	char part[LINE_TEXT];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(part, sizeof(part), format, args);
	va_end(args);
	if (n > 0)
		line_add(line, (struct text){part, (size_t)n < sizeof(part)
						       ? (size_t)n
						       : sizeof(part) - 1});
}

void
line_escape(struct line *line, struct text text)
{
	size_t end = line->len + LINE_TEXT;

	if (text.len == 0) {
		line_add(line, TEXT("-"));
		return;
	}
	for (size_t i = 0; i < text.len && line->len + 4 <= end; i++) {
		unsigned char c = (unsigned char)text.s[i];

		if (c < 0x20 || c > 0x7E || c == '"' || c == '\\')
			line_printf(line, "\\x%02X", c);
		else
			line_add(line, (struct text){text.s + i, 1});
	}
}

void
line_seconds(struct line *line, int64_t us)
{
	if (us < 0)
		line_add(line, TEXT("-"));
	else
		line_printf(
		    line, "%" PRId64 ".%06" PRId64, us / 1000000, us % 1000000);
}

struct text
line_text(const struct line *line)
{
	return (struct text){line->data, line->len};
}
