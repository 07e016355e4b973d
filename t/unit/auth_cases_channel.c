/* SPDX-License-Identifier: MIT */
/* esb 11.1, 11.2 and 11.5: channel, body, permission, limits. */
#include "auth_cases.h"

#define GOOD W U I
#define ELSEWHERE                                                       \
	"{\"dest_path\": \"/o/bk_sops/apigw/get_task_status/{task_id}/" \
	"{bk_biz_id}/\", \"dest_http_method\": \"GET\"}"
#define PAIRS_START                                                       \
	"[[\"dest_http_method\", \"GET\"], [\"label\", [\"x\", \"y\"]], " \
	"[\"dest_path\", \"/o/bk_sops/apigw/get_task_detail/{task_id}/"   \
	"{bk_biz_id}/\"]"
#define PAIRS PAIRS_START ", [\"n\", {\"dest_path\": 1}]]"

static void
built_in(struct fixture *f)
{
	f->channel.state = STORE_NONE;
}

static void
no_slash(struct fixture *f)
{
	f->channel.path = TEXT("/v2/sops/get_task_detail");
}

static void
another_path(struct fixture *f)
{
	f->channel.path = TEXT("/v2/other/");
}

static void
another_component(struct fixture *f)
{
	another_path(f);
	f->channel.comp_conf = TEXT(ELSEWHERE);
}

static void
inactive(struct fixture *f)
{
	f->channel.active = false;
}

static void
codename(struct fixture *f)
{
	f->channel.codename = TEXT("generic.v2.sops.nope");
}

static void
codename_case(struct fixture *f)
{
	f->channel.codename = TEXT("generic.v2.sops.SOPS_component");
}

static void
inactive_codename(struct fixture *f)
{
	inactive(f);
	codename(f);
}

static void
conf_broken(struct fixture *f)
{
	f->channel.comp_conf = TEXT("not json");
}

static void
conf_empty(struct fixture *f)
{
	f->channel.comp_conf = TEXT("");
}

static void
conf_null(struct fixture *f)
{
	f->channel.comp_conf = TEXT_NONE;
}

static void
conf_elsewhere(struct fixture *f)
{
	f->channel.comp_conf = TEXT(ELSEWHERE);
}

static void
conf_post(struct fixture *f)
{
	f->channel.comp_conf =
	    TEXT("{\"dest_path\": \"/o/bk_sops/apigw/get_task_detail/"
		 "{task_id}/{bk_biz_id}/\", \"dest_http_method\": \"POST\"}");
}

static void
conf_pairs(struct fixture *f)
{
	f->channel.comp_conf = TEXT(PAIRS);
}

static void
conf_triple(struct fixture *f)
{
	f->channel.comp_conf =
	    TEXT(PAIRS_START ", [\"x\", \"y\", \"z\"], [\"x\", \"y\"]]");
}

static void
conf_single(struct fixture *f)
{
	f->channel.comp_conf = TEXT(PAIRS_START ", [\"x\"]]");
}

static void
conf_broken_no_slash(struct fixture *f)
{
	conf_broken(f);
	no_slash(f);
}

static void
conf_last_wins(struct fixture *f)
{
	f->channel.comp_conf =
	    TEXT("{\"dest_http_method\": \"GET\", \"x\": {\"dest_path\": "
		 "\"deeper\"}, \"dest_path\": \"/o/bk_sops/apigw/"
		 "get_task_detail/{task_id}/{bk_biz_id}/\", "
		 "\"dest_path\": null}");
}

static void
permission(struct fixture *f)
{
	f->channel.perm_level = 1;
}

static void
permission_granted(struct fixture *f)
{
	permission(f);
	f->grant = "BK_CDMAN";
}

static void
permission_no_names(struct fixture *f)
{
	permission(f);
	f->channel.component_name = TEXT_NONE;
	f->channel.system_name = TEXT_NONE;
}

static void
permission_unreadable(struct fixture *f)
{
	permission(f);
	f->grants_unreadable = true;
}

static void
grants_unreadable(struct fixture *f)
{
	f->grants_unreadable = true;
}

static void
rate(struct fixture *f, struct text conf)
{
	f->channel.rate_limit_required = true;
	f->channel.rate_limit_conf = conf;
}

