/* SPDX-License-Identifier: MIT */
/*
 * From an admitted ESB call to a call of bk-sops: the path variables, and what
 * of the caller survives as the headers that ESB would send (esb 6.1, 6.2).
 */
#ifndef API_FORWARD_H
#define API_FORWARD_H

#include "api/routes.h"
#include "auth/esb.h"

/* Steps 9 and 10 of esb 2.1: M15, M16.  False and *refusal. */
bool forward_check(const struct fcgi_request *request,
    const struct esb_caller *caller, const struct route *route,
    struct refusal *refusal);

/*
 * Fills the call's variables and caller.  False when ESB could not have
 * reached bk-sops; *detail then is the detail of M17 (esb 6.4).
 */
bool forward_call(struct call *call, const struct esb_caller *caller,
    const struct route *route, struct text *detail);

#endif
