/* SPDX-License-Identifier: MIT */
#include "auth/token.h"

#include "mint.h"
#include "unit.h"

#include <stdio.h>

/* The token is given, or made of the plaintext. */
struct open_row {
	const char *name;
	const char *token;
	const char *plain;
	bool padded;
	const char *suffix; /* put behind the token */
	const char *expire; /* NULL: no token */
	const char *username;
};

static struct open_row open_rows[] = {
    {.name = "esb 4.2: vector 1",
	.token = "vO6fDBQFUYzOGMmzdo6dn3sVgjf8LJjKoGT5sOy9aUE",
	.plain = "1795492538|admin|cveb5yzv",
	.expire = "1795492538",
	.username = "admin"},
    {.name = "esb 4.2: vector 2",
	.token = "KchwlE1_n1xIXXRBwTGaZN03iKf6HUOso85ahfw9nOo",
	.plain = "1564531200|admin|AAAAAAAA",
	.expire = "1564531200",
	.username = "admin"},
    {.name = "esb 4.2: vector 3",
	.token = "1Mb--w54HC_VS2IHlnxTH9ij7m10JEM3byD-2pLKYio",
	.plain = "1564531200|operator01|ab12CD34",
	.expire = "1564531200",
	.username = "operator01"},
    {.name = "esb 4.2: vector 4",
	.token = "uykELNLHm_tqV6um8u1js8DGFcz3FHIdtdxGYxvGAoE",
	.plain = "1564531200|abcde|12345678901234",
	.expire = "1564531200",
	.username = "abcde"},
    {.name = "esb 85: the standard alphabet decrypts",
	.token = "KchwlE1/n1xIXXRBwTGaZN03iKf6HUOso85ahfw9nOo",
	.expire = "1564531200",
	.username = "admin"},
    {.name = "esb 84: a blank at the end",
	.plain = "1|admin|cveb5yzv",
	.suffix = " ",
	.expire = "1",
	.username = "admin"},
    {.name = "esb 84: = at the end",
	.plain = "1|admin|cveb5yzv",
	.suffix = "=",
	.expire = "1",
	.username = "admin"},
    {.name = "esb 4.2: characters outside the alphabet",
	.plain = "1|admin|cveb5yzv",
	.suffix = "!*~\n",
	.expire = "1",
	.username = "admin"},
    {.name = "esb 4.2: a full block of padding",
	.plain = "1234567|u|123456",
	.expire = "1234567",
	.username = "u"},
    {.name = "esb 4.2: padding longer than a block",
	.plain = "1|u|            "
		 "\x14\x14\x14\x14\x14\x14\x14\x14\x14\x14\x14\x14\x14\x14\x14"
		 "\x14",
	.padded = true,
	.expire = "1",
	.username = "u"},
    {.name = "esb 4.2: only the last byte of the padding counts",
	.plain = "1|u|12345678abc\x04",
	.padded = true,
	.expire = "1",
	.username = "u"},
    {.name = "esb 80: four fields",
	.plain = "1|admin|x|y",
	.expire = "1",
	.username = "admin"},
    {.name = "esb 78: an empty user name",
	.plain = "1||x",
	.expire = "1",
	.username = ""},
    {.name = "esb 81: an empty number",
	.plain = "|admin|x",
	.expire = "",
	.username = "admin"},
    {.name = "esb 80: two fields", .plain = "1795492538|admin"},
    {.name = "esb 80: one field", .plain = "1795492538"},
    {.name = "esb 4.2: not ASCII", .plain = "1|\xe4\xb8\xad|x"},
    {.name = "esb 4.2: padding as long as the text",
	.plain = "1|u|12345678abc\x10",
	.padded = true},
    {.name = "esb 4.2: padding longer than the text",
	.plain = "1|u|12345678abc\x11",
	.padded = true},
    {.name = "esb 83: swapped letter case",
	.token = "kCHWLe1_N1XixxrbWtgAzn03IkF6huoSO85AHFW9Noo"},
    {.name = "esb 86: empty", .token = ""},
    {.name = "esb 86: garbage", .token = "garbage"},
    {.name = "esb 86: a blank", .token = " "},
    {.name = "esb 86: not ASCII", .token = "\xe4\xb8\xad\xe6\x96\x87"},
    {.name = "esb 86: not ASCII behind a good token",
	.plain = "1|admin|cveb5yzv",
	.suffix = "\xe4\xb8\xad"},
    {.name = "esb 86: not whole blocks",
	.plain = "1|admin|cveb5yzv",
	.suffix = "AAAA"},
    {.name = "esb 86: a block that is not ours",
	.token = "AAAAAAAAAAAAAAAAAAAAAA"},
};

