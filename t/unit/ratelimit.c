/* SPDX-License-Identifier: MIT */
/* esb 5.3: what a rate_limit_conf says. */
#include "auth/ratelimit.h"

#include "unit.h"

#include <stdio.h>

#define MANY(one)                                                           \
	one "," one "," one "," one "," one "," one "," one "," one "," one \
	    "," one "," one "," one "," one "," one "," one "," one
#define RULE	   "{\"tokens\":1,\"day\":1}"
#define OF(rules)  "{\"app_ratelimit\":{\"app\":" rules "}}"
#define ALL(rules) "{\"app_ratelimit\":{\"__default\":" rules "}}"

/* `want`: "TOKENS_SECONDS" of each rule; NULL: there is none; "M19". */
struct row {
	const char *name;
	const char *conf;
	const char *want;
	const char *shown; /* NULL: not compared */
	const char *app;   /* as received; NULL: "app", as stored */
};

static struct row rows[] = {
    {"esb 5.3: seconds", OF("[{\"tokens\":2,\"second\":3}]"), .want = "2_3",
	.shown = "2/3second"},
    {"esb 5.3: minutes", OF("[{\"tokens\":2,\"minute\":1}]"), .want = "2_60",
	.shown = "2/1minute"},
    {"esb 5.3: hours", OF("[{\"hour\":2,\"tokens\":10}]"), .want = "10_7200",
	.shown = "10/2hour"},
    {"esb 5.3: days", OF("[{\"tokens\":1,\"day\":1}]"), .want = "1_86400",
	.shown = "1/1day"},
    {"esb 5.3: two rules, in order",
	OF("[{\"tokens\":100,\"minute\":1},{\"tokens\":1,\"day\":1}]"),
	.want = "100_60 1_86400", .shown = "100/1minute;1/1day"},
    {"esb 5.3: of several units one counts",
	OF("[{\"tokens\":1,\"day\":1,\"minute\":1,\"hour\":1}]"),
	.want = "1_3600"},
    {"esb 5.3: the rules of all others", ALL("[{\"tokens\":1,\"day\":1}]"),
	.want = "1_86400"},
    {"esb 5.3: own rules win",
	"{\"app_ratelimit\":{\"__default\":[{\"tokens\":1,\"day\":1}],"
	"\"app\":[{\"tokens\":2,\"day\":1}]}}",
	.want = "2_86400"},
    {"esb 5.3: own rules that are empty do not",
	"{\"app_ratelimit\":{\"__default\":[{\"tokens\":1,\"day\":1}],"
	"\"app\":[]}}",
	.want = "1_86400"},
    {"esb 5.3: own null does not",
	"{\"app_ratelimit\":{\"__default\":[{\"tokens\":1,\"day\":1}],"
	"\"app\":null}}",
	.want = "1_86400"},
    {"esb 5.3: the app code as received",
	"{\"app_ratelimit\":{\"app\":[{\"tokens\":1,\"day\":1}],"
	"\"APP\":[{\"tokens\":2,\"day\":1}]}}",
	.want = "2_86400", .app = "APP"},
    {"another spelling: the app code as stored",
	OF("[{\"tokens\":1,\"day\":1}]"), .want = "1_86400", .app = "APP"},
    {"another spelling: own rules win over those of all others",
	"{\"app_ratelimit\":{\"__default\":[{\"tokens\":9,\"day\":1}],"
	"\"APP\":[],\"app\":[{\"tokens\":2,\"day\":1}]}}",
	.want = "2_86400", .app = "APP"},
    {"esb 5.3: no rule for this app", "{\"app_ratelimit\":{}}", .want = NULL},
    {"esb 5.3: default is an empty list", ALL("[]"), .want = NULL},
    {"esb 5.3: default is an empty object", ALL("{}"), .want = NULL},
    {"esb 5.3: default is an empty text", ALL("\"\""), .want = NULL},
    {"esb 5.3: default is null", ALL("null"), .want = "M19"},
    {"esb 5.3: default is 0", ALL("0"), .want = "M19"},
    {"esb 5.3: default is false", ALL("false"), .want = "M19"},
    {"esb 112: not JSON", "{bad", .want = NULL},
    {"esb 5.3: empty", "", .want = NULL},
    {"esb 5.3: an empty object", "{}", .want = NULL},
    {"esb 5.3: a list", "[1]", .want = NULL},
    {"esb 5.3: null", "null", .want = NULL},
    {"esb 115: no app_ratelimit", "{\"x\":{}}", .want = "M19"},
    {"esb 115: app_ratelimit is a list", "{\"app_ratelimit\":[]}",
	.want = "M19"},
    {"esb 115: app_ratelimit is null", "{\"app_ratelimit\":null}",
	.want = "M19"},
    {"esb 115: rules as an object", OF("{\"tokens\":1,\"day\":1}"),
	.want = "M19"},
    {"esb 5.3: rules as a text", OF("\"[]\""), .want = "M19"},
    {"esb 5.3: rules as a number", OF("7"), .want = "M19"},
    {"esb 5.3: a number among the rules", OF("[{\"tokens\":1,\"day\":1},1]"),
	.want = "M19"},
    {"esb 5.3: null among the rules", OF("[null]"), .want = "M19"},
    {"esb 5.3: a text among the rules", OF("[\"x\"]"), .want = "M19"},
    {"esb 5.3: a list among the rules", OF("[[]]"), .want = "M19"},
    {"esb 5.3: NaN among the rules", OF("[NaN]"), .want = "M19"},
    {"esb 5.3: no tokens", OF("[{\"day\":1}]"), .want = "M19"},
    {"esb 5.3: no unit", OF("[{\"tokens\":1}]"), .want = "M19"},
    {"esb 5.3: an unknown unit", OF("[{\"tokens\":1,\"week\":1}]"),
	.want = "M19"},
    {"esb 5.3: an empty rule", OF("[{}]"), .want = "M19"},
    {"esb 5.3: tokens as a text", OF("[{\"tokens\":\" 5 \",\"day\":1}]"),
	.want = "5_86400", .shown = "5/1day"},
    {"esb 5.3: tokens as a float", OF("[{\"tokens\":2.9,\"day\":1}]"),
	.want = "2_86400", .shown = "2/1day"},
    {"esb 5.3: tokens true", OF("[{\"tokens\":true,\"day\":1}]"),
	.want = "1_86400"},
    {"esb 5.3: tokens null", OF("[{\"tokens\":null,\"day\":1}]"),
	.want = "M19"},
    {"esb 5.3: tokens as another text", OF("[{\"tokens\":\"2.5\",\"day\":1}]"),
	.want = "M19"},
    {"esb 5.3: tokens as a list", OF("[{\"tokens\":[1],\"day\":1}]"),
	.want = "M19"},
    {"esb 5.3: tokens Infinity", OF("[{\"tokens\":Infinity,\"day\":1}]"),
	.want = "M19"},
    {"esb 5.3: no token", OF("[{\"tokens\":0,\"day\":1}]"), .want = "0_86400",
	.shown = "0/1day"},
    {"esb 5.3: fewer than none", OF("[{\"tokens\":-5,\"day\":1}]"),
	.want = "-5_86400", .shown = "-5/1day"},
    {"esb 5.3: half a minute", OF("[{\"tokens\":1,\"minute\":0.5}]"),
	.want = "1_30", .shown = "1/0.5minute"},
    {"esb 5.3: a whole float", OF("[{\"tokens\":1,\"minute\":1e0}]"),
	.want = "1_60", .shown = "1/1.0minute"},
    {"esb 5.3: a period true", OF("[{\"tokens\":1,\"minute\":true}]"),
	.want = "1_60", .shown = "1/Trueminute"},
    {"esb 5.3: a period of seconds as a text",
	OF("[{\"tokens\":1,\"second\":\"10\"}]"), .want = "1_10",
	.shown = "1/10second"},
    {"esb 5.3: a period of minutes as a text",
	OF("[{\"tokens\":1,\"minute\":\"1\"}]"), .want = "M19"},
    {"esb 5.3: a period null", OF("[{\"tokens\":1,\"minute\":null}]"),
	.want = "M19"},
    {"no period: P1 lets all pass", OF("[{\"tokens\":1,\"minute\":0}]"),
	.want = "M19"},
    {"less than a second: as that", OF("[{\"tokens\":1,\"second\":0.9}]"),
	.want = "M19"},
    {"a negative period", OF("[{\"tokens\":1,\"day\":-1}]"), .want = "M19"},
    {"a period that Redis does not take",
	OF("[{\"tokens\":1,\"day\":99999999999999999999}]"), .want = "M19"},
    {"more tokens than a double counts",
	OF("[{\"tokens\":99999999999999999999,\"day\":1}]"), .want = "M19"},
    {"esb 5.3: other members are shown",
	OF("[{\"tokens\":1,\"minute\":1,\"note\":\"x\"}]"), .want = "1_60",
	.shown = "1/1minute;1/xnote"},
    {"sixteen rules", OF("[" MANY(RULE) "]"),
	.want =
	    "1_86400 1_86400 1_86400 1_86400 1_86400 1_86400 1_86400 1_86400 "
	    "1_86400 1_86400 1_86400 1_86400 1_86400 1_86400 1_86400 1_86400"},
    {"seventeen rules", OF("[" MANY(RULE) "," RULE "]"), .want = "M19"},
};

static void
check(void **state)
{
	const struct row *row = *state;
	struct arena *arena = arena_new(1 << 20);
	struct rate_rules rules;
	const struct rate_app app = {
	    .received = text_of(row->app == NULL ? "app" : row->app),
	    .stored = TEXT("app")};
	char got[1024] = "";
	size_t n = 0;

	switch (ratelimit_read(arena, text_of(row->conf), &app, &rules)) {
	case RATELIMIT_NONE:
		assert_null(row->want);
		break;
	case RATELIMIT_MALFORMED:
		assert_non_null(row->want);
		assert_string_equal(row->want, "M19");
		break;
	case RATELIMIT_RULES:
		assert_non_null(row->want);
		for (size_t i = 0; i < rules.count; i++)
			n += (size_t)snprintf(got + n, sizeof(got) - n,
			    "%s%lld_%lld", i > 0 ? " " : "",
			    (long long)rules.items[i].tokens,
			    (long long)rules.items[i].seconds);
		assert_string_equal(got, row->want);
		if (row->shown != NULL)
			assert_true(text_is(rules.shown, row->shown));
	}
	arena_free(arena);
}

int
main(void)
{
	UNIT_TABLE(rows, check);
	return unit_run("ratelimit");
}
