/* SPDX-License-Identifier: MIT */
/*
 * ESB's own part of a call: steps 1 to 8 of the decision order
 * (esb 2.1), that is channel, body, app, user, permission, rate limit.  What
 * the API itself decides (path variables, test environment, the backend's
 * answer) is not known here.
 */
#ifndef AUTH_ESB_H
#define AUTH_ESB_H

#include "auth/bucket.h"
#include "auth/component.h"
#include "auth/refusal.h"
#include "base/trace.h"
#include "config/config.h"

/* Who calls what; texts are valid until esb_release. */
struct esb_caller {
	const struct esb_component *component;
	struct params params;
	enum param_type app_type;  /* PARAM_STRING, or PARAM_INT of JSON */
	struct text app_code;	   /* as received */
	enum param_type user_type; /* PARAM_STRING but for an odd JSON name */
	struct text username;	   /* of the row, or as asserted */
	int64_t budget;	  /* seconds, esb 5.4: what M17 "exceeds" names */
	int64_t deadline; /* clock_ms: the budget's end, and before the
			   * request's own deadline */
};

struct esb;

/* NULL when out of memory.  The config and the buckets must live as long.  Call
 * it before chroot, as limiter_new. */
struct esb *esb_new(const struct config_pool *config, struct buckets *buckets,
    struct trace *trace);
void esb_free(struct esb *esb);

/* As db_try. */
void esb_try(struct esb *esb, int64_t deadline);

/* Whether the PaaS database answers before `deadline` (clock_ms). */
bool esb_is_ready(struct esb *esb, struct arena *arena, int64_t deadline);

/*
 * True and *caller; or false, *refusal, and of *caller what is known of a call
 * that is refused: `component` when the path is that of one, `app_code` when
 * there is such an app, `username` when the user was admitted, which is after
 * the app has proved who it is.
 */
bool esb_admit(struct esb *esb, const struct esb_call *call,
    struct esb_caller *caller, struct refusal *refusal);

/* Frees what the last esb_admit read. */
void esb_release(struct esb *esb);

#endif
