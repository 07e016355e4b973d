/* SPDX-License-Identifier: MIT */
/*
 * What is called: the lines of the ESB gateway (esb 0.1), its components, and
 * which of them a row of esb_channel means (esb 5.1).
 */
#ifndef AUTH_COMPONENT_H
#define AUTH_COMPONENT_H

#include "fcgi/request.h"
#include "params/params.h"

/* What the lines of the gateway decide differently (esb 10.2); all else is the
 * same for both. */
struct esb_profile {
	const char *name; /* of esb.profile */

	/* X-Bkapi-Authorization may carry the credentials. */
	bool has_authorization;

	/* The first of two names that counts (esb 1.5), or NULL. */
	const struct param *(*find_alias)(
	    const struct params *params, const char *name, const char *older);

	/* A path may have rows of esb_channel by method, and a row with a
	 * method answers that one, whichever it is (esb 1.3). */
	bool has_method_rows;

	/* A body is read before the call has a request id. */
	bool reads_body_early;

	/* login_bktoken.inactive_expire_time counts (esb 4.2). */
	bool has_inactivity;

	/* Step 9 of esb 4.2: the user of a token is one of bkaccount_bkuser.
	 * P2 has its users in the user manager, and takes the token's word. */
	bool looks_up_user;

	/* M13 has the names of comp_conf and of the code, not those of the
	 * rows. */
	bool names_by_conf;

	/* What bk-sops sends as "code" is not replaced (esb 6.3, rule 2). */
	bool keeps_code;
};

/* The profile of that name; the first one when there is none. */
const struct esb_profile *esb_profile_find(const char *name);

/* Whether a row of esb_channel may answer the method. */
bool esb_profile_answers(const struct esb_profile *profile, struct text method);

/* The "code" of an answer whose own one is `code` (NULL: it has none), where
 * ESB would write `otherwise` (esb 6.3, rule 2, and 10.2). */
int esb_profile_code(
    const struct esb_profile *profile, const int *code, int otherwise);

/* A component of the built-in table (esb chapter 7); the API gives it in. */
struct esb_component {
	const char *name;   /* get_task_detail */
	const char *path;   /* /v2/sops/get_task_detail/ */
	const char *method; /* of the YAML: GET or POST */
	const char *dest_path;
	/* The path of the component whose row of esb_channel decides when
	 * there is none for this one, which ESB does not know; or NULL. */
	const char *fallback;
};

struct esb_call {
	const struct fcgi_request *request;
	struct text method;
	struct text path;     /* with a slash at both ends, esb 1.2 */
	struct text raw_path; /* REQUEST_URI up to "?", for signatures */
	const struct esb_component *components; /* the built-in table */
	size_t ncomponents;
};

/*
 * Reads a comp_conf (esb 5.1): a JSON object, or a list of [key, value] pairs.
 * True when it has a destination, and *component is the one with that; NULL
 * when there is none.  *name, in the call's arena, is its name, or TEXT_NONE.
 */
bool component_of_conf(const struct esb_call *call, struct text conf,
    const struct esb_component **component, struct text *name);

/* The built-in channel: method and path compare exactly (esb 1.3).  NULL when
 * there is none. */
const struct esb_component *component_built_in(const struct esb_call *call);

/* The component whose path is the fallback of the built-in one that is called;
 * NULL when there is none. */
const struct esb_component *component_fallback(const struct esb_call *call);

/* The path of a row is one of the built-in paths, as SQL compares: without
 * case, with or without the slash at the end. */
bool component_has_path(const struct esb_call *call, struct text path);

#endif
