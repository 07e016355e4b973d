/* SPDX-License-Identifier: MIT */
/* A line of a log, of bounded length; what does not fit is left out. */
#ifndef POOL_LINE_H
#define POOL_LINE_H

#include "base/text.h"

/* Bytes: all parts of a line of JSON at their longest, and more than pipes
 * and syslog take in one piece. */
#define LINE_BYTES 8192

/* Bytes of one text in a line, such as a path; longer ones are cut. */
#define LINE_TEXT 1024

struct line {
	char data[LINE_BYTES];
	size_t len;
};

void line_add(struct line *line, struct text text);
void line_printf(struct line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A text from outside, at most LINE_TEXT bytes: all but printable ASCII, and
 * quote and backslash, as \xHH; "-" when there is none. */
void line_escape(struct line *line, struct text text);

/* Microseconds as seconds: "0.001234"; "-" when negative, for unknown. */
void line_seconds(struct line *line, int64_t us);

struct text line_text(const struct line *line);

#endif
