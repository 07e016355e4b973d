/* SPDX-License-Identifier: MIT */
/* esb 11.4: user authentication. */
#include "auth_cases.h"

#include <ctype.h>

#define GOOD "{now+3600}|admin|cveb5yzv"
#define ST   S "&bk_token={token}" I

static void
swap_case(char *token)
{
	for (; *token != '\0'; token++)
		*token =
		    (char)(islower(*token) ? toupper(*token) : tolower(*token));
}

static void
add_blank(char *token)
{
	strcat(token, "%20");
}

static void
add_pad(char *token)
{
	strcat(token, "%3D");
}

/* Percent-encoded, as both of its characters must be. */
static void
standard_alphabet(char *token)
{
	char copy[1024];

	strcpy(copy, token);
	for (const char *c = copy; *c != '\0'; c++) {
		const char *as = *c == '-' ? "%2B" : *c == '_' ? "%2F" : NULL;

		if (as == NULL)
			*token++ = *c;
		else
			token = stpcpy(token, as);
	}
	*token = '\0';
}

static void
tokens_unreadable(struct fixture *f)
{
	f->tokens_unreadable = true;
}

static void
users_unreadable(struct fixture *f)
{
	f->users_unreadable = true;
}

static void
whitelist_unreadable(struct fixture *f)
{
	f->whitelist_unreadable = true;
}

static void
whitelist_space(struct fixture *f)
{
	f->whitelist = " acct_only ,bk_cdman";
}

static void
whitelist_newline(struct fixture *f)
{
	f->whitelist = "x\nbk_cdman\nacct_only\ny";
}

static void
whitelist_star(struct fixture *f)
{
	f->whitelist = "*,bk_*";
}

static void
whitelist_case(struct fixture *f)
{
	f->whitelist = "BK_CDMAN,Acct_Only";
}

static void
whitelist_off(struct fixture *f)
{
	f->whitelist_off = true;
}

static void
whitelist_null(struct fixture *f)
{
	f->whitelist = NULL;
}

static void
whitelist_empty(struct fixture *f)
{
	f->whitelist = ",;";
}

static void
whitelist_absent(struct fixture *f)
{
	f->whitelist_absent = true;
}

static void
access_valid(struct fixture *f)
{
	f->access_token = "acc-tok-1";
	f->access_app = "bk_sops";
	f->access_left = 303;
}

static void
access_edge(struct fixture *f)
{
	access_valid(f);
	f->access_left = 300;
}

static void
access_expired(struct fixture *f)
{
	access_valid(f);
	f->access_left = 299;
}

static void
access_unreadable(struct fixture *f)
{
	f->access_unreadable = true;
}

