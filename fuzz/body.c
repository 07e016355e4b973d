/* SPDX-License-Identifier: MIT */
/* params_of_request: a byte that chooses the Content-Type, the body. */
#include "params_seen.h"

#define FORM	  "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data"

static const char *const types[] = {
    "application/json",
    "",
    FORM,
    FORM "; charset=gbk",
    FORM "; charset=utf-16",
    MULTIPART,
    MULTIPART "; boundary=B",
    MULTIPART "; boundary=\"B\"; charset=gb18030",
};

#define TYPES (sizeof(types) / sizeof(*types))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	struct fcgi_request request = {.method = TEXT("POST")};
	struct params params;

	if (size == 0)
		return 0;
	arena = request.arena = arena_new(ARENA_MAX);
	hold(arena != NULL);
	request.content_type = text_of(types[data[0] % TYPES]);
	request.body = (struct text){(const char *)data + 1, size - 1};
	params_seen(params_of_request(&request, &params), &params);
	arena_free(arena);
	return 0;
}
