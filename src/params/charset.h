/* SPDX-License-Identifier: MIT */
/*
 * The charset that a Content-Type names decodes query string, form and
 * multipart body (esb 1.4).
 */
#ifndef PARAMS_CHARSET_H
#define PARAMS_CHARSET_H

#include "base/arena.h"

#define CHARSET_NAME_MAX 40 /* bytes; the longest name iconv knows has 28 */

struct charset {
	void *converter; /* an iconv_t, NULL for UTF-8 */
};

/*
 * What becomes of bytes that mean nothing in the charset: the whole value is
 * read as ISO-8859-1 (values of query string and form), or each of the bytes
 * is U+FFFD (names, multipart).
 */
enum charset_fallback { CHARSET_LATIN1, CHARSET_REPLACE };

/*
 * The charset of this name as iconv(3) knows it; UTF-8 when the name is empty
 * or TEXT_NONE, has other characters than letters, digits and -_.: or is not
 * known.  Always to be closed.
 */
struct charset charset_open(struct text name);
void charset_close(struct charset *charset);

/*
 * `bytes` as UTF-8: the same bytes when they are UTF-8 already, else memory of
 * the arena; .s is NULL when there is no room.
 */
struct text charset_decode(const struct charset *charset, struct arena *arena,
    struct text bytes, enum charset_fallback fallback);

#endif