static void
check_open(void **state)
{
	const struct open_row *row = *state;
	unsigned char key[TOKEN_KEY];
	char minted[MINT_MAX];
	struct token token;
	bool ok;

	assert_true(token_key(text_of(MINT_KEY), key));
	if (row->plain != NULL)
		mint(text_of(row->plain), row->padded, minted);
	else
		strcpy(minted, row->token);
	if (row->plain != NULL && row->token != NULL)
		assert_string_equal(minted, row->token);
	if (row->suffix != NULL)
		strcat(minted, row->suffix);
	ok = token_open(key, text_of(minted), &token);
	assert_int_equal(ok, row->expire != NULL);
	if (!ok)
		return;
	assert_true(text_is(token.expire, row->expire));
	assert_true(text_is(token.username, row->username));
	assert_non_null(token.username.s);
	token_close(&token);
	assert_null(token.expire.s);
	for (size_t i = 0; i < sizeof(token.plain); i++)
		assert_int_equal(token.plain[i], 0);
}

struct limit_row {
	const char *name;
	size_t blanks; /* behind a good token */
	bool opens;
};

static struct limit_row limit_rows[] = {
    {"a token of TOKEN_MAX bytes", TOKEN_MAX - 43, true},
    {"a token of one byte more", TOKEN_MAX - 42, false},
};

static void
check_limit(void **state)
{
	const struct limit_row *row = *state;
	unsigned char key[TOKEN_KEY];
	char text[TOKEN_MAX + 1];
	struct token token;

	memset(text, ' ', sizeof(text));
	memcpy(text, open_rows[0].token, 43);
	assert_true(token_key(text_of(MINT_KEY), key));
	assert_int_equal(
	    token_open(key, (struct text){text, 43 + row->blanks}, &token),
	    row->opens);
}

#define NOW INT64_C(1564531200)

struct check_row {
	const char *name;
	const char *expire;
	enum store_state token;
	bool is_logout;
	enum store_state user;
	enum token_verdict want;
};

static struct check_row check_rows[] = {
    {"esb 71: good", "1564534800", STORE_ROW, false, STORE_ROW, TOKEN_GOOD},
    {"esb 4.2: blanks and a sign", " +1564534800 ", STORE_ROW, false, STORE_ROW,
	TOKEN_GOOD},
    {"esb 74: in the grace", "1564531140", STORE_ROW, false, STORE_ROW,
	TOKEN_GOOD},
    {"esb 75: behind the grace", "1564531139", STORE_ROW, false, STORE_ROW,
	TOKEN_REFUSED},
    {"esb 76: as late as it may be", "1564617660", STORE_ROW, false, STORE_ROW,
	TOKEN_GOOD},
    {"esb 76: later", "1564617661", STORE_ROW, false, STORE_ROW, TOKEN_REFUSED},
    {"esb 4.2: twenty digits", "99999999999999999999", STORE_ROW, false,
	STORE_ROW, TOKEN_REFUSED},
    {"esb 4.2: minus twenty digits", "-99999999999999999999", STORE_ROW, false,
	STORE_ROW, TOKEN_REFUSED},
    {"esb 73: logged out", "1564534800", STORE_ROW, true, STORE_ROW,
	TOKEN_REFUSED},
    {"esb 77: not stored", "1564534800", STORE_NONE, false, STORE_ROW,
	TOKEN_REFUSED},
    {"esb 4.2: not stored and not a number", "abc", STORE_NONE, false,
	STORE_ROW, TOKEN_REFUSED},
    {"esb 81: not a number", "abc", STORE_ROW, false, STORE_ROW, TOKEN_FAILED},
    {"esb 81: a fraction", "1564534800.5", STORE_ROW, false, STORE_ROW,
	TOKEN_FAILED},
    {"esb 81: a long suffix", "1564534800L", STORE_ROW, false, STORE_ROW,
	TOKEN_FAILED},
    {"esb 81: empty", "", STORE_ROW, false, STORE_ROW, TOKEN_FAILED},
    {"esb 4.2: logged out and not a number", "abc", STORE_ROW, true, STORE_ROW,
	TOKEN_FAILED},
    {"esb 78: no such user", "1564534800", STORE_ROW, false, STORE_NONE,
	TOKEN_REFUSED},
    {"esb 103: tokens unreadable", "1564534800", STORE_FAILED, false, STORE_ROW,
	TOKEN_FAILED},
    {"esb 103: users unreadable", "1564534800", STORE_ROW, false, STORE_FAILED,
	TOKEN_FAILED},
    /* Python reads the users last; here a fault never reads as a bad token. */
    {"esb 4.2: expired, users unreadable", "1", STORE_ROW, false, STORE_FAILED,
	TOKEN_FAILED},
    {"not asked is not good", "1564534800", STORE_NOT_ASKED, false, STORE_ROW,
	TOKEN_FAILED},
    {"user not asked is not good", "1564534800", STORE_ROW, false,
	STORE_NOT_ASKED, TOKEN_FAILED},
};

