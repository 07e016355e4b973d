/* SPDX-License-Identifier: MIT */
/* A query string: the name of its charset, a line feed, the form. */
#include "params_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text form = {(const char *)data, size}, charset;
	struct arena *arena = arena_new(ARENA_MAX);
	struct fcgi_request request = {.arena = arena};
	struct params params;

	hold(arena != NULL);
	if (text_split(&form, '\n', &charset) && form.s != NULL) {
		request.query = form;
		request.content_type =
		    ARENA_JOIN(arena, TEXT("x;charset="), charset);
		params_seen(params_of_query(&request, &params), &params);
	}
	arena_free(arena);
	return 0;
}
