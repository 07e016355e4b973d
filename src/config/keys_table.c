/* SPDX-License-Identifier: MIT */
/*
 * Every key: those of [global], those of a pool, and php-fpm's that have
 * another name here or do not exist.  Sample and manual have this order.
 */
#include "config/keys.h"

#include <stddef.h>

#define SECOND INT64_C(1000) /* ms, of durations */
#define HOUR   (3600 * SECOND)
#define DAY    (24 * HOUR)

#define HAS_TYPE(member, c_type) \
	__builtin_types_compatible_p(__typeof__(member), c_type)

/* Whether the member can hold values of the type. */
#define FITS(type, member)                                 \
	(KEY_IS_TEXT(type)	? HAS_TYPE(member, char *) \
	    : KEY_IS_BOOL(type) ? HAS_TYPE(member, bool)   \
				: HAS_TYPE(member, int64_t))

/* The start of a row.  A type whose values the member cannot hold does not
 * compile. */
#define KEY(key_name, key_type, section, member, key_initial)             \
	.name = (key_name), .type = (key_type), .initial = (key_initial), \
	.offset = offsetof(section, member) + 0 * sizeof(struct {         \
		_Static_assert(FITS(key_type, ((section *)NULL)->member), \
		    "the member does not hold values of the key's type"); \
		char unused;                                              \
	})

