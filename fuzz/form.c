/* SPDX-License-Identifier: MIT */
/* A query string: the name of its charset, a line feed, the form. */
#include "params_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text form = {(const char *)data, size}, charset;
	struct arena *arena = arena_new(ARENA_MAX);
	struct fcgi_param items[2];
	struct fcgi_request request = {
	    .params = items, .nparams = 2, .arena = arena};
	struct params params;

	hold(arena != NULL);
	if (text_split(&form, '\n', &charset) && form.s != NULL) {
		items[0] = (struct fcgi_param){TEXT("QUERY_STRING"), form};
		items[1] = (struct fcgi_param){TEXT("CONTENT_TYPE"),
		    ARENA_JOIN(arena, TEXT("x;charset="), charset)};
		params_seen(params_of_query(&request, &params), &params);
	}
	arena_free(arena);
	return 0;
}