struct admit_row user_cases[] = {
    {"esb 71: a fresh token", .query = ST, .token = GOOD, .user = "admin",
	.app = "bk_sops"},
    {"esb 72: a token only as cookie", .query = S I,
	.header = {"HTTP_COOKIE",
	    "bk_token=vO6fDBQFUYzOGMmzdo6dn3sVgjf8LJjKoGT5sOy9aUE"},
	.want = M10_NO_USER},
    {"esb 73: logged out", .query = ST, .token = GOOD, .is_logout = true,
	.want = M9_WRONG_TOKEN},
    {"esb 73: logged out and not a number", .query = ST,
	.token = "abc|admin|cveb5yzv", .is_logout = true, .want = M17_BACKEND,
	.message = M17_LOGIN},
    {"esb 74: expired 30 s ago", .query = ST,
	.token = "{now-30}|admin|cveb5yzv", .user = "admin"},
    {"esb 75: expired 66 s ago", .query = ST,
	.token = "{now-66}|admin|cveb5yzv", .want = M9_WRONG_TOKEN},
    {"esb 76: a day and 50 s ahead", .query = ST,
	.token = "{now+86450}|admin|cveb5yzv", .user = "admin"},
    {"esb 76: a day and an hour ahead", .query = ST,
	.token = "{now+90000}|admin|cveb5yzv", .want = M9_WRONG_TOKEN},
    {"esb 77: not in the table", .query = ST, .token = GOOD, .not_stored = true,
	.want = M9_WRONG_TOKEN},
    {"esb 78: no such user", .query = ST, .token = "{now+3600}|nobody|cveb5yzv",
	.want = M9_WRONG_TOKEN},
    {"esb 78: an empty user name", .query = ST, .token = "{now+3600}||cveb5yzv",
	.want = M9_WRONG_TOKEN},
    {"esb 79: ADMIN", .query = ST, .token = "{now+3600}|ADMIN|cveb5yzv",
	.user = "admin"},
    {"esb 79: a blank behind the name", .query = ST,
	.token = "{now+3600}|admin |cveb5yzv", .user = "admin"},
    {"esb 80: two fields", .query = ST, .token = "{now+3600}|admin",
	.want = M9_WRONG_TOKEN},
    {"esb 80: four fields", .query = ST, .token = "{now+3600}|admin|a|b",
	.user = "admin"},
    {"esb 81: the first field not a number", .query = ST,
	.token = "abc|admin|cveb5yzv", .want = M17_BACKEND,
	.message = M17_LOGIN},
    {"esb 81: not a number and not in the table", .query = ST,
	.token = "abc|admin|cveb5yzv", .not_stored = true,
	.want = M9_WRONG_TOKEN},
    {"esb 81: a plus sign", .query = ST, .token = "+{now+3600}|admin|cveb5yzv",
	.user = "admin"},
    {"esb 81: -5", .query = ST, .token = "-5|admin|cveb5yzv",
	.want = M9_WRONG_TOKEN},
    {"esb 83: letter case swapped", .query = ST, .token = GOOD,
	.sent = swap_case, .want = M9_WRONG_TOKEN},
    {"esb 84: a blank behind it", .query = ST, .token = GOOD, .sent = add_blank,
	.user = "admin"},
    {"esb 84: = behind it", .query = ST, .token = GOOD, .sent = add_pad,
	.want = M9_WRONG_TOKEN},
    /* With this salt the second block has both "-" and "_". */
    {"esb 85: the standard alphabet", .query = ST,
	.token = "{now+3600}|admin|00000015", .sent = standard_alphabet,
	.want = M9_WRONG_TOKEN},
    {"esb 86: garbage", .query = S I "&bk_token=garbage",
	.want = M9_WRONG_TOKEN},
    {"esb 86: a blank", .query = S I "&bk_token=%20", .want = M9_WRONG_TOKEN},
    {"esb 86: not ASCII", .query = S I "&bk_token=%E4%B8%AD%E6%96%87",
	.want = M9_WRONG_TOKEN},
    {"esb 86: a JSON number", .method = "POST",
	.body = "{" JSON_S ", \"bk_token\": 5}", .want = M9_WRONG_TOKEN},
    {"esb 86: a list with a good token", .method = "POST",
	.body = "{" JSON_S ", \"bk_token\": [\"{token}\"]}", .token = GOOD,
	.want = M9_WRONG_TOKEN},
    {"esb 4.2: a name that is not ASCII", .query = ST,
	.token = "{now+3600}|\xe4\xb8\xad|cveb5yzv", .want = M9_WRONG_TOKEN},
    {"esb 87: an empty token and a name",
	.query = W "&bk_token=&bk_username=bob" I, .user = "bob",
	.app = "bk_cdman"},
    {"esb 88: a bad token and a name",
	.query = W "&bk_token=garbage&bk_username=bob" I,
	.want = M9_WRONG_TOKEN},
    {"esb 89: a good token and a name",
	.query = W "&bk_token={token}&bk_username=bob" I, .token = GOOD,
	.user = "admin"},
    {"esb 90: not whitelisted", .query = S U I, .want = M10_NO_USER},
    {"esb 91: an unknown name", .query = W "&bk_username=nobody" I,
	.user = "nobody"},
    {"esb 92: behind a semicolon",
	.query = "bk_app_code=both_app&bk_app_secret=esb-secret" U I,
	.user = "admin"},
    {"esb 93: an entry with blanks",
	.query = "bk_app_code=acct_only&bk_app_secret=acct-secret" U I,
	.patch = whitelist_space, .want = M10_NO_USER},
    {"esb 93: the entry behind it", .query = W U I, .patch = whitelist_space,
	.user = "admin"},
    {"esb 94: newlines", .query = W U I, .patch = whitelist_newline,
	.want = M10_NO_USER},
    {"esb 94: a star", .query = W U I, .patch = whitelist_star,
	.want = M10_NO_USER},
    {"esb 94: another letter case", .query = W U I, .patch = whitelist_case,
	.want = M10_NO_USER},
    {"esb 95: switched off", .query = W U I, .patch = whitelist_off,
	.want = M10_NO_USER},
    {"esb 95: NULL", .query = W U I, .patch = whitelist_null,
	.want = M10_NO_USER},
    {"esb 95: no entry", .query = W U I, .patch = whitelist_empty,
	.want = M10_NO_USER},
    {"esb 95: row absent", .query = W U I, .patch = whitelist_absent,
	.want = M10_NO_USER},
    {"esb 95: row absent, a token", .query = W "&bk_token={token}" I,
	.token = GOOD, .patch = whitelist_absent, .user = "admin"},
    {"esb 96: unreadable", .query = W U I, .patch = whitelist_unreadable,
	.want = M19_COMPONENT_ERROR},
    {"esb 96: unreadable, no name", .query = W I, .patch = whitelist_unreadable,
	.want = M10_NO_USER},
    {"esb 97: a blank in front is kept", .query = W "&bk_username=%20x" I,
	.user = " x"},
    {"esb 97: a JSON number keeps its type", .method = "POST",
	.body = "{" JSON_W ", \"bk_username\": 5}", .user = "5",
	.user_type = PARAM_INT},
    {"esb 97: a JSON list keeps its type", .method = "POST",
	.body = "{" JSON_W ", \"bk_username\": [\"admin\"]}",
	.user_type = PARAM_LIST},
    {"esb 97: 0 is no name", .method = "POST",
	.body = "{" JSON_W ", \"bk_username\": 0}", .want = M10_NO_USER},
    {"esb 98: Chinese", .query = W "&bk_username=%E4%B8%AD" I,
	.user = "\xe4\xb8\xad"},
    {"esb 99: an access token with 303 s left",
	.query = S "&bk_access_token=acc-tok-1" I, .patch = access_valid,
	.user = "admin"},
    {"esb 99: 300 s left", .query = S "&bk_access_token=acc-tok-1" I,
	.patch = access_edge, .user = "admin"},
    {"esb 99: 299 s left", .query = S "&bk_access_token=acc-tok-1" I,
	.patch = access_expired, .want = M12_ACCESS_TOKEN_EXPIRED},
    {"esb 100: unknown", .query = S "&bk_access_token=nope" I,
	.patch = access_valid, .want = M11_NO_ACCESS_TOKEN},
    {"esb 100: of another app", .query = W "&bk_access_token=acc-tok-1" U I,
	.patch = access_valid, .want = M11_NO_ACCESS_TOKEN},
    {"esb 101: a bad one and a good bk_token",
	.query = S "&bk_access_token=nope&bk_token={token}" I, .token = GOOD,
	.want = M11_NO_ACCESS_TOKEN},
    {"esb 101: a list and a good bk_token", .method = "POST",
	.body = "{" JSON_S ", \"bk_access_token\": [\"a\", \"b\"], "
		"\"bk_token\": \"{token}\"}",
	.token = GOOD, .want = M11_NO_ACCESS_TOKEN},
    {"esb 101: 0 and a good bk_token", .method = "POST",
	.body = "{" JSON_S ", \"bk_access_token\": 0, \"bk_token\": "
		"\"{token}\"}",
	.token = GOOD, .user = "admin"},
    {"esb 102: access_token is not read",
	.query = S "&access_token=acc-tok-1" I, .patch = access_valid,
	.want = M10_NO_USER},
    {"esb 4.3: access tokens unreadable",
	.query = S "&bk_access_token=acc-tok-1" I, .patch = access_unreadable,
	.want = M19_COMPONENT_ERROR},
    {"esb 103: tokens unreadable", .query = ST, .token = GOOD,
	.patch = tokens_unreadable, .want = M17_BACKEND, .message = M17_LOGIN},
    {"esb 103: users unreadable", .query = ST, .token = GOOD,
	.patch = users_unreadable, .want = M17_BACKEND, .message = M17_LOGIN},
    {"esb 103: tokens unreadable, a name", .query = W U I,
	.patch = tokens_unreadable, .user = "admin"},
    {"esb 103: tokens unreadable, garbage", .query = S I "&bk_token=garbage",
	.patch = tokens_unreadable, .want = M9_WRONG_TOKEN},
};

const size_t user_count = sizeof(user_cases) / sizeof(*user_cases);
