/* SPDX-License-Identifier: MIT */
/* JSON as Python 2's repr() shows it, inside a message of ESB (esb 6.4). */
#ifndef PYTHON_REPR_H
#define PYTHON_REPR_H

#include "base/arena.h"

#define PYTHON_REPR_MAX ((size_t)64 * 1024) /* bytes; longer ones are cut */

/*
 * The repr of a JSON value: True, None, u'caf\xe9', [1, u'a'], {u'k': 1}.  A
 * number that stands alone is shown as by str().  Members come in stored order.
 * In the arena; .s is NULL when out of memory or when `json` is no JSON.
 */
struct text python_repr(struct arena *arena, struct text json);

/* The repr of a text in UTF-8: u'caf\xe9'. */
struct text python_repr_text(struct arena *arena, struct text t);

#endif
