/* SPDX-License-Identifier: MIT */
/*
 * bk-sops' own URLs, <site_prefix>/apigw/<endpoint>/<ids>/ (sops 3.1), behind a
 * gateway that says who calls: auth = header and auth = jwt.
 */
#ifndef API_APIGW_H
#define API_APIGW_H

#include "api/served.h"
#include "config/config.h"
#include "decode/tree_store.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"
#include "sops/sops.h"

struct plugins;

struct apigw_mode;

/* NULL when out of memory.  What is passed must live as long; `trees` may be
 * NULL. */
struct apigw_mode *apigw_mode_new(const struct config_pool *config,
    struct sops *sops, struct tree_store *trees, const struct plugins *plugins);
void apigw_mode_free(struct apigw_mode *mode);

/* Where the endpoints are mounted: "/o/bk_sops/apigw". */
const char *apigw_mode_mount(const struct apigw_mode *mode);

/* Answers a request whose canonical path is `path`. */
void apigw_mode_serve(struct apigw_mode *mode, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served);

#endif