#define GLOBAL_KEY(name, type, member, initial) \
	KEY(name, KEY_##type, struct config_global, member, initial)
#define POOL_KEY(name, type, member, initial) \
	KEY(name, KEY_##type, struct config_pool, member, initial)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define GROUP(heading, keys)               \
	{                                  \
		heading, keys, COUNT(keys) \
	}

static const char *const log_levels[] = {
    "debug", "notice", "warning", "error", "alert", NULL};

static const char *const facilities[] = {"daemon", "user", "local0", "local1",
    "local2", "local3", "local4", "local5", "local6", "local7", NULL};

static const struct key program_keys[] = {
    {GLOBAL_KEY("include", INCLUDE, include, ""), .example = "pool.d/*.conf",
	.help = "Files with more pools, such as one for each tenant, as a "
		"pattern of the shell (glob(7)), relative to the directory of "
		"this file. It may come several times. See INCLUDED FILES in "
		"bksops-fcgi.conf(5)."},
    {GLOBAL_KEY("pid", PATH, pid, ""), .at_start = true,
	.example = "/run/bksops-fcgi/bksops-fcgi.pid",
	.help = "The file that the number of the master process is written "
		"to; none when empty. It stays locked while the master lives "
		"and is removed when it stops."},
    {GLOBAL_KEY("error_log", LOG, error_log, "stderr"),
	.help = "Where the log goes: a file, stderr, syslog, or the journal "
		"of systemd. A file is opened before rights are dropped."},
    {GLOBAL_KEY("log_level", WORD, log_level, "notice"), .words = log_levels,
	.help = "The least important kind of line that is logged."},
    {GLOBAL_KEY("syslog.ident", TEXT, syslog_ident, "bksops-fcgi"), .min = 1,
	.max = 64,
	.help = "The name in front of lines that go to syslog or to the "
		"journal."},
    {GLOBAL_KEY("syslog.facility", WORD, syslog_facility, "daemon"),
	.words = facilities,
	.help = "The facility of lines that go to syslog."},
    {GLOBAL_KEY("daemonize", BOOL, daemonize, "no"), .at_start = true,
	.help = "Go to the background once the sockets are bound. The option "
		"-F overrides it."},
};

static const struct key pools_keys[] = {
    {GLOBAL_KEY("process.max", INT, process_max, "0"), .min = 0, .max = 65535,
	.example = "128",
	.help = "Workers of all pools together, at most; 0 sets no limit. "
		"Workers that finish while others have their places do not "
		"count."},
    {GLOBAL_KEY(
	 "process_control_timeout", DURATION, process_control_timeout, "0"),
	.min = 0, .max = HOUR, .example = "30s",
	.help = "How long a worker may finish what it has begun after QUIT, a "
		"reload, a rotation of the logs, or when a limit of its pool "
		"is reached, before TERM and then KILL. "
		"0 is its pool's request_timeout and 5 s more."},
    {GLOBAL_KEY(
	 "emergency_restart_threshold", INT, emergency_restart_threshold, "0"),
	.min = 0, .max = 1024, .example = "10",
	.help = "As many workers of a pool that crash (SIGSEGV, SIGBUS, "
		"SIGABRT and the like) within emergency_restart_interval make "
		"the pool replace all its workers; 0 never does."},
    {GLOBAL_KEY("emergency_restart_interval", DURATION,
	 emergency_restart_interval, "60s"),
	.min = SECOND, .max = HOUR,
	.help = "The time for emergency_restart_threshold."},
    {GLOBAL_KEY("systemd_interval", DURATION, systemd_interval, "10s"),
	.min = 0, .max = HOUR,
	.help = "How often systemd is told the state of the pools; 0 never "
		"does. It is told of the start and of reloads anyway."},
};

static const struct key_group global_groups[] = {
    GROUP(NULL, program_keys),
    GROUP("All pools together", pools_keys),
};

const struct keys keys_global = {global_groups, COUNT(global_groups)};

static const struct key listen_keys[] = {
    {POOL_KEY("listen", LISTEN, listen, ""),
	.example = "/run/bksops-fcgi/www.sock", .shown = true,
	.help = "Path of a UNIX socket, or address:port, [IPv6 address]:port, "
		"or a port alone for all addresses. localhost is 127.0.0.1; "
		"other names are not looked up. When empty the pool "
		"serves the socket that it was started with: descriptor 0, or "
		"the one that systemd passes under the pool's name. Over TCP "
		"whoever can connect can ask: prefer the UNIX socket."},
    {POOL_KEY("listen.backlog", INT, listen_backlog, "511"), .min = 1,
	.max = 65535,
	.help = "Connections that the kernel keeps waiting. It uses at most "
		"net.core.somaxconn."},
    {POOL_KEY("listen.owner", TEXT, listen_owner, ""), .max = 255,
	.example = "www-data",
	.help = "Owner of the UNIX socket, a name or a number; the user who "
		"starts the program when empty."},
    {POOL_KEY("listen.group", TEXT, listen_group, ""), .max = 255,
	.example = "www-data", .shown = true,
	.help = "Group of the UNIX socket, a name or a number; the owner's "
		"group when empty."},
    {POOL_KEY("listen.mode", OCTAL, listen_mode, "0660"), .min = 0, .max = 0777,
	.help = "Mode of the UNIX socket. Who may write to it may connect. A "
		"default ACL of its directory changes nothing for owner, group "
		"and others; users whom it names have at most the group's "
		"rights."},
    {POOL_KEY("listen.allowed_clients", CLIENTS, listen_allowed_clients, ""),
	.example = "127.0.0.1, ::1",
	.help = "Addresses that may connect over TCP, comma separated; all "
		"when empty, which auth = header does not allow."},
    {POOL_KEY("listen.queue_timeout", DURATION, listen_queue_timeout, "30s"),
	.min = 0, .max = HOUR,
	.help = "A request that waited longer for a worker is answered 503 "
		"with Retry-After instead of being worked on; 0 never does. "
		"The wait is known to a tenth of a second."},
};

static const struct key worker_keys[] = {
    {POOL_KEY("user", TEXT, user, ""), .max = 255, .example = "bksops",
	.shown = true,
	.help = "The user that workers become, a name or a number. Needed "
		"when the program is started as root, ignored otherwise."},
    {POOL_KEY("group", TEXT, group, ""), .max = 255, .example = "bksops",
	.help = "The group that workers get, a name or a number; the user's "
		"group when empty."},
    {POOL_KEY("chroot", PATH, chroot, ""), .example = "/srv/bksops",
	.help = "Directory that workers are confined to; only for root. The "
		"database must be reachable from there."},
    {POOL_KEY("chdir", PATH, chdir, "/"),
	.help = "Working directory of the workers, below chroot."},
    {POOL_KEY("umask", OCTAL, umask, "0077"), .min = 0, .max = 0777,
	.help = "Rights that files made by workers do not have. They make "
		"none but core files."},
    {POOL_KEY("rlimit_files", INT, rlimit_files, "0"), .min = 0, .max = 1048576,
	.help =
	    "Limit on open files of a worker; 0 leaves it as it is. A worker "
	    "keeps eight for databases and files, and holds fewer "
	    "connections where the limit is low."},
    {POOL_KEY("rlimit_core", LIMIT, rlimit_core, "0"), .min = 0,
	.max = INT64_MAX,
	.help = "Largest core file of a worker in bytes, or unlimited. It also "
		"needs process.dumpable."},
    {POOL_KEY("rlimit_as", INT, rlimit_as, "0"), .min = 0, .max = INT64_MAX,
	.example = "1073741824",
	.help = "Largest address space of a worker in bytes; 0 leaves it as it "
		"is. One request may need 300 MB."},
    {POOL_KEY("process.dumpable", BOOL, process_dumpable, "no"),
	.help = "Whether a worker may leave a core file and be traced by its "
		"own user. Both show its secrets."},
    {POOL_KEY("process.priority", INT, process_priority, "0"), .min = -20,
	.max = 19,
	.help = "What is added to the nice value of the workers; below 0 only "
		"for root."},
    {POOL_KEY("process.seccomp", BOOL, process_seccomp, "yes"),
	.help = "Whether a worker gives up, once it has started, all system "
		"calls that it does not need. A call that is not allowed ends "
		"it, and the log says which one it was. See SANDBOX in "
		"bksops-fcgi(8). A program that was built without libseccomp "
		"has the default no."},
};

static const char *const pm_words[] = {"static", "dynamic", "ondemand", NULL};

static const struct key pm_keys[] = {
    {POOL_KEY("pm", ENUM, pm, "static"), .words = pm_words,
	.help = "How the number of workers is chosen: static has "
		"pm.max_children always; dynamic keeps between "
		"pm.min_spare_servers and pm.max_spare_servers idle ones; "
		"ondemand starts one when a connection waits and none is "
		"idle."},
    {POOL_KEY("pm.max_children", INT, pm_max_children, "4"), .min = 1,
	.max = 1024, .shown = true, .example = "4",
	.help = "Number of workers, at most; as many again may be finishing "
		"what they cannot hand over, after a reload or at one of the "
		"limits below. Each answers one request at a "
		"time and keeps a connection to each database that it reads: "
		"two with auth = esb, else one. Over mysql.*.socket up to one "
		"more for each database, which stops the statement of a client "
		"that hung up and is closed ten seconds after."},
    {POOL_KEY("pm.start_servers", INT, pm_start_servers, "0"), .min = 0,
	.max = 1024, .example = "2",
	.help = "Workers at the start, for pm = dynamic; 0 is the middle of "
		"the next two."},
    {POOL_KEY("pm.min_spare_servers", INT, pm_min_spare_servers, "0"), .min = 0,
	.max = 1024, .example = "1",
	.help = "Idle workers that there are at least, for pm = dynamic, which "
		"needs it."},
    {POOL_KEY("pm.max_spare_servers", INT, pm_max_spare_servers, "0"), .min = 0,
	.max = 1024, .example = "3",
	.help = "Idle workers that there are at most, for pm = dynamic, which "
		"needs it."},
    {POOL_KEY("pm.max_spawn_rate", INT, pm_max_spawn_rate, "32"), .min = 1,
	.max = 1024,
	.help = "Workers started at once, at most, for pm = dynamic."},
    {POOL_KEY(
	 "pm.process_idle_timeout", DURATION, pm_process_idle_timeout, "10s"),
	.min = 100, .max = DAY,
	.help = "A worker that is idle for that long ends, for pm = ondemand. "
		"The last one stays while a web server keeps a connection."},
    {POOL_KEY("pm.max_requests", INT, pm_max_requests, "0"), .min = 0,
	.max = INT64_C(1000000000), .example = "10000",
	.help = "Requests after which another worker takes the place of one; "
		"0 sets no limit. Each worker stops up to an eighth earlier, "
		"so that they do not end together. It then hands its "
		"connections, with what has come of their requests, to the "
		"others and ends; it answers more only what it cannot hand "
		"over: requests of which more than 64 KiB have come, and, for "
		"3 seconds at most, what comes while no other can take it."},
    {POOL_KEY("pm.max_age", DURATION, pm_max_age, "0"), .min = 0,
	.max = 365 * DAY, .example = "1d",
	.help = "Age at which another worker takes its place, up to an eighth "
		"earlier; 0 sets no limit."},
    {POOL_KEY("pm.max_memory", INT, pm_max_memory, "0"), .min = 0,
	.max = 1048576, .example = "256",
	.help = "Mebibytes of memory (resident set) at which another worker "
		"takes its place, after the request in hand; 0 sets no "
		"limit."},
    {POOL_KEY("keepalive", DURATION, keepalive, "5s"), .min = 0, .max = HOUR,
	.help = "How long an idle connection that the web server wants to keep "
		"stays open; 0 closes it after each answer. FastCGI cannot "
		"announce that: a web server that sends at that very moment "
		"has to send again over another connection, which few do with "
		"a POST. So let the web server close its idle connections "
		"earlier. A worker that ends hands them to the others; only "
		"when the pool stops, or a reload changes who may connect, "
		"are they closed, 0.2 s after their last answer."},
    {POOL_KEY("request_timeout", DURATION, request_timeout, "10s"), .min = 100,
	.max = HOUR,
	.help = "How long a request may take, from its first byte to its "
		"answer. The web server's own limit should be larger."},
};

static const char *const auth_words[] = {"esb", "header", "jwt", NULL};
static const char *const generation_words[] = {"auto", "2019", "current", NULL};
static const char *const profile_words[] = {"p1", "p2", NULL};

static const struct key answer_keys[] = {
    {POOL_KEY("auth", ENUM, auth, "esb"), .words = auth_words,
	.help = "Who asks: esb checks application, token and permission as the "
		"ESB gateway does. header believes the headers Bk-Username "
		"and Bk-App-Code: whoever can connect can ask as anybody, so "
		"give the UNIX socket a mode and group that only the web "
		"server has, and let the web server ask only for ESB. jwt "
		"checks the API gateway's signed token in X-Bkapi-Jwt."},
    {POOL_KEY("generation", ENUM, generation, "auto"),
	.words = generation_words,
	.help = "The line of bk-sops that writes the database: 2019, or "
		"current, which is 3.32 to 3.34 and wants auth = jwt. auto "
		"looks at the tables, and again with each request until it "
		"knows; until then the answer is 503. When bk-sops was "
		"upgraded from one to the other, reload."},
    {POOL_KEY("esb.profile", WORD, esb_profile, "p1"), .words = profile_words,
	.help =
	    "The line of the ESB gateway whose rules count, for auth = "
	    "esb: p1 is the one in paas-ce, p2 the later one in paas2. "
	    "p2 reads the header X-Bkapi-Authorization and looks for "
	    "channels by method; a bk_token that was not used for two "
	    "hours is refused, and its user need not be in "
	    "bkaccount_bkuser. Nothing is written to the database, so with p2 "
	    "the calls that are answered here do not keep a user logged "
	    "in."},
    {POOL_KEY("esb.path", URL_PATH, esb_path, "/api/c/compapi"),
	.help = "What stands in front of /v2/sops/ in the URLs of auth = esb. "
		"To be changed where clients reach the pool below another URL, "
		"such as that of a script."},
    {POOL_KEY("site_prefix", URL_PATH, site_prefix, "/o/bk_sops"),
	.help = "What stands in front of /apigw/ in the URLs of auth = header "
		"and jwt; nothing when empty."},
    {POOL_KEY("app_host", BASE_URL, app_host, ""), .max = 1024,
	.example = "http://bk_sops_host/", .shown = true,
	.help = "Start of task_url in answers, the URL of bk-sops; it gets "
		"the slash at its end where that is missing. When empty, "
		"task_url names no host."},
    {POOL_KEY("time_zone", ZONE, time_zone, "Asia/Shanghai"),
	.help = "Time zone of the times in answers."},
    {POOL_KEY("time_format", TIME, time_format, "%Y-%m-%d %H:%M:%S %z"),
	.max = 64, .help = "Form of the times in answers, as for strftime(3)."},
    {POOL_KEY("trusted_apps", APPS, trusted_apps, "bk_fta, bk_bcs"),
	.help = "Codes of the applications that act for any user without a "
		"check of that user's permission, comma separated."},
    {POOL_KEY("document_fields", BOOL, document_fields, "yes"),
	.help = "Whether get_task_detail has the members that its document "
		"promises and the Python service leaves out: instance_name, "
		"end_time and preset."},
    {POOL_KEY("common_templates", BOOL, common_templates, "no"),
	.help = "Whether bk-sops is V3.3.21 or later, which has "
		"get_common_template_list and get_common_template_info and "
		"gives the bk_biz_id of a template as a number. "
		"Otherwise these two are answered as by an earlier release."},
    {POOL_KEY("server_timing", BOOL, server_timing, "no"),
	.help = "Whether answers have the header Server-Timing, with the "
		"milliseconds of queue, read, connect, work and sql as in "
		"slowlog, and their total, until the answer began. An answer "
		"304 has none."},
    {POOL_KEY("tasks_status.max", INT, tasks_status_max, "0"), .min = 0,
	.max = 10000,
	.help = "Tasks of one call of get_tasks_status, at most. 0 is what the "
		"generation has: 500 in that of 2019, 50 in the current one."},
    {POOL_KEY("component_outputs", PATH, component_outputs, ""),
	.example = "/etc/bksops-fcgi/component_outputs.json",
	.help = "File with what the site's own plugins put out, which "
		"get_task_node_detail shows by name; those of bk-sops itself "
		"are known in the generation of 2019, and none in the current "
		"one. Read before rights are dropped, and again by a "
		"reload. See COMPONENT OUTPUTS in bksops-fcgi.conf(5)."},
};

static const char *const release_words[] = {"3.34", "3.32", NULL};
static const char *const iam_words[] = {"trusted", "skip", "ask", NULL};
static const char *const auth_actions_words[] = {
    "forward", "all", "none", NULL};
static const char *const node_log_words[] = {"database", "forward", NULL};
static const char *const forward_words[] = {"501", "accel", NULL};

static const struct key current_keys[] = {
    {POOL_KEY("release", ENUM, release, "3.34"), .words = release_words,
	.help = "Which of the two lines of bk-sops answers: the tables do not "
		"tell. The differences are in bksops-fcgi-api(7); 3.33 has not "
		"been looked at."},
    {POOL_KEY("jwt.gateway", TEXT, jwt_gateway, "bk-sops"), .min = 1,
	.max = 255,
	.help = "The gateway whose key a token has that names none (kid). "
		"Without jwt.public_key_file keys are read from the table "
		"apigw_manager_context with each request, so that a new one "
		"counts at once."},
    {POOL_KEY("iam", ENUM, iam, "trusted"), .words = iam_words,
	.help = "What callers may do whose application is not trusted: with "
		"trusted only applications that bk-sops trusts are answered "
		"here, and all others are forwarded to it; with skip everybody "
		"may read everything, as in a bk-sops whose IAM is switched "
		"off; with ask IAM is asked about the user, as bk-sops does. "
		"See PERMISSIONS OF IAM in bksops-fcgi(8)."},
    {POOL_KEY("iam.url", URL, iam_url, ""), .max = 1024,
	.example = "http://bkiam.example.com/",
	.help = "IAM itself, or the API gateway in front of it, with http:// "
		"or https://; it gets the slash at its end where that is "
		"missing. Needed for iam = ask. A name is looked up when a "
		"worker starts, and again where nobody answers, after ten "
		"seconds."},
    {POOL_KEY("iam.ssl_ca", PATH, iam_ssl_ca, ""),
	.example = "/etc/ssl/certs/iam-ca.pem",
	.help = "File with the CA, in PEM, that the certificate of IAM is "
		"checked with, for https; those of the system when empty. "
		"Workers read it, below chroot."},
    {POOL_KEY("iam.system", TEXT, iam_system, "bk_sops"), .min = 1, .max = 64,
	.help = "The system that bk-sops is in IAM: BKAPP_BK_IAM_SYSTEM_ID of "
		"bk-sops."},
    {POOL_KEY("iam.app_code", TEXT, iam_app_code, "bk_sops"), .min = 1,
	.max = 255,
	.help = "The application that asks IAM: that of bk-sops, for IAM lets "
		"no other one ask about its system."},
    {POOL_KEY("iam.app_secret", TEXT, iam_app_secret, ""), .secret = true,
	.help = "The secret of that application; none is sent when empty. A "
		"file is better: see the next key."},
    {POOL_KEY("iam.app_secret_file", PATH, iam_app_secret_file, ""),
	.example = "/etc/bksops-fcgi/iam.secret",
	.help = "File that holds the secret, in one line, under the same rules "
		"as mysql.sops.password_file."},
    {POOL_KEY("iam.timeout", DURATION, iam_timeout, "2s"), .min = 10,
	.max = 60 * SECOND,
	.help = "How long one request waits for IAM, connecting included, and "
		"never longer than request_timeout. Then the answer is 500, as "
		"that of bk-sops is. After a second in which IAM took no "
		"connection in that time it is tried again."},
    {POOL_KEY("iam.cache", DURATION, iam_cache, "10s"), .min = 0,
	.max = 60 * SECOND,
	.help = "How long a worker holds what IAM decided about a user, an "
		"action and a task or project, up to 1024 of them; 10 s in "
		"bk-sops. 0 asks each time."},
    {POOL_KEY("iam.auth_actions", ENUM, iam_auth_actions, "forward"),
	.words = auth_actions_words,
	.help = "What lists say in auth_actions of their items with iam = "
		"trusted: forward leaves lists that have them, and "
		"get_user_project_list, to bk-sops; all names all actions, "
		"none none. With iam = ask IAM is asked, and with iam = skip "
		"it is all."},
    {POOL_KEY("mcp.app_prefix", TEXT, mcp_app_prefix, "v_mcp"), .max = 64,
	.help = "How the codes of applications begin that are MCP servers, "
		"whose answers are shorter. When empty only the header "
		"X-Bkapi-Mcp-Server-Id tells."},
    {POOL_KEY("shield.secret_key", TEXT, shield_secret_key, ""), .secret = true,
	.help = "SECRET_KEY of bk-sops, which is masked in the ex_data of "
		"get_task_node_detail and get_task_node_data and in the log of "
		"get_task_node_log, and as in bk-sops nowhere else. A file is "
		"better: see the next key."},
    {POOL_KEY("shield.secret_key_file", PATH, shield_secret_key_file, ""),
	.example = "/etc/bksops-fcgi/shield.key",
	.help = "File that holds that key, under the same rules as "
		"mysql.sops.password_file."},
    {POOL_KEY("shield.keywords", TEXT, shield_keywords, ""), .max = 1024,
	.secret = true,
	.help = "More texts that are masked there, comma separated, with the "
		"blanks that are around them: BKAPP_LOG_SHIELDING_KEYWORDS of "
		"bk-sops."},
    {POOL_KEY("node_log", ENUM, node_log, "database"), .words = node_log_words,
	.help = "Where bk-sops keeps what nodes log, its NODE_LOG_DATA_SOURCE: "
		"with database it is read here; with forward, which is for all "
		"other places, get_task_node_log and inner/get_task_node_log "
		"are left to bk-sops."},
    {POOL_KEY("manual_waiting_components", TEXT, manual_waiting, ""),
	.max = 1024, .example = "pause_node, bk_approve",
	.help = "Codes of components whose time get_task_effective_time leaves "
		"out, comma separated, where bk-sops' table of environment "
		"variables has none: MANUAL_WAITING_COMPONENT_CODES of its "
		"environment."},
    {POOL_KEY("forward", ENUM, forward, "501"), .words = forward_words,
	.help = "How the web server learns that only bk-sops itself can answer "
		"a request: 501 is for nginx's error_page, and says to a "
		"client without one what is missing; accel sends nginx to "
		"forward.location by X-Accel-Redirect."},
    {POOL_KEY("forward.location", TEXT, forward_location, "@python"),
	.max = 255,
	.help = "The named location of nginx that hands the request to "
		"bk-sops, for forward = accel."},
};

static const char *const ssl_words[] = {
    "disabled", "preferred", "required", "verify_ca", "verify_identity", NULL};

/*
 * The keys of one database.  Those of mysql.paas.* are the same, only their
 * defaults are those of mysql.sops.*.
 */
#define MYSQL_KEYS(                                                            \
    db, db_help, of_paas, ex_socket, ex_user, ex_password_file, ex_database)   \
	{POOL_KEY("mysql." #db ".socket", PATH, db.socket, ""),                \
	    .inherits = of_paas, .example = ex_socket, .shown = !of_paas,      \
	    .help = "UNIX socket of the server." db_help},                     \
	    {POOL_KEY("mysql." #db ".host", HOSTS, db.host, ""),               \
		.inherits = of_paas,                                           \
		.example = "db1.example.com, db2.example.com",                 \
		.help = "Instead of a socket: host name or address of "        \
			"the server. Several, comma separated, are "           \
			"tried in turn. Always over TCP, also localhost: "     \
			"a UNIX socket has a key of its own. When a client "   \
			"hangs up, the connection is closed, and its "         \
			"statement ends at the server's time limit."},         \
	    {POOL_KEY("mysql." #db ".port", INT, db.port, "3306"), .min = 1,   \
		.max = 65535, .inherits = of_paas,                             \
		.help = "TCP port of the hosts."},                             \
	    {POOL_KEY("mysql." #db ".user", TEXT, db.user, ""), .max = 128,    \
		.inherits = of_paas, .example = ex_user, .shown = !of_paas,    \
		.help = "Account on the server; SELECT is all it "             \
			"needs. While the server refuses it, a worker "        \
			"tries once a second, and other calls fail after "     \
			"0.1 s."},                                             \
	    {POOL_KEY("mysql." #db ".password", TEXT, db.password, ""),        \
		.secret = true, .inherits = of_paas,                           \
		.help = "Password of the account. A file is better: "          \
			"see the next key."},                                  \
	    {POOL_KEY(                                                         \
		 "mysql." #db ".password_file", PATH, db.password_file, ""),   \
		.inherits = of_paas, .example = ex_password_file,              \
		.shown = !of_paas,                                             \
		.help = "File that holds the password, read before "           \
			"rights are dropped. It is refused when others "       \
			"than its owner and group may use it."},               \
	    {POOL_KEY("mysql." #db ".option_file", PATH, db.option_file, ""),  \
		.inherits = of_paas, .example = "/etc/bksops-fcgi/my.cnf",     \
		.help = "A my.cnf whose group [client] the MySQL "             \
			"library reads, below chroot. The worker's user "      \
			"must be able to read it, and others not to "          \
			"write it."},                                          \
	    {POOL_KEY("mysql." #db ".ssl_ca", PATH, db.ssl_ca, ""),            \
		.inherits = of_paas,                                           \
		.example = "/etc/ssl/certs/ca-certificates.crt",               \
		.help = "Certificates of the authorities that may "            \
			"vouch for the server."},                              \
	    {POOL_KEY(                                                         \
		 "mysql." #db ".ssl_mode", ENUM, db.ssl_mode, "preferred"),    \
		.words = ssl_words, .inherits = of_paas,                       \
		.help = "TLS to the hosts, with the meanings of "              \
			"mysql(1)'s --ssl-mode. verify_ca needs ssl_ca, or "   \
			"option_file, with which libmariadb checks the name, " \
			"too; with ssl_ca it "                                 \
			"accepts a certificate for another name, such as "     \
			"those that MySQL makes for itself, with "             \
			"libmysqlclient and with libmariadb 3.3; other "       \
			"versions of libmariadb check the name, too. "         \
			"Without TLS the password of an account of "           \
			"caching_sha2_password is encrypted with the key "     \
			"that the server sends, whoever it is."},              \
	{                                                                      \
		POOL_KEY("mysql." #db ".database", TEXT, db.database, ""),     \
		    .inherits = of_paas, .example = ex_database,               \
		    .shown = true, .max = 192, .help = "Name of the database." \
	}

static const struct key mysql_sops_keys[] = {
    MYSQL_KEYS(sops, "", false, "/run/mysqld/mysqld.sock", "bksops_ro",
	"/etc/bksops-fcgi/sops.password", "bk_sops")};

static const struct key mysql_paas_keys[] = {MYSQL_KEYS(paas,
    " Every key of this group that is not set inherits the value of the "
    "same key of mysql.sops.",
    true, "/run/mysqld/mysqld.sock", "paas_ro",
    "/etc/bksops-fcgi/paas.password", "open_paas")};

static const struct key secrets_keys[] = {
    {POOL_KEY("login.secret_key", TEXT, login_secret_key, ""), .secret = true,
	.help = "SECRET_KEY of the login service, which its tokens are "
		"encrypted with. A file is better: see the next key. Needed "
		"for auth = esb."},
    {POOL_KEY("login.secret_key_file", PATH, login_secret_key_file, ""),
	.example = "/etc/bksops-fcgi/login.key", .shown = true,
	.help = "File that holds that key, under the same rules as "
		"mysql.sops.password_file."},
    {POOL_KEY("jwt.public_key_file", PATH, jwt_public_key_file, ""),
	.example = "/etc/bksops-fcgi/apigw.pub",
	.help = "File with the public RSA key of the API gateway in PEM, read "
		"before rights are dropped. Needed for auth = jwt unless "
		"generation = current. It may hold "
		"up to 8 keys, of which each is tried: put the next one beside "
		"the old one, reload, and remove the old one later. It is "
		"refused when others than its owner and group may write it."},
};

static const struct key redis_keys[] = {
    {POOL_KEY("paas.redis", SERVER, paas_redis, ""),
	.example = "redis.example.com:6379",
	.help = "The Redis in which ESB counts calls against the rate limits "
		"of esb_channel: path of a UNIX socket, below chroot, or "
		"host:port. A name is looked up when a worker starts; its "
		"addresses are tried in turn. With it calls through ESB and "
		"through this program are counted together, and a "
		"Redis that does not answer allows every call, as with ESB. "
		"When empty the workers of the pool count in memory that they "
		"share. For auth = esb; see RATE LIMITS in bksops-fcgi(8)."},
    {POOL_KEY("paas.redis.password", TEXT, paas_redis_password, ""),
	.secret = true,
	.help = "Password of that Redis; none when empty. A file is better: "
		"see the next key."},
    {POOL_KEY("paas.redis.password_file", PATH, paas_redis_password_file, ""),
	.example = "/etc/bksops-fcgi/redis.password",
	.help = "File that holds the password, under the same rules as "
		"mysql.sops.password_file."},
    {POOL_KEY("paas.redis.database", INT, paas_redis_database, "0"), .min = 0,
	.max = 65535, .help = "Number of the database in it."},
    {POOL_KEY("paas.redis.timeout", DURATION, paas_redis_timeout, "500ms"),
	.min = 10, .max = 10 * SECOND,
	.help = "How long one call waits for Redis, connecting included. "
		"After a wait in vain Redis is not asked for a second."},
};

static const struct key rest_keys[] = {
    {POOL_KEY("paas.cache", DURATION, paas_cache, "2s"), .min = 0,
	.max = 60 * SECOND,
	.help = "How long a worker may use permission ids that it has read. 0 "
		"holds none. Secrets, tokens, grants and tasks are read every "
		"time."},
    {POOL_KEY("snapshot.memory", INT, snapshot_memory, "16"), .min = 0,
	.max = 4096,
	.help = "Mebibytes in which a worker holds the JSON of snapshots that "
		"it has decoded. They are found by their content, so an "
		"answer is never stale. 0 holds none."},
    {POOL_KEY("ping.path", URL_PATH, ping_path, "/ping"),
	.help = "URL path that answers pong; none when empty."},
    {POOL_KEY("ping.response", TEXT, ping_response, "pong"), .max = 1024,
	.help = "What it answers."},
    {POOL_KEY("live.path", URL_PATH, live_path, "/live"),
	.help = "URL path that answers 200 while a worker can answer at all; "
		"none when empty."},
    {POOL_KEY("ready.path", URL_PATH, ready_path, "/ready"),
	.help = "URL path that answers 200 when the databases answer, else "
		"503; none when empty."},
    {POOL_KEY("status.path", URL_PATH, status_path, "/status"),
	.help = "URL path of the pool's status; none when empty. It is text, "
		"or with ?json, ?html or ?openmetrics another form; &full adds "
		"every worker. Let the web server decide who may see it; see "
		"bksops-fcgi-status(7)."},
    {POOL_KEY("status.listen", LISTEN, status_listen, ""),
	.example = "/run/bksops-fcgi/www-status.sock",
	.help = "A socket of its own for status, ping, live and ready, served "
		"by a process of its own, so that they answer when all workers "
		"are busy. Owner, group, mode and allowed clients are those of "
		"listen."},
    {POOL_KEY("doctor.accept", CHECKS, doctor_accept, ""),
	.example = "indexes, zone_tables",
	.help =
	    "Checks whose warnings are known and to be lived with: --doctor "
	    "says accepted in place of warning, and exits 0 when there is "
	    "nothing else. An error is never accepted."},
};

static const struct key logs_keys[] = {
    {POOL_KEY("error_log", PATH, error_log, ""),
	.example = "/var/log/bksops-fcgi/www.error.log",
	.help = "File for the lines of this pool's workers; the error_log of "
		"[global] when empty."},
    {POOL_KEY("access.log", LOG, access_log, ""),
	.example = "/var/log/bksops-fcgi/www.access.log",
	.help = "Where a line for each request goes: a file, stderr, syslog "
		"or journal; none when empty."},
    {POOL_KEY("access.format", TEXT, access_format, "%R - %u %t \"%m %r\" %s"),
	.max = 1024,
	.help = "Form of these lines: php-fpm's letters and some of our own, "
		"or json. See LOGS in bksops-fcgi.conf(5)."},
    {POOL_KEY("access.suppress_path", URL_PATHS, access_suppress_path, ""),
	.example = "/ping, /live, /ready",
	.help = "Paths that get no line when they were answered 200, comma "
		"separated."},
    {POOL_KEY("slowlog", LOG, slowlog, ""),
	.example = "/var/log/bksops-fcgi/www.slow.log",
	.help = "Where slow requests are written to, with the time of each "
		"part; nowhere when empty."},
    {POOL_KEY(
	 "request_slowlog_timeout", DURATION, request_slowlog_timeout, "0"),
	.min = 0, .max = HOUR, .example = "500ms",
	.help = "A request that takes as long is slow, its waiting for a "
		"worker not counted; with 0 none is."},
};

static const struct key_group pool_groups[] = {
    GROUP("Where the web server connects", listen_keys),
    GROUP("What the workers may do", worker_keys),
    GROUP("The process manager", pm_keys),
    GROUP("What is answered, and how", answer_keys),
    GROUP("The current generation", current_keys),
    GROUP("The database of bk-sops", mysql_sops_keys),
    GROUP("The database of the PaaS", mysql_paas_keys),
    GROUP("Secrets of the PaaS", secrets_keys),
    GROUP("Rate limits of the PaaS", redis_keys),
    GROUP("The rest", rest_keys),
    GROUP("Log files of the pool", logs_keys),
};

const struct keys keys_pool = {pool_groups, COUNT(pool_groups)};

#define IS(key)	    "is " key " here"
#define NO(because) "does not exist here, because " because

/* What else php-fpm.conf(5) and www.conf have is here under its name. */
const struct foreign_key keys_of_php_fpm[] = {
    {"log_limit", NO("a line is cut at 2 KiB")},
    {"log_buffering", NO("each line is written at once")},
    {"events.mechanism", NO("workers always wait by epoll")},
    {"prefix", NO("all paths are absolute")},
    {"listen.acl_users",
	NO("listen.owner, listen.group and listen.mode say who may connect")},
    {"listen.acl_groups",
	NO("listen.owner, listen.group and listen.mode say who may connect")},
    {"listen.setfib", NO("Linux has no such routing tables")},
    {"pm.status_path", IS("status.path")},
    {"pm.status_listen", IS("status.listen")},
    {"access.suppress_path[",
	IS("access.suppress_path, with commas between its paths,")},
    {"request_terminate_timeout", IS("request_timeout")},
    {"request_terminate_timeout_track_finished",
	NO("request_timeout counts until the answer is taken")},
    {"request_slowlog_trace_depth",
	NO("slowlog has the time of each part in place of a trace")},
    {"catch_workers_output", NO("what workers have to say goes to error_log")},
    {"decorate_workers_output",
	NO("what workers have to say goes to error_log")},
    {"clear_env", NO("the environment of the start is always wiped")},
    {"env[", NO("the environment of workers is empty")},
    {"security.limit_extensions", NO("no scripts are run")},
    {"apparmor_hat", NO("process.seccomp confines the workers")},
    {"php_value[", NO("no PHP is run")},
    {"php_flag[", NO("no PHP is run")},
    {"php_admin_value[", NO("no PHP is run")},
    {"php_admin_flag[", NO("no PHP is run")},
    {NULL, NULL},
};
