/* SPDX-License-Identifier: MIT */
#include "api/path.h"

#include <stdio.h>

static bool
lies_below(struct text path, const char *mount)
{
	size_t n = strlen(mount);

	return text_starts(path, mount) && (path.len == n || path.s[n] == '/');
}

char *
path_mount(const char *prefix, const char *suffix)
{
	size_t n = strlen(prefix);
	char *mount;

	while (n > 0 && prefix[n - 1] == '/')
		n--;
	return asprintf(&mount, "%.*s%s", (int)n, prefix, suffix) < 0 ? NULL
								      : mount;
}

struct text
path_raw(const struct fcgi_request *request)
{
	struct text uri = request->uri;
	struct text path = TEXT_NONE;
	const char *host, *slash;

	text_split(&uri, '?', &path);
	if (path.len == 0 || path.s[0] == '/')
		return path;
	host = memmem(path.s, path.len, "://", 3);
	if (host == NULL)
		return path;
	host += 3;
	slash = memchr(host, '/', (size_t)(path.s + path.len - host));
	if (slash == NULL)
		return TEXT("/");
	return (struct text){slash, (size_t)(path.s + path.len - slash)};
}

struct text
path_canonical(const struct fcgi_request *request, const char *mount)
{
	struct text path = request->document_uri;
	struct text before = request->redirect_url;

	if (path.len == 0)
		path = ARENA_JOIN(
		    request->arena, request->script_name, request->path_info);
	if (path.s != NULL && !lies_below(path, mount) &&
	    lies_below(before, mount) &&
	    text_is(request->redirect_status, "200"))
		return before;
	return path;
}

bool
path_behind(struct text path, const char *mount, struct text *rest)
{
	size_t n = strlen(mount);

	if (!lies_below(path, mount))
		return false;
	*rest = (struct text){path.s + n, path.len - n};
	return true;
}

bool
path_has_empty_part(const struct fcgi_request *request)
{
	struct text path = path_raw(request);
	bool after_slash = false;

	for (size_t i = 0; i < path.len; i++) {
		bool encoded = path.s[i] == '%' && i + 2 < path.len &&
			       path.s[i + 1] == '2' &&
			       text_hex_digit(path.s[i + 2]) == 0xF;
		bool slash = encoded || path.s[i] == '/';

		if (slash && after_slash)
			return true;
		after_slash = slash;
		if (encoded)
			i += 2;
	}
	return false;
}

bool
path_below(
    struct arena *arena, struct text path, const char *mount, struct text *rest)
{
	char *out;

	if (!path_behind(path, mount, &path))
		return false;
	if (path.len > 0 && path.s[path.len - 1] == '\n')
		path.len--;
	while (path.len > 0 && path.s[0] == '/') {
		path.s++;
		path.len--;
	}
	while (path.len > 0 && path.s[path.len - 1] == '/')
		path.len--;
	out = arena_alloc(arena, path.len + 3);
	if (out == NULL) {
		*rest = TEXT_NONE;
		return true;
	}
	out[0] = '/';
	if (path.len > 0) {
		memcpy(out + 1, path.s, path.len);
		out[path.len + 1] = '/';
	}
	*rest = (struct text){out, path.len == 0 ? 1 : path.len + 2};
	return true;
}