static void
rate_broken(struct fixture *f)
{
	f->channel.perm_level = 2;
	rate(f, TEXT("{bad"));
}

static void
rate_broken_granted(struct fixture *f)
{
	rate_broken(f);
	f->grant = "bk_cdman";
}

static void
rate_rules(struct fixture *f)
{
	rate(f, TEXT("{\"app_ratelimit\": {\"bk_cdman\": [{\"tokens\": 2, "
		     "\"minute\": 1}]}}"));
}

static void
rate_zero(struct fixture *f)
{
	rate(f, TEXT("{\"app_ratelimit\": {\"bk_cdman\": [{\"tokens\": 0, "
		     "\"minute\": 1}]}}"));
}

static void
rate_zero_conf(struct fixture *f)
{
	rate_zero(f);
	conf_broken(f);
}

static void
rate_zero_built_in(struct fixture *f)
{
	rate_zero(f);
	built_in(f);
}

static void
rate_other_app(struct fixture *f)
{
	rate(f, TEXT("{\"app_ratelimit\": {\"other\": {}}}"));
}

static void
rate_no_app(struct fixture *f)
{
	rate(f, TEXT("{\"x\": 1}"));
}

static void
rate_no_app_denied(struct fixture *f)
{
	rate_no_app(f);
	permission(f);
}

static void
rate_object(struct fixture *f)
{
	rate(f, TEXT("{\"app_ratelimit\": {\"bk_cdman\": {\"tokens\": 2, "
		     "\"minute\": 1}}}"));
}

static void
rate_default_object(struct fixture *f)
{
	rate(f, TEXT("{\"app_ratelimit\": {\"bk_cdman\": [], \"__default\": "
		     "{\"tokens\": 2}}}"));
}

static void
rate_list(struct fixture *f)
{
	rate(f, TEXT("{\"app_ratelimit\": [1]}"));
}

static void
rate_text(struct fixture *f)
{
	rate(f, TEXT("{\"app_ratelimit\": \"{}\"}"));
}

static void
rate_empty(struct fixture *f)
{
	rate(f, TEXT("{}"));
}

static void
rate_null(struct fixture *f)
{
	rate(f, TEXT_NONE);
}

static void
rate_off(struct fixture *f)
{
	rate_no_app(f);
	f->channel.rate_limit_required = false;
}

static void
system_timeout(struct fixture *f)
{
	f->channel.system_execute_timeout = 1;
}

static void
channel_timeout(struct fixture *f)
{
	system_timeout(f);
	f->channel.timeout = 2;
}

static void
channel_unreadable(struct fixture *f)
{
	f->channel_unreadable = true;
}

static void
down(struct fixture *f)
{
	f->result = DB_DOWN;
}

static void
late(struct fixture *f)
{
	f->result = DB_TIMEOUT;
}

