/* SPDX-License-Identifier: MIT */
/* params_parse_form: the name of a charset, a line feed, the form. */
#include "params_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text form = {(const char *)data, size}, charset;
	struct arena *arena = arena_new(ARENA_MAX);
	struct params params;

	hold(arena != NULL);
	if (text_split(&form, '\n', &charset))
		params_seen(
		    params_parse_form(arena, form, charset, &params), &params);
	arena_free(arena);
	return 0;
}
