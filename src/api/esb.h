/* SPDX-License-Identifier: MIT */
/* ESB mode: <esb.path>/v2/sops/<component>/ (esb 2.1, chapter 6). */
#ifndef API_ESB_H
#define API_ESB_H

#include "api/answer.h"
#include "api/routes.h"
#include "auth/bucket.h"

struct esb_mode;

/* NULL when out of memory.  What is passed must live as long.  Call it before
 * chroot, as esb_new. */
struct esb_mode *esb_mode_new(
    const struct mode *mode, struct buckets *buckets, struct trace *trace);
void esb_mode_free(struct esb_mode *m);

/* As db_try. */
void esb_mode_try(struct esb_mode *m, int64_t deadline);

/* Whether the PaaS database answers before `deadline`. */
bool
esb_mode_is_ready(struct esb_mode *m, struct arena *arena, int64_t deadline);

/* Answers a request whose canonical path is `path`. */
void esb_mode_serve(struct esb_mode *m, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served);

#endif
