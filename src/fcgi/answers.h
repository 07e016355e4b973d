/* SPDX-License-Identifier: MIT */
/*
 * The records that our reader answers itself; an application's answer to a
 * request goes through libfcgi.  Inside src/fcgi/ only.
 */
#ifndef FCGI_ANSWERS_H
#define FCGI_ANSWERS_H

#include "base/buf.h"

/* Bytes: twice what the queries in one read of a connection can ask for. */
#define ANSWERS_MAX 65536

/* FCGI_END_REQUEST; `protocol_status` as FastCGI 5.5. */
void answers_end(struct buf *out, unsigned id, int protocol_status);

/* FCGI_UNKNOWN_TYPE (FastCGI 4.2). */
void answers_unknown_type(struct buf *out, int type);

/*
 * FCGI_GET_VALUES_RESULT (FastCGI 4.1) to the names in `query`: each name that
 * we know once, the others not at all.  A query that is cut off is answered as
 * far as it goes.
 */
void answers_values(struct buf *out, struct text query);

#endif
