/* SPDX-License-Identifier: MIT */
/*
 * The one canonical path that everything is routed on: the one that the access
 * rules of the web server were applied to.  So nobody walks round a rule with
 * another spelling of a URL, and what the rules see may be decoded, merged or
 * rewritten as the web server is configured to.  It is taken as it is from
 *
 * 1. DOCUMENT_URI (nginx) or, where it is not sent, SCRIPT_NAME followed by
 *    PATH_INFO (Apache, lighttpd, HAProxy), wherever these are split;
 * 2. when that is not below the mount: REDIRECT_URL, which is the path of the
 *    client's request where Apache has sent it on to a script (RewriteRule in
 *    .htaccess, Action), provided that REDIRECT_STATUS is 200.
 *
 * PATH_INFO alone is not believed: behind a handler for all URLs its start is
 * where the client wants it.  Nor is REQUEST_URI: the web server's rules saw
 * another text, and the page for a refusal (error_page, ErrorDocument) is asked
 * for with the REQUEST_URI that was refused.
 */
#ifndef API_PATH_H
#define API_PATH_H

#include "fcgi/request.h"

/*
 * The path of a mount: `prefix` without slashes at its end, then `suffix`.
 * To be freed; NULL when out of memory.
 */
char *path_mount(const char *prefix, const char *suffix);

/*
 * The path of the request, without query: that of 1 when neither is below
 * `mount` (such as "/api/c/compapi"), "" when the web server sent none.  Lives
 * as long as the request; TEXT_NONE when out of memory.
 */
struct text
path_canonical(const struct fcgi_request *request, const char *mount);

/* When `path` is `mount` or lies below it: true, and *rest is what follows. */
bool path_behind(struct text path, const char *mount, struct text *rest);

/* REQUEST_URI has two slashes in a row, which the web server merged: bk-sops
 * knows no such path (sops 3.1.1). */
bool path_has_empty_part(const struct fcgi_request *request);

/*
 * When `path` is `mount` or lies below it: true, and *rest is what follows,
 * in the form of esb 1.2: one slash at each end, one trailing newline
 * ignored.  In the arena; {NULL, 0} when out of memory.
 */
bool path_below(struct arena *arena, struct text path, const char *mount,
    struct text *rest);

/* The path of REQUEST_URI, as sent; of its absolute form (RFC 9112, 3.2.2),
 * which Apache passes on, what stands behind scheme and host. */
struct text path_raw(const struct fcgi_request *request);

#endif
