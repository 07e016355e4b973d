/* SPDX-License-Identifier: MIT */
/*
 * The lines of the ESB gateway (esb 0.1): what is decided differently by which
 * of them (esb 10.2), as data.  All else is the same for both.
 */
#ifndef AUTH_PROFILE_H
#define AUTH_PROFILE_H

#include "params/params.h"

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

#endif
