/* SPDX-License-Identifier: MIT */
/* The other side of FastCGI: one request, as a web server sends it. */
#ifndef FCGI_ASK_H
#define FCGI_ASK_H

#include "base/buf.h"
#include "fcgi/request.h"

/* Bytes of the names and values of all parameters of a request. */
#define FCGI_ASK_PARAMS 4096

/*
 * Sends a request without a body on a new connection that does not block, and
 * adds the standard output of the answer to `out`: header lines, an empty line
 * and the body.  0, or -1 with errno: ETIMEDOUT after `deadline` (clock_ms),
 * ECONNRESET when the connection ended before the answer, EMSGSIZE when
 * parameters or answer are too large.
 */
int fcgi_ask(int fd, const struct fcgi_param *params, size_t nparams,
    struct buf *out, int64_t deadline);

#endif
