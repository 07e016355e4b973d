/* SPDX-License-Identifier: MIT */
/*
 * bk-sops' own URLs, <site_prefix>/apigw/<endpoint>/<ids>/ (sops 3.1), behind a
 * gateway that says who calls: auth = header and auth = jwt.
 */
#ifndef API_APIGW_H
#define API_APIGW_H

#include "api/answer.h"
#include "api/routes.h"

/* Answers a request whose canonical path is `path`. */
void apigw_serve(const struct api *api, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served);

#endif
