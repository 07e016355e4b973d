/* SPDX-License-Identifier: MIT */
/* params_of_query: query string, NUL, Content-Type. */
#include "params_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text rest = {(const char *)data, size}, query, type;
	struct arena *arena = arena_new(ARENA_MAX);
	struct fcgi_param items[2];
	struct fcgi_request request = {
	    .params = items, .nparams = 2, .arena = arena};
	struct params params;

	hold(arena != NULL);
	if (size == 0)
		rest = TEXT("");
	text_split(&rest, '\0', &query);
	type = rest.s == NULL ? TEXT("") : rest;
	items[0] = (struct fcgi_param){TEXT("QUERY_STRING"), query};
	items[1] = (struct fcgi_param){TEXT("CONTENT_TYPE"), type};
	params_seen(params_of_query(&request, &params), &params);
	arena_free(arena);
	return 0;
}
