/* SPDX-License-Identifier: MIT */
#include "json/scan.h"

bool
scan_fill(struct scan *s)
{
	long len;

	if (s->ended)
		return false;
	s->before += (uint64_t)(s->end - s->start);
	len = s->reader->source(s->reader->source_context, &s->start);
	if (len <= 0) {
		s->ended = true;
		s->source_failed = len < 0;
		s->start = s->p = s->end = "";
		return false;
	}
	s->p = s->start;
	s->end = s->start + len;
	return true;
}

enum json_result
scan_collect(struct scan *s, const char *data, size_t len)
{
	if (len > s->text.max - s->text.len)
		return JSON_LARGE;
	return buf_add(&s->text, data, len) == 0 ? JSON_OK : JSON_MEMORY;
}

enum json_result
scan_word(struct scan *s, const char *word)
{
	for (; *word != '\0'; word++) {
		int c = scan_peek(s);

		if (c < 0)
			return scan_cut(s);
		if (c != *word)
			return JSON_BROKEN;
		s->p++;
	}
	return JSON_OK;
}
