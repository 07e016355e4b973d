/* SPDX-License-Identifier: MIT */
/* params_of_query and params_of_current_query: query string, NUL, Content-Type.
 */
#include "params_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text rest = {(const char *)data, size};
	struct arena *arena = arena_new(ARENA_MAX);
	struct fcgi_request request = {.arena = arena};
	struct params params;

	hold(arena != NULL);
	if (size == 0)
		rest = TEXT("");
	text_split(&rest, '\0', &request.query);
	request.content_type = rest.s == NULL ? TEXT("") : rest;
	params_seen(params_of_query(&request, &params), &params);
	params_seen(params_of_current_query(&request, &params), &params);
	arena_free(arena);
	return 0;
}
