/* SPDX-License-Identifier: MIT */
/* One esb_admit under way: what its steps share.  Private to this room. */
#ifndef AUTH_ADMISSION_H
#define AUTH_ADMISSION_H

#include "auth/credentials.h"
#include "auth/limiter.h"

struct admission {
	const struct esb_profile *profile;
	const struct esb_call *call;
	struct arena *arena;
	bool has_token_key; /* login.secret_key is configured */
	int64_t now;	    /* Unix seconds */
	int64_t deadline;   /* clock_ms, of everything that is waited for */
	struct limiter *limiter;
	struct credentials credentials;
	struct paas_answer answer;
	/* Whose row was asked for because there is none of the called one's;
	 * NULL: the row is its own. */
	const struct esb_component *lender;
	bool has_row;	       /* the channel is a row of esb_channel */
	bool repointed;	       /* its comp_conf names no component of ours */
	struct text conf_name; /* of comp_conf; TEXT_NONE: it has none */
	struct esb_caller *caller;
	struct refusal *refusal;
};

/* Each checks one step of esb 2.1; false and *refusal. */
bool admit_channel(struct admission *a);    /* 1 to 3 */
bool admit_app(struct admission *a);	    /* 5 */
bool admit_user(struct admission *a);	    /* 6 */
bool admit_permission(struct admission *a); /* 7 */
bool admit_rate(struct admission *a);	    /* 8 */

/* The destination of the row is one that is served here (esb 5.1); last, as
 * ESB reads comp_conf after all of the above. */
bool admit_component(struct admission *a);

/* Seconds that the row grants for the answer (esb 5.4). */
int64_t channel_budget(const struct admission *a);

#endif
