/* SPDX-License-Identifier: MIT */
/*
 * What the ESB and login services read (esb 3.1, 4.1, 5.1, chapter 9): one
 * query, one round trip, for everything an API call may need.  Texts in the
 * answer are valid until db_release.
 */
#ifndef AUTH_PAAS_H
#define AUTH_PAAS_H

#include "mysql/db.h"

/* TEXT_NONE leaves the part out. */
struct paas_query {
	struct text path;	  /* with a slash at both ends, esb 1.2 */
	struct text method;	  /* rows count by method, esb 10.2 */
	struct text app_code;	  /* as received: secrets and permission */
	struct text token;	  /* bk_token as received */
	struct text token_user;	  /* second field of the decrypted token */
	struct text access_token; /* asked together with app_code */
	bool whitelist;
};

struct paas_channel {
	enum store_state state;
	int64_t id;
	struct text path;
	struct text codename;
	bool active;
	int64_t timeout; /* seconds; 0 for NULL */
	struct text comp_conf;
	struct text component_name;
	int64_t perm_level;
	bool rate_limit_required;
	struct text rate_limit_conf;
	bool system_failed;	 /* esb_component_system could not be read */
	struct text system_name; /* of esb_component_system */
	int64_t system_execute_timeout; /* seconds; 0 for NULL or no row */
};

#define PAAS_SECRETS 2 /* of an app: of paas_app and of esb_app_account */

struct paas_answer {
	struct paas_channel channel;
	struct {
		enum store_state state; /* STORE_FAILED when either failed */
		struct text code; /* as stored: other spellings match, too */
		struct text
		    secrets[PAAS_SECRETS]; /* .s NULL: NULL, or no such row */
	} app;
	struct {
		enum store_state state;
		bool is_logout;
		int64_t inactive_expire; /* Unix seconds */
	} token;
	struct {
		enum store_state state;
		struct text username;
	} user;
	struct {
		enum store_state state;
		struct text username;
		int64_t seconds_left; /* of now, truncated to seconds */
	} access_token;
	struct {
		enum store_state state;
		bool on;
		struct text list; /* .s NULL for NULL */
	} whitelist;
	enum store_state grant; /* esb_app_component_perm */
};

/*
 * Asks `db`, a DB_PAAS, everything at once; when that fails, part by part, so
 * that each part says whether it could be read.  DB_DOWN and DB_TIMEOUT:
 * nothing is known.
 */
enum db_result
paas_ask(struct db *db, struct arena *arena, const struct paas_query *query,
    int64_t deadline, struct paas_answer *answer);

#endif
