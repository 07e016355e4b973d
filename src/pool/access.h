/* SPDX-License-Identifier: MIT */
/* One line of an access log, in text or JSON.  Inside src/pool/ only. */
#ifndef POOL_ACCESS_H
#define POOL_ACCESS_H

#include "config/access_format.h"
#include "pool/finished.h"
#include "pool/line.h"

/* Adds the line, without newline, in the form of the list. */
void access_text(struct line *line, const struct access_format *list,
    const struct finished *f);

/* Adds an object: time, pool, pid, request_id, remote, method, path, query,
 * status, bytes, seconds and so on (bksops-fcgi.conf(5)). */
void access_json(struct line *line, const struct finished *f);

#endif
