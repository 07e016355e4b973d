/* SPDX-License-Identifier: MIT */
/* JSON as repr() shows it inside a message: that of Python 2 (esb 6.4), and
 * that of Python 3. */
#ifndef PYTHON_REPR_H
#define PYTHON_REPR_H

#include "base/arena.h"
#include "base/buf.h"

#define PYTHON_REPR_MAX ((size_t)64 * 1024) /* bytes; longer ones are cut */

/*
 * The repr of a JSON value: True, None, u'caf\xe9', [1, u'a'], {u'k': 1}.  A
 * number that stands alone is shown as by str().  Members come in stored order.
 * In the arena; .s is NULL when out of memory or when `json` is no JSON.
 */
struct text python_repr(struct arena *arena, struct text json);

/* The same of Python 3: {'k': [1, 'café']}. */
struct text python3_repr(struct arena *arena, struct text json);

/*
 * Parts of the repr of a text, for who has them one by one: the quotes that
 * Python sets around it, and a character between them.  Python 3 shows what it
 * finds printable; bytes are shown as Python 2 shows them.
 */
char python_repr_quote(struct text t);
void python_repr_character(struct buf *out, uint32_t c, char quote);
void python3_repr_character(struct buf *out, uint32_t c, char quote);

/* The repr of a text in UTF-8: u'caf\xe9'. */
struct text python_repr_text(struct arena *arena, struct text t);

/* The same of Python 3, its first `most` characters: 'café'. */
struct text python3_repr_text(struct arena *arena, struct text t, size_t most);

#endif
