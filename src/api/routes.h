/* SPDX-License-Identifier: MIT */
/*
 * What is served, in every mode: one row for each endpoint.  The URLs of a row
 * (esb chapter 7, sops 3.1.1) are, with an id for each variable,
 *
 *	auth = esb           <esb.path>/v2/sops/<name>/
 *	auth = header, jwt   <site_prefix>/apigw/<name>/<variable>/<variable>/
 */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "sops/call.h"

struct route {
	const char *name;
	const char *method;
	const char *variables[CALL_VARIABLES]; /* in the order of the path */
	const struct endpoint *endpoint;
};

extern const struct route routes[];
extern const size_t routes_count;

/*
 * The route of `path`, which is what stands behind apigw:
 * "/get_task_detail/1/2/".  Names compare exactly, ids are decimal digits of
 * any script; the slash at the end may be missing, and one newline may follow
 * it.  NULL: there is none.  What was typed for each variable goes to `typed`.
 */
const struct route *
route_find(struct text path, struct text typed[CALL_VARIABLES]);

/* Whether the bk-sops that this pool stands for has the URL of the route. */
bool route_exists(const struct route *route, const struct config_pool *config);

#endif
