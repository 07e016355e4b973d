/* SPDX-License-Identifier: MIT */
/* params_parse_multipart: the Content-Type, a line feed, the body. */
#include "params_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text body = {(const char *)data, size}, type;
	struct arena *arena = arena_new(ARENA_MAX);
	struct params params;

	hold(arena != NULL);
	if (text_split(&body, '\n', &type))
		params_seen(params_parse_multipart(arena, type, body, &params),
		    &params);
	arena_free(arena);
	return 0;
}