struct admit_row channel_cases[] = {
    {"esb 1: the row", .query = GOOD, .user = "admin", .app = "bk_cdman"},
    {"esb 1: built in", .query = GOOD, .patch = built_in, .user = "admin",
	.app = "bk_cdman"},
    {"esb 6: an unknown path", .path = "/v2/sops/nope/", .query = GOOD,
	.want = M22_NOT_FOUND},
    {"esb 8: in capitals, the row", .path = "/V2/SOPS/GET_TASK_DETAIL/",
	.query = GOOD, .user = "admin"},
    {"esb 9: in capitals, built in", .path = "/V2/SOPS/GET_TASK_DETAIL/",
	.query = GOOD, .patch = built_in, .want = M22_NOT_FOUND},
    {"esb 10: POST, the row", .method = "POST", .body = JSON_GOOD,
	.user = "admin"},
    {"esb 11: POST, built in", .method = "POST", .body = JSON_GOOD,
	.patch = built_in, .want = M22_NOT_FOUND},
    {"esb 13: PUT", .method = "PUT", .query = GOOD, .want = M22_NOT_FOUND},
    {"esb 14: HEAD", .method = "HEAD", .query = GOOD, .want = M22_NOT_FOUND},
    {"esb 13: get", .method = "get", .query = GOOD, .want = M22_NOT_FOUND},
    {"esb 16: a row without slash, POST", .method = "POST", .body = JSON_GOOD,
	.patch = no_slash, .user = "admin"},
    {"esb 5.1: a row at another path with our destination",
	.path = "/v2/other/", .query = GOOD, .patch = another_path,
	.user = "admin"},
    {"esb chapter 7: a row of a component that is not built in",
	.path = "/v2/other/", .query = GOOD, .patch = another_component,
	.want = M22_NOT_FOUND},
    {"esb 18: a broken body", .method = "POST",
	.body = "{\"a\":", .want = M1_BAD_JSON},
    {"esb 18: a broken body and a signature", .method = "POST",
	.query = "bk_signature=x", .body = "{\"a\":", .want = M1_BAD_JSON},
    {"esb 1.4: multipart without boundary", .method = "POST", .body = "x",
	.type = "multipart/form-data", .want = M19_COMPONENT_ERROR},
    {"esb 20: a list", .method = "POST", .body = "[1]", .want = M2_NO_SECRET},
    {"esb 27: a form", .method = "POST", .body = GOOD,
	.type = "application/x-www-form-urlencoded; charset=UTF-8",
	.user = "admin"},
    {"esb 29: the query of a POST is ignored", .method = "POST", .query = GOOD,
	.body = "{}", .want = M2_NO_SECRET},
    {"esb 31: the body of a GET is ignored", .query = GOOD,
	.body = "{\"a\":", .user = "admin"},
    {"esb 104: inactive, no credentials", .query = "", .patch = inactive,
	.want = M20_INACTIVE},
    {"esb 104: inactive, a broken body", .method = "POST",
	.body = "{\"a\":", .patch = inactive, .want = M20_INACTIVE},
    {"esb 105: inactive, PUT", .method = "PUT", .patch = inactive,
	.want = M22_NOT_FOUND},
    {"esb 106: another codename", .query = "", .patch = codename,
	.want = M21_NO_CODENAME,
	.message =
	    "Not found, component class not found, generic.v2.sops.nope"},
    {"esb 106: in another letter case, a broken body", .method = "POST",
	.body = "{\"a\":", .patch = codename_case, .want = M21_NO_CODENAME,
	.message = "Not found, component class not found, "
		   "generic.v2.sops.SOPS_component"},
    {"esb 2.1: inactive comes before the codename", .patch = inactive_codename,
	.want = M20_INACTIVE},
    {"esb 107: comp_conf not JSON", .query = GOOD, .patch = conf_broken,
	.want = M19_COMPONENT_ERROR},
    {"esb 107: comp_conf not JSON, a wrong secret",
	.query = "bk_app_code=bk_cdman&bk_app_secret=x", .patch = conf_broken,
	.want = M5_WRONG_SECRET, .message = M5("bk_cdman")},
    {"esb 107: comp_conf not JSON, no user", .query = W, .patch = conf_broken,
	.want = M10_NO_USER},
    {"esb 107: comp_conf empty", .query = GOOD, .patch = conf_empty,
	.want = M19_COMPONENT_ERROR},
    {"esb 107: comp_conf NULL", .query = GOOD, .patch = conf_null,
	.want = M19_COMPONENT_ERROR},
    {"esb 5.1: comp_conf as a list of pairs", .query = GOOD,
	.patch = conf_pairs, .user = "admin"},
    {"esb 5.1: comp_conf as a list with a triple", .query = GOOD,
	.patch = conf_triple, .want = M19_COMPONENT_ERROR},
    {"esb 5.1: comp_conf as a list with a single", .query = GOOD,
	.patch = conf_single, .want = M19_COMPONENT_ERROR},
    {"esb 107: comp_conf not JSON, a row without slash", .query = GOOD,
	.patch = conf_broken_no_slash, .want = M19_COMPONENT_ERROR},
    {"esb 5.1: the last dest_path counts", .query = GOOD,
	.patch = conf_last_wins, .want = M19_COMPONENT_ERROR},
    {"esb chapter 12: a re-pointed path (design)", .query = GOOD,
	.patch = conf_elsewhere, .want = M19_COMPONENT_ERROR},
    {"esb chapter 12: a re-pointed method (design)", .query = GOOD,
	.patch = conf_post, .want = M19_COMPONENT_ERROR},
    {"esb 108: no grant", .query = GOOD, .patch = permission,
	.want = M13_NO_PERMISSION, .message = M13("get_task_detail", "SOPS")},
    {"esb 108: no grant and no user", .query = W, .patch = permission,
	.want = M10_NO_USER},
    {"esb 110: a grant in another letter case", .query = GOOD,
	.patch = permission_granted, .user = "admin"},
    {"esb 111: names that are NULL", .query = GOOD,
	.patch = permission_no_names, .want = M13_NO_PERMISSION,
	.message = M13("None", "None")},
    {"esb 2.3: grants unreadable", .query = GOOD,
	.patch = permission_unreadable, .want = M19_COMPONENT_ERROR},
    {"esb 5.2: grants unreadable, perm_level 0", .query = GOOD,
	.patch = grants_unreadable, .user = "admin"},
    {"esb 112: a broken rate_limit_conf, no grant (design)", .query = GOOD,
	.patch = rate_broken, .want = M13_NO_PERMISSION,
	.message = M13("get_task_detail", "SOPS")},
    {"esb 112: a broken rate_limit_conf, a grant", .query = GOOD,
	.patch = rate_broken_granted, .user = "admin"},
    {"esb 113: the first call of two a minute", .query = GOOD,
	.patch = rate_rules, .user = "admin"},
    {"esb 113: a rule of no call", .query = GOOD, .patch = rate_zero,
	.want = M14_RATE_LIMIT,
	.message = "Access frequency limit, Access frequency of APP "
		   "[bk_cdman] to component [/v2/sops/get_task_detail/] "
		   "exceeds the limit; the frequency limit is [0/1minute], "
		   "please try again later"},
    {"esb 2.1: the rate limit comes before comp_conf", .query = GOOD,
	.patch = rate_zero_conf, .want = M14_RATE_LIMIT},
    {"esb 2.1: the user comes before the rate limit", .query = W,
	.patch = rate_zero, .want = M10_NO_USER},
    {"esb 1.3: no rate limit without a row", .query = GOOD,
	.patch = rate_zero_built_in, .user = "admin"},
    {"esb 5.3: rules of another app", .query = GOOD, .patch = rate_other_app,
	.user = "admin"},
    {"esb 115: no app_ratelimit", .query = GOOD, .patch = rate_no_app,
	.want = M19_COMPONENT_ERROR},
    {"esb 115: permission comes first", .query = GOOD,
	.patch = rate_no_app_denied, .want = M13_NO_PERMISSION,
	.message = M13("get_task_detail", "SOPS")},
    {"esb 5.3: rules as an object", .query = GOOD, .patch = rate_object,
	.want = M19_COMPONENT_ERROR},
    {"esb 5.3: the default's rules as an object", .query = GOOD,
	.patch = rate_default_object, .want = M19_COMPONENT_ERROR},
    {"esb 5.3: app_ratelimit as a list", .query = GOOD, .patch = rate_list,
	.want = M19_COMPONENT_ERROR},
    {"esb 5.3: app_ratelimit as a text", .query = GOOD, .patch = rate_text,
	.want = M19_COMPONENT_ERROR},
    {"esb 115: an empty rate_limit_conf", .query = GOOD, .patch = rate_empty,
	.user = "admin"},
    {"esb 5.3: rate_limit_conf NULL", .query = GOOD, .patch = rate_null,
	.user = "admin"},
    {"esb 5.3: not required", .query = GOOD, .patch = rate_off,
	.user = "admin"},
    {"esb 116: execute_timeout of the system", .query = GOOD,
	.patch = system_timeout, .user = "admin", .budget = 1},
    {"esb 5.4: timeout_time of the channel", .query = GOOD,
	.patch = channel_timeout, .user = "admin", .budget = 2},
    {"esb 137: esb_channel unreadable", .query = GOOD,
	.patch = channel_unreadable, .want = M23_ABNORMAL},
    {"esb 137: MySQL down, an unknown path", .path = "/v2/sops/nope/",
	.patch = down, .want = M23_ABNORMAL},
    {"esb 137: MySQL too slow, a broken body", .method = "POST",
	.body = "{\"a\":", .patch = late, .want = M23_ABNORMAL},
    {"esb 138: a wrong secret and a bad token",
	.query = "bk_app_code=bk_cdman&bk_app_secret=x&bk_token=garbage",
	.want = M5_WRONG_SECRET, .message = M5("bk_cdman")},
};

const size_t channel_count = sizeof(channel_cases) / sizeof(*channel_cases);
