/* SPDX-License-Identifier: MIT */
/* ESB mode: <esb.path>/v2/sops/<component>/ (esb 2.1, chapter 6). */
#ifndef API_ESB_H
#define API_ESB_H

#include "api/answer.h"
#include "api/routes.h"

/* Bytes of the texts of all components; one has less than 200. */
#define ESB_COMPONENTS_MEMORY 65536

/* One component for each route (esb chapter 7), in the same order; NULL when
 * the arena is full. */
struct esb_component *
esb_components(struct arena *arena, const struct release *release);

/* Answers a request whose canonical path is `path`. */
void esb_serve(const struct api *api, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served);

#endif
