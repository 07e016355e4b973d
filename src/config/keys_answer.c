/* SPDX-License-Identifier: MIT */
/* The keys of a pool: modes, and what answers have in them. */
#include "config/keys_pool.h"

static const char *const auth_words[] = {"esb", "header", "jwt", NULL};
static const char *const generation_words[] = {"auto", "2019", "current", NULL};
static const char *const profile_words[] = {"p1", "p2", NULL};

static const struct key keys[] = {
    {.name = "auth",
	.type = KEY_ENUM,
	.offset = POOL(auth),
	.initial = "esb",
	.words = auth_words,
	.help = "Who asks: esb checks application, token and permission as the "
		"ESB gateway does. header believes the headers Bk-Username "
		"and Bk-App-Code: whoever can connect can ask as anybody, so "
		"give the UNIX socket a mode and group that only the web "
		"server has, and let the web server ask only for ESB. jwt "
		"checks the API gateway's signed token in X-Bkapi-Jwt."},
    {.name = "generation",
	.type = KEY_ENUM,
	.offset = POOL(generation),
	.initial = "auto",
	.words = generation_words,
	.help = "The line of bk-sops that writes the database. This version "
		"serves 2019, which auto finds out."},
    {.name = "esb.profile",
	.type = KEY_WORD,
	.offset = POOL(esb_profile),
	.initial = "p1",
	.words = profile_words,
	.help =
	    "The line of the ESB gateway whose rules count, for auth = "
	    "esb: p1 is the one in paas-ce, p2 the later one in paas2. "
	    "p2 reads the header X-Bkapi-Authorization and looks for "
	    "channels by method; a bk_token that was not used for two "
	    "hours is refused, and its user need not be in "
	    "bkaccount_bkuser. Nothing is written to the database, so with p2 "
	    "the calls that are answered here do not keep a user logged "
	    "in."},
    {.name = "esb.path",
	.type = KEY_URL_PATH,
	.offset = POOL(esb_path),
	.initial = "/api/c/compapi",
	.help = "What stands in front of /v2/sops/ in the URLs of auth = esb. "
		"To be changed where clients reach the pool below another URL, "
		"such as that of a script."},
    {.name = "site_prefix",
	.type = KEY_URL_PATH,
	.offset = POOL(site_prefix),
	.initial = "/o/bk_sops",
	.help = "What stands in front of /apigw/ in the URLs of auth = header "
		"and jwt; nothing when empty."},
    {.name = "app_host",
	.type = KEY_BASE_URL,
	.offset = POOL(app_host),
	.max = 1024,
	.initial = "",
	.example = "http://bk_sops_host/",
	.shown = true,
	.help = "Start of task_url in answers, the URL of bk-sops; it gets "
		"the slash at its end where that is missing. When empty, "
		"task_url names no host."},
    {.name = "time_zone",
	.type = KEY_ZONE,
	.offset = POOL(time_zone),
	.initial = "Asia/Shanghai",
	.help = "Time zone of the times in answers."},
    {.name = "time_format",
	.type = KEY_TIME,
	.offset = POOL(time_format),
	.max = 64,
	.initial = "%Y-%m-%d %H:%M:%S %z",
	.help = "Form of the times in answers, as for strftime(3)."},
    {.name = "trusted_apps",
	.type = KEY_APPS,
	.offset = POOL(trusted_apps),
	.initial = "bk_fta, bk_bcs",
	.help = "Codes of the applications that act for any user without a "
		"check of that user's permission, comma separated."},
    {.name = "document_fields",
	.type = KEY_BOOL,
	.offset = POOL(document_fields),
	.initial = "yes",
	.help = "Whether get_task_detail has the members that its document "
		"promises and the Python service leaves out: instance_name, "
		"end_time and preset."},
    {.name = "common_templates",
	.type = KEY_BOOL,
	.offset = POOL(common_templates),
	.initial = "no",
	.help = "Whether bk-sops is V3.3.21 or later, which has "
		"get_common_template_list and get_common_template_info and "
		"gives the bk_biz_id of a template as a number. "
		"Otherwise these two are answered as by an earlier release."},
    {.name = "server_timing",
	.type = KEY_BOOL,
	.offset = POOL(server_timing),
	.initial = "no",
	.help = "Whether answers have the header Server-Timing, with the "
		"milliseconds of queue, read, connect, work and sql as in "
		"slowlog, and their total, until the answer began. An answer "
		"304 has none."},
    {.name = "component_outputs",
	.type = KEY_PATH,
	.offset = POOL(component_outputs),
	.initial = "",
	.example = "/etc/bksops-fcgi/component_outputs.json",
	.help = "File with what the site's own plugins put out, which "
		"get_task_node_detail shows by name; those of bk-sops itself "
		"are known. Read before rights are dropped, and again by a "
		"reload. See COMPONENT OUTPUTS in bksops-fcgi.conf(5)."},
};

const struct key_group keys_answer =
    KEY_GROUP("What is answered, and how", keys);
