/* SPDX-License-Identifier: MIT */
/* The keys of a pool. */
#include "config/keys.h"
#include "config/keys_mysql.h"

#include <stddef.h>

#define POOL(member) offsetof(struct config_pool, member)

#define SECOND INT64_C(1000) /* ms */
#define HOUR   (3600 * SECOND)
#define DAY    (24 * HOUR)

static const char *const pm_words[] = {"static", "dynamic", "ondemand", NULL};
static const char *const auth_words[] = {"esb", "header", "jwt", NULL};
static const char *const generation_words[] = {"auto", "2019", "current", NULL};
static const char *const profile_words[] = {"p1", "p2", NULL};
static const char *const ssl_words[] = {
    "disabled", "preferred", "required", "verify_ca", "verify_identity", NULL};

static const struct key pool_keys[] = {
    {.name = "listen",
	.type = KEY_LISTEN,
	.offset = POOL(listen),
	.initial = "",
	.example = "/run/bksops-fcgi/www.sock",
	.shown = true,
	.group = "Where the web server connects",
	.help = "Path of a UNIX socket, or address:port, [IPv6 address]:port, "
		"or a port alone for all addresses. When empty the pool "
		"serves the socket that it was started with: descriptor 0, or "
		"the one that systemd passes under the pool's name. Over TCP "
		"whoever can connect can ask: prefer the UNIX socket."},
    {.name = "listen.backlog",
	.type = KEY_INT,
	.offset = POOL(listen_backlog),
	.min = 1,
	.max = 65535,
	.initial = "511",
	.help = "Connections that the kernel keeps waiting. It uses at most "
		"net.core.somaxconn."},
    {.name = "listen.owner",
	.type = KEY_TEXT,
	.offset = POOL(listen_owner),
	.max = 255,
	.initial = "",
	.example = "www-data",
	.help = "Owner of the UNIX socket, a name or a number; the user who "
		"starts the program when empty."},
    {.name = "listen.group",
	.type = KEY_TEXT,
	.offset = POOL(listen_group),
	.max = 255,
	.initial = "",
	.example = "www-data",
	.shown = true,
	.help = "Group of the UNIX socket, a name or a number; the owner's "
		"group when empty."},
    {.name = "listen.mode",
	.type = KEY_OCTAL,
	.offset = POOL(listen_mode),
	.min = 0,
	.max = 0777,
	.initial = "0660",
	.help = "Mode of the UNIX socket. Who may write to it may connect."},
    {.name = "listen.allowed_clients",
	.type = KEY_CLIENTS,
	.offset = POOL(listen_allowed_clients),
	.initial = "",
	.example = "127.0.0.1, ::1",
	.help = "Addresses that may connect over TCP, comma separated; all "
		"when empty, which auth = header does not allow."},
    {.name = "listen.queue_timeout",
	.type = KEY_DURATION,
	.offset = POOL(listen_queue_timeout),
	.min = 0,
	.max = HOUR,
	.initial = "30s",
	.help = "A request that waited longer for a worker is answered 503 "
		"with Retry-After instead of being worked on; 0 never does. "
		"The wait is known to a tenth of a second."},

    {.name = "user",
	.type = KEY_TEXT,
	.offset = POOL(user),
	.max = 255,
	.initial = "",
	.example = "www-data",
	.shown = true,
	.group = "What the workers may do",
	.help = "The user that workers become, a name or a number. Needed "
		"when the program is started as root, ignored otherwise."},
    {.name = "group",
	.type = KEY_TEXT,
	.offset = POOL(group),
	.max = 255,
	.initial = "",
	.example = "www-data",
	.help = "The group that workers get, a name or a number; the user's "
		"group when empty."},
    {.name = "chroot",
	.type = KEY_PATH,
	.offset = POOL(chroot),
	.initial = "",
	.example = "/srv/bksops",
	.help = "Directory that workers are confined to; only for root. The "
		"database must be reachable from there."},
    {.name = "chdir",
	.type = KEY_PATH,
	.offset = POOL(chdir),
	.initial = "/",
	.help = "Working directory of the workers, below chroot."},
    {.name = "umask",
	.type = KEY_OCTAL,
	.offset = POOL(umask),
	.min = 0,
	.max = 0777,
	.initial = "0077",
	.help = "Rights that files made by workers do not have. They make "
		"none but core files."},
    {.name = "rlimit_files",
	.type = KEY_INT,
	.offset = POOL(rlimit_files),
	.min = 0,
	.max = 1048576,
	.initial = "0",
	.help = "Limit on open files of a worker; 0 leaves it as it is."},
    {.name = "rlimit_core",
	.type = KEY_LIMIT,
	.offset = POOL(rlimit_core),
	.min = 0,
	.max = INT64_MAX,
	.initial = "0",
	.help = "Largest core file of a worker in bytes, or unlimited. It also "
		"needs process.dumpable."},
    {.name = "rlimit_as",
	.type = KEY_INT,
	.offset = POOL(rlimit_as),
	.min = 0,
	.max = INT64_MAX,
	.initial = "0",
	.example = "1073741824",
	.help = "Largest address space of a worker in bytes; 0 leaves it as it "
		"is. One request may need 300 MB."},
    {.name = "process.dumpable",
	.type = KEY_BOOL,
	.offset = POOL(process_dumpable),
	.initial = "no",
	.help = "Whether a worker may leave a core file and be traced by its "
		"own user. Both show its secrets."},
    {.name = "process.priority",
	.type = KEY_INT,
	.offset = POOL(process_priority),
	.min = -20,
	.max = 19,
	.initial = "0",
	.help = "What is added to the nice value of the workers; below 0 only "
		"for root."},
    {.name = "process.seccomp",
	.type = KEY_BOOL,
	.offset = POOL(process_seccomp),
	.initial = "yes",
	.help = "Whether a worker gives up, once it has started, all system "
		"calls that it does not need. A call that is not allowed ends "
		"it, and the log says which one it was. See SANDBOX in "
		"bksops-fcgi(8). A program that was built without libseccomp "
		"has the default no."},

    {.name = "pm",
	.type = KEY_ENUM,
	.offset = POOL(pm),
	.initial = "static",
	.words = pm_words,
	.group = "The process manager",
	.help = "How the number of workers is chosen: static has "
		"pm.max_children always; dynamic keeps between "
		"pm.min_spare_servers and pm.max_spare_servers idle ones; "
		"ondemand starts one when a connection waits and none is "
		"idle."},
    {.name = "pm.max_children",
	.type = KEY_INT,
	.offset = POOL(pm_max_children),
	.min = 1,
	.max = 1024,
	.initial = "4",
	.shown = true,
	.example = "4",
	.help = "Number of workers, at most. Each answers one request at a "
		"time and keeps two connections to the database servers."},
    {.name = "pm.start_servers",
	.type = KEY_INT,
	.offset = POOL(pm_start_servers),
	.min = 0,
	.max = 1024,
	.initial = "0",
	.example = "2",
	.help = "Workers at the start, for pm = dynamic; 0 is the middle of "
		"the next two."},
    {.name = "pm.min_spare_servers",
	.type = KEY_INT,
	.offset = POOL(pm_min_spare_servers),
	.min = 0,
	.max = 1024,
	.initial = "0",
	.example = "1",
	.help = "Idle workers that there are at least, for pm = dynamic, which "
		"needs it."},
    {.name = "pm.max_spare_servers",
	.type = KEY_INT,
	.offset = POOL(pm_max_spare_servers),
	.min = 0,
	.max = 1024,
	.initial = "0",
	.example = "3",
	.help = "Idle workers that there are at most, for pm = dynamic, which "
		"needs it."},
    {.name = "pm.max_spawn_rate",
	.type = KEY_INT,
	.offset = POOL(pm_max_spawn_rate),
	.min = 1,
	.max = 1024,
	.initial = "32",
	.help = "Workers started at once, at most, for pm = dynamic."},
    {.name = "pm.process_idle_timeout",
	.type = KEY_DURATION,
	.offset = POOL(pm_process_idle_timeout),
	.min = 100,
	.max = DAY,
	.initial = "10s",
	.help = "A worker that is idle for that long ends, for pm = ondemand."},
    {.name = "pm.max_requests",
	.type = KEY_INT,
	.offset = POOL(pm_max_requests),
	.min = 0,
	.max = INT64_C(1000000000),
	.initial = "0",
	.example = "10000",
	.help = "Requests that a worker answers before another takes its "
		"place; 0 sets no limit. Each worker stops up to an eighth "
		"earlier, so that they do not end together."},
    {.name = "pm.max_age",
	.type = KEY_DURATION,
	.offset = POOL(pm_max_age),
	.min = 0,
	.max = 365 * DAY,
	.initial = "0",
	.example = "1d",
	.help = "Age at which another worker takes its place, up to an eighth "
		"earlier; 0 sets no limit."},
    {.name = "pm.max_memory",
	.type = KEY_INT,
	.offset = POOL(pm_max_memory),
	.min = 0,
	.max = 1048576,
	.initial = "0",
	.example = "256",
	.help = "Mebibytes of memory (resident set) at which another worker "
		"takes its place, after the request in hand; 0 sets no "
		"limit."},
    {.name = "keepalive",
	.type = KEY_DURATION,
	.offset = POOL(keepalive),
	.min = 0,
	.max = HOUR,
	.initial = "5s",
	.help = "How long an idle connection that the web server wants to keep "
		"stays open; 0 closes it after each answer. A worker that ends "
		"closes it sooner, 0.2 s after its last request. FastCGI has "
		"no word for that: a web server that sends at that very moment "
		"has to send again over another connection, which few do with "
		"a POST."},
    {.name = "request_timeout",
	.type = KEY_DURATION,
	.offset = POOL(request_timeout),
	.min = 100,
	.max = HOUR,
	.initial = "10s",
	.help = "How long a request may take, from its first byte to its "
		"answer. The web server's own limit should be larger."},

    {.name = "auth",
	.type = KEY_ENUM,
	.offset = POOL(auth),
	.initial = "esb",
	.words = auth_words,
	.group = "What is answered, and how",
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
    {.name = "site_prefix",
	.type = KEY_URL_PATH,
	.offset = POOL(site_prefix),
	.initial = "/o/bk_sops",
	.help = "What stands in front of /apigw/ in the URLs of auth = header "
		"and jwt; nothing when empty."},
    {.name = "app_host",
	.type = KEY_TEXT,
	.offset = POOL(app_host),
	.max = 1024,
	.initial = "",
	.example = "http://bk_sops_host/",
	.shown = true,
	.help = "Start of task_url in answers, with the slash at its end."},
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
	.initial = "on",
	.help = "Whether get_task_detail has the members that its document "
		"promises and the Python service leaves out: instance_name, "
		"end_time and preset."},
    {.name = "common_templates",
	.type = KEY_BOOL,
	.offset = POOL(common_templates),
	.initial = "off",
	.help = "Whether bk-sops is V3.3.21 or later, which has "
		"get_common_template_list and get_common_template_info and "
		"gives the bk_biz_id of a template as a number. With off "
		"these two are answered as by an earlier release."},
    {.name = "component_outputs",
	.type = KEY_PATH,
	.offset = POOL(component_outputs),
	.initial = "",
	.example = "/etc/bksops-fcgi/component_outputs.json",
	.help = "File with what the site's own plugins put out, which "
		"get_task_node_detail shows by name; those of bk-sops itself "
		"are known. Read before rights are dropped, and again by a "
		"reload. See COMPONENT OUTPUTS in bksops-fcgi.conf(5)."},

    MYSQL_KEYS(sops, "The database of bk-sops", "", false,
	"/run/mysqld/mysqld.sock", "bksops_ro",
	"/etc/bksops-fcgi/sops.password", "bk_sops"),
    MYSQL_KEYS(paas, "The database of the PaaS",
	"Every key of this group that is not set has the value of its "
	"mysql.sops twin. ",
	true, "/run/mysqld/mysqld.sock", "paas_ro",
	"/etc/bksops-fcgi/paas.password", "open_paas"),

    {.name = "login.secret_key",
	.type = KEY_TEXT,
	.offset = POOL(login_secret_key),
	.initial = "",
	.secret = true,
	.group = "Secrets of the PaaS",
	.help = "SECRET_KEY of the login service, which its tokens are "
		"encrypted with. A file is better: see the next key. Needed "
		"for auth = esb."},
    {.name = "login.secret_key_file",
	.type = KEY_PATH,
	.offset = POOL(login_secret_key_file),
	.initial = "",
	.example = "/etc/bksops-fcgi/login.key",
	.shown = true,
	.help = "File that holds that key, under the same rules as "
		"mysql.sops.password_file."},
    {.name = "jwt.public_key_file",
	.type = KEY_PATH,
	.offset = POOL(jwt_public_key_file),
	.initial = "",
	.example = "/etc/bksops-fcgi/apigw.pub",
	.help = "File with the public RSA key of the API gateway in PEM, read "
		"before rights are dropped. Needed for auth = jwt. It may hold "
		"up to 8 keys, of which each is tried: put the next one beside "
		"the old one, reload, and remove the old one later. It is "
		"refused when others than its owner and group may write it."},

    {.name = "paas.redis",
	.type = KEY_SERVER,
	.offset = POOL(paas_redis),
	.initial = "",
	.example = "redis.example.com:6379",
	.group = "Rate limits of the PaaS",
	.help = "The Redis in which ESB counts calls against the rate limits "
		"of esb_channel: path of a UNIX socket, below chroot, or "
		"host:port. A name is looked up when a worker starts. With "
		"it calls through ESB and through this program are counted "
		"together, and a Redis that does not answer allows every "
		"call, as with ESB. When empty the workers of the pool count "
		"in memory that they share. For auth = esb; see RATE LIMITS "
		"in bksops-fcgi(8)."},
    {.name = "paas.redis.password",
	.type = KEY_TEXT,
	.offset = POOL(paas_redis_password),
	.initial = "",
	.secret = true,
	.help = "Password of that Redis; none when empty. A file is better: "
		"see the next key."},
    {.name = "paas.redis.password_file",
	.type = KEY_PATH,
	.offset = POOL(paas_redis_password_file),
	.initial = "",
	.example = "/etc/bksops-fcgi/redis.password",
	.help = "File that holds the password, under the same rules as "
		"mysql.sops.password_file."},
    {.name = "paas.redis.database",
	.type = KEY_INT,
	.offset = POOL(paas_redis_database),
	.min = 0,
	.max = 65535,
	.initial = "0",
	.help = "Number of the database in it."},
    {.name = "paas.redis.timeout",
	.type = KEY_DURATION,
	.offset = POOL(paas_redis_timeout),
	.min = 10,
	.max = 10 * SECOND,
	.initial = "500ms",
	.help = "How long one call waits for Redis, connecting included. "
		"After a wait in vain Redis is not asked for a second."},

    {.name = "paas.cache",
	.type = KEY_DURATION,
	.offset = POOL(paas_cache),
	.min = 0,
	.max = 60 * SECOND,
	.initial = "2s",
	.group = "The rest",
	.help = "How long a worker may use permission ids that it has read. 0 "
		"holds none. Secrets, tokens, grants and tasks are read every "
		"time."},
    {.name = "snapshot.memory",
	.type = KEY_INT,
	.offset = POOL(snapshot_memory),
	.min = 0,
	.max = 4096,
	.initial = "16",
	.help = "Mebibytes in which a worker holds the JSON of snapshots that "
		"it has decoded. They are found by their content, so an "
		"answer is never stale. 0 holds none."},
    {.name = "ping.path",
	.type = KEY_URL_PATH,
	.offset = POOL(ping_path),
	.initial = "/ping",
	.help = "URL path that answers pong; none when empty."},
    {.name = "ping.response",
	.type = KEY_TEXT,
	.offset = POOL(ping_response),
	.max = 1024,
	.initial = "pong",
	.help = "What it answers."},
    {.name = "live.path",
	.type = KEY_URL_PATH,
	.offset = POOL(live_path),
	.initial = "/live",
	.help = "URL path that answers 200 while a worker can answer at all; "
		"none when empty."},
    {.name = "ready.path",
	.type = KEY_URL_PATH,
	.offset = POOL(ready_path),
	.initial = "/ready",
	.help = "URL path that answers 200 when the databases answer, else "
		"503; none when empty."},
    {.name = "status.path",
	.type = KEY_URL_PATH,
	.offset = POOL(status_path),
	.initial = "/status",
	.help = "URL path of the pool's status; none when empty. It is text, "
		"or with ?json, ?html or ?openmetrics another form; &full adds "
		"every worker. Let the web server decide who may see it; see "
		"bksops-fcgi-status(7)."},
    {.name = "status.listen",
	.type = KEY_LISTEN,
	.offset = POOL(status_listen),
	.initial = "",
	.example = "/run/bksops-fcgi/www-status.sock",
	.help = "A socket of its own for status, ping, live and ready, served "
		"by a process of its own, so that they answer when all workers "
		"are busy. Owner, group, mode and allowed clients are those of "
		"listen."},

    {.name = "error_log",
	.type = KEY_PATH,
	.offset = POOL(error_log),
	.initial = "",
	.group = "Log files of the pool",
	.example = "/var/log/bksops-fcgi/www.error.log",
	.help = "File for the lines of this pool's workers; the error_log of "
		"[global] when empty."},
    {.name = "access.log",
	.type = KEY_LOG,
	.offset = POOL(access_log),
	.initial = "",
	.example = "/var/log/bksops-fcgi/www.access.log",
	.help = "Where a line for each request goes: a file, stderr, syslog "
		"or journal; none when empty."},
    {.name = "access.format",
	.type = KEY_TEXT,
	.offset = POOL(access_format),
	.max = 1024,
	.initial = "%R - %u %t \"%m %r\" %s",
	.help = "Form of these lines: php-fpm's letters and some of our own, "
		"or json. See LOGS in bksops-fcgi.conf(5)."},
    {.name = "access.suppress_path",
	.type = KEY_URL_PATHS,
	.offset = POOL(access_suppress_path),
	.initial = "",
	.example = "/ping, /live, /ready",
	.help = "Paths that get no line when they were answered 200, comma "
		"separated."},
    {.name = "slowlog",
	.type = KEY_LOG,
	.offset = POOL(slowlog),
	.initial = "",
	.example = "/var/log/bksops-fcgi/www.slow.log",
	.help = "Where slow requests are written to, with the time of each "
		"part; nowhere when empty."},
    {.name = "request_slowlog_timeout",
	.type = KEY_DURATION,
	.offset = POOL(request_slowlog_timeout),
	.min = 0,
	.max = HOUR,
	.initial = "0",
	.example = "500ms",
	.help = "A request that takes as long is slow, its waiting for a "
		"worker not counted; with 0 none is."},
};

const struct keys keys_pool = {
    pool_keys, sizeof(pool_keys) / sizeof(pool_keys[0])};
