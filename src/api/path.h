/* SPDX-License-Identifier: MIT */
/*
 * The one canonical path that everything is routed on, whatever of
 * DOCUMENT_URI, SCRIPT_NAME, PATH_INFO and REQUEST_URI the web server sends.
 */
#ifndef API_PATH_H
#define API_PATH_H

#include "fcgi/request.h"

/*
 * The path of the request: percent-decoded, slashes merged, without query.
 * The first of these that lies below `mount` (such as "/api/c/compapi") wins:
 * DOCUMENT_URI, SCRIPT_NAME followed by PATH_INFO, PATH_INFO, REQUEST_URI;
 * when none does, the first that was sent.  In the request's arena;
 * TEXT_NONE when out of memory, "" when the web server sent none of them.
 */
struct text
path_canonical(const struct fcgi_request *request, const char *mount);

/* When `path` is `mount` or lies below it: true, and *rest is what follows. */
bool path_behind(struct text path, const char *mount, struct text *rest);

/* REQUEST_URI has two slashes in a row, which path_canonical merges: bk-sops
 * knows no such path (sops 3.1.1). */
bool path_has_empty_part(const struct fcgi_request *request);

/*
 * When `path` is `mount` or lies below it: true, and *rest is what follows,
 * in the form of esb 1.2: one slash at each end, one trailing newline
 * ignored.  In the arena; {NULL, 0} when out of memory.
 */
bool path_below(struct arena *arena, struct text path, const char *mount,
    struct text *rest);

/* REQUEST_URI up to "?", as sent. */
struct text path_raw(const struct fcgi_request *request);

#endif
