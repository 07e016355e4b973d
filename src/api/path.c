/* SPDX-License-Identifier: MIT */
#include "api/path.h"

struct cleaning {
	bool decode; /* percent signs */
	bool merge;  /* slashes, as nginx does */
};

static struct text
clean(struct arena *arena, struct text t, struct cleaning how)
{
	char *out = arena_alloc(arena, t.len + 1);
	size_t n = 0;

	if (out == NULL)
		return TEXT_NONE;
	for (size_t i = 0; i < t.len; i++) {
		char c = t.s[i];

		if (how.decode && c == '%' && i + 2 < t.len &&
		    text_hex_digit(t.s[i + 1]) >= 0 &&
		    text_hex_digit(t.s[i + 2]) >= 0) {
			c = (char)(text_hex_digit(t.s[i + 1]) << 4 |
				   text_hex_digit(t.s[i + 2]));
			i += 2;
		}
		if (!how.merge || c != '/' || n == 0 || out[n - 1] != '/')
			out[n++] = c;
	}
	return (struct text){out, n};
}

static bool
lies_below(struct text path, const char *mount)
{
	size_t n = strlen(mount);

	return text_starts(path, mount) && (path.len == n || path.s[n] == '/');
}

struct text
path_raw(const struct fcgi_request *request)
{
	struct text uri = fcgi_param(request, "REQUEST_URI");
	struct text path = TEXT_NONE;

	text_split(&uri, '?', &path);
	return path;
}

struct text
path_canonical(const struct fcgi_request *request, const char *mount)
{
	struct arena *arena = request->arena;
	struct text script = fcgi_param(request, "SCRIPT_NAME");
	struct text info = fcgi_param(request, "PATH_INFO");
	struct text candidates[] = {
	    fcgi_param(request, "DOCUMENT_URI"),
	    arena_printf(arena, "%.*s%.*s", TEXT_ARG(script), TEXT_ARG(info)),
	    info,
	    path_raw(request),
	};
	const size_t last = sizeof(candidates) / sizeof(*candidates) - 1;
	struct text first = TEXT("");

	for (size_t i = 0; i <= last; i++) {
		struct text path;

		if (candidates[i].len == 0)
			continue;
		path = clean(arena, candidates[i],
		    (struct cleaning){.decode = i == last, .merge = true});
		if (path.s == NULL || lies_below(path, mount))
			return path;
		if (first.len == 0)
			first = path;
	}
	return first;
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
	struct text path = clean(request->arena, path_raw(request),
	    (struct cleaning){.decode = true});

	return path.len > 0 && memmem(path.s, path.len, "//", 2) != NULL;
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
