/* SPDX-License-Identifier: MIT */
/* ESB mode: <esb.path>/v2/sops/<component>/ (esb 2.1, chapter 6). */
#ifndef API_ESB_H
#define API_ESB_H

#include "api/served.h"
#include "auth/bucket.h"
#include "config/config.h"
#include "decode/tree_store.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"
#include "sops/sops.h"

struct plugins;

struct esb_mode;

/* NULL when out of memory.  What is passed must live as long; `trees` may be
 * NULL. */
struct esb_mode *esb_mode_new(const struct config_pool *config,
    struct sops *sops, struct tree_store *trees, const struct plugins *plugins,
    struct buckets *buckets, struct trace *trace);
void esb_mode_free(struct esb_mode *mode);

/* Where the components are mounted: "/api/c/compapi". */
const char *esb_mode_mount(const struct esb_mode *mode);

/* As db_try. */
void esb_mode_try(struct esb_mode *mode, int64_t deadline);

/* Whether the PaaS database answers before `deadline`. */
bool
esb_mode_is_ready(struct esb_mode *mode, struct arena *arena, int64_t deadline);

/* Answers a request whose canonical path is `path`. */
void esb_mode_serve(struct esb_mode *mode, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served);

#endif
