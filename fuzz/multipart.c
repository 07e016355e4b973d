/* SPDX-License-Identifier: MIT */
/* A multipart body: the Content-Type, a line feed, the body. */
#include "params_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text body = {(const char *)data, size};
	struct arena *arena = arena_new(ARENA_MAX);
	struct fcgi_request request = {.method = TEXT("POST"), .arena = arena};
	struct params params;

	hold(arena != NULL);
	if (text_split(&body, '\n', &request.content_type) && body.s != NULL) {
		request.body = body;
		params_seen(params_of_request(&request, &params), &params);
	}
	arena_free(arena);
	return 0;
}