static void
check_check(void **state)
{
	const struct check_row *row = *state;
	struct token token = {.expire = text_of(row->expire)};
	struct paas_answer answer = {
	    .token = {.state = row->token, .is_logout = row->is_logout},
	    .user = {.state = row->user}};

	assert_int_equal(
	    token_check(esb_profile_find("p1"), &token, &answer, NOW),
	    row->want);
}

/* esb 10.2: tokens die when they are not used; the user is not asked for. */
struct idle_row {
	const char *name;
	const char *profile;
	const char *expire;
	bool is_logout;
	enum store_state user;
	int64_t inactive_expire;
	enum token_verdict want;
};

static struct idle_row idle_rows[] = {
    {"esb 10.2: in use", "p2", "1564534800", false, STORE_NOT_ASKED, NOW + 7200,
	TOKEN_GOOD},
    {"esb 10.2: idle, in the grace", "p2", "1564534800", false, STORE_NOT_ASKED,
	NOW - 60, TOKEN_GOOD},
    {"esb 10.2: idle, behind the grace", "p2", "1564534800", false,
	STORE_NOT_ASKED, NOW - 61, TOKEN_REFUSED},
    {"esb 10.2: in use, expired", "p2", "1564531139", false, STORE_NOT_ASKED,
	NOW + 7200, TOKEN_REFUSED},
    {"esb 10.2: in use, logged out", "p2", "1564534800", true, STORE_NOT_ASKED,
	NOW + 7200, TOKEN_REFUSED},
    {"esb 10.2: idle, not a number", "p2", "abc", false, STORE_NOT_ASKED, 0,
	TOKEN_FAILED},
    {"esb 82: idle, P1", "p1", "1564534800", false, STORE_ROW, 1, TOKEN_GOOD},
};

static void
check_idle(void **state)
{
	const struct idle_row *row = *state;
	struct token token = {.expire = text_of(row->expire)};
	struct paas_answer answer = {
	    .token = {.state = STORE_ROW,
		.is_logout = row->is_logout,
		.inactive_expire = row->inactive_expire},
	    .user = {.state = row->user}};

	assert_int_equal(
	    token_check(esb_profile_find(row->profile), &token, &answer, NOW),
	    row->want);
}

struct key_row {
	const char *name;
	const char *secret;
	const char *hex; /* NULL: no key */
};

static struct key_row key_rows[] = {
    {"esb 4.2: the key of the vectors", MINT_KEY,
	"83c3573b61331acb9e81e8a78019b7c1"},
    {"an empty secret is no key", "", NULL},
};

static void
check_key(void **state)
{
	const struct key_row *row = *state;
	unsigned char key[TOKEN_KEY];
	char hex[2 * TOKEN_KEY + 1];
	bool ok = token_key(text_of(row->secret), key);

	assert_int_equal(ok, row->hex != NULL);
	if (!ok)
		return;
	for (size_t i = 0; i < TOKEN_KEY; i++)
		snprintf(hex + 2 * i, 3, "%02x", key[i]);
	assert_string_equal(hex, row->hex);
}

int
main(void)
{
	UNIT_TABLE(key_rows, check_key);
	UNIT_TABLE(open_rows, check_open);
	UNIT_TABLE(limit_rows, check_limit);
	UNIT_TABLE(check_rows, check_check);
	UNIT_TABLE(idle_rows, check_idle);
	return unit_run("token");
}
