/* SPDX-License-Identifier: MIT */
/* A PaaS database in memory: the fixture of esb chapter 11. */
#ifndef UNIT_AUTH_PAAS_H
#define UNIT_AUTH_PAAS_H

#include "auth/paas.h"

struct fixture {
	enum db_result result;
	bool channel_unreadable, apps_unreadable, tokens_unreadable,
	    users_unreadable, access_unreadable, whitelist_unreadable,
	    grants_unreadable;
	struct paas_channel channel; /* the row; its state counts */
	const char *token;	     /* of login_bktoken, or NULL */
	bool is_logout;
	const char *access_token; /* of esb_user_auth_token, or NULL */
	const char *access_app;
	int64_t access_left; /* seconds */
	bool whitelist_absent, whitelist_off;
	const char *whitelist;
	const char *grant; /* app code of esb_app_component_perm, or NULL */
	struct paas_query asked;
};

/* The fixture as esb chapter 11 describes it. */
void fixture_init(struct fixture *fixture);

/* paas_ask answers from this one. */
void fixture_use(struct fixture *fixture);

#endif
