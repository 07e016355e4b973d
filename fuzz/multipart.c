/* SPDX-License-Identifier: MIT */
/* A multipart body: the Content-Type, a line feed, the body. */
#include "params_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text body = {(const char *)data, size}, type;
	struct arena *arena = arena_new(ARENA_MAX);
	struct fcgi_param items[2];
	struct fcgi_request request = {
	    .params = items, .nparams = 2, .arena = arena};
	struct params params;

	hold(arena != NULL);
	if (text_split(&body, '\n', &type) && body.s != NULL) {
		items[0] =
		    (struct fcgi_param){TEXT("REQUEST_METHOD"), TEXT("POST")};
		items[1] = (struct fcgi_param){TEXT("CONTENT_TYPE"), type};
		request.body = body;
		params_seen(params_of_request(&request, &params), &params);
	}
	arena_free(arena);
	return 0;
}
