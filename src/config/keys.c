/* SPDX-License-Identifier: MIT */
#include "config/keys.h"

#include <stddef.h>

#define GLOBAL(member) offsetof(struct config_global, member)
#define POOL(member)   offsetof(struct config_pool, member)

#define SECOND INT64_C(1000) /* ms */
#define HOUR   (3600 * SECOND)

static const char *const log_levels[] = {
    "debug", "notice", "warning", "error", "alert", NULL};
static const char *const pm_words[] = {"static", "dynamic", "ondemand", NULL};
static const char *const auth_words[] = {"esb", "header", "jwt", NULL};
static const char *const generation_words[] = {"auto", "2019", "current", NULL};
static const char *const profile_words[] = {"p1", "p2", NULL};
static const char *const ssl_words[] = {
    "disabled", "preferred", "required", "verify_ca", "verify_identity", NULL};

static const struct key global_keys[] = {
    {.name = "pid",
	.type = KEY_PATH,
	.offset = GLOBAL(pid),
	.initial = "",
	.at_start = true,
	.example = "/run/bksops-fcgi/bksops-fcgi.pid",
	.help = "The file that the number of the master process is written "
		"to; none when empty. It stays locked while the master lives "
		"and is removed when it stops."},
    {.name = "error_log",
	.type = KEY_LOG,
	.offset = GLOBAL(error_log),
	.initial = "stderr",
	.help = "Where the log goes: a file, stderr, or syslog (facility "
		"daemon). A file is opened before rights are dropped."},
    {.name = "log_level",
	.type = KEY_WORD,
	.offset = GLOBAL(log_level),
	.initial = "notice",
	.words = log_levels,
	.help = "The least important kind of line that is logged."},
    {.name = "daemonize",
	.type = KEY_BOOL,
	.offset = GLOBAL(daemonize),
	.initial = "no",
	.at_start = true,
	.help = "Go to the background once the sockets are bound. The option "
		"-F overrides it."},
};

/*
 * The keys of one database.  Those of mysql.paas.* are the same, only their
 * defaults are those of mysql.sops.*.
 */
#define MYSQL_KEYS(db, db_group, db_help, is_twin, ex_socket, ex_user,       \
    ex_password_file, ex_database)                                           \
	{.name = "mysql." #db ".socket",                                     \
	    .type = KEY_PATH,                                                \
	    .offset = POOL(db.socket),                                       \
	    .initial = "",                                                   \
	    .twin = is_twin,                                                 \
	    .example = ex_socket,                                            \
	    .shown = !is_twin,                                               \
	    .group = db_group,                                               \
	    .help = db_help "UNIX socket of the server."},                   \
	    {.name = "mysql." #db ".host",                                   \
		.type = KEY_TEXT,                                            \
		.offset = POOL(db.host),                                     \
		.initial = "",                                               \
		.twin = is_twin,                                             \
		.example = "db1.example.com, db2.example.com",               \
		.help = "Instead of a socket: host name or address of "      \
			"the server. Several, comma separated, are "         \
			"tried in turn."},                                   \
	    {.name = "mysql." #db ".port",                                   \
		.type = KEY_INT,                                             \
		.offset = POOL(db.port),                                     \
		.min = 1,                                                    \
		.max = 65535,                                                \
		.initial = "3306",                                           \
		.twin = is_twin,                                             \
		.help = "TCP port of the hosts."},                           \
	    {.name = "mysql." #db ".user",                                   \
		.type = KEY_TEXT,                                            \
		.offset = POOL(db.user),                                     \
		.initial = "",                                               \
		.twin = is_twin,                                             \
		.example = ex_user,                                          \
		.shown = !is_twin,                                           \
		.help = "Account on the server; SELECT is all it "           \
			"needs."},                                           \
	    {.name = "mysql." #db ".password",                               \
		.type = KEY_TEXT,                                            \
		.offset = POOL(db.password),                                 \
		.initial = "",                                               \
		.secret = true,                                              \
		.twin = is_twin,                                             \
		.help = "Password of the account. A file is better: "        \
			"see the next key."},                                \
	    {.name = "mysql." #db ".password_file",                          \
		.type = KEY_PATH,                                            \
		.offset = POOL(db.password_file),                            \
		.initial = "",                                               \
		.twin = is_twin,                                             \
		.example = ex_password_file,                                 \
		.shown = !is_twin,                                           \
		.help = "File that holds the password, read before "         \
			"rights are dropped. It is refused when others "     \
			"than its owner and group may use it."},             \
	    {.name = "mysql." #db ".option_file",                            \
		.type = KEY_PATH,                                            \
		.offset = POOL(db.option_file),                              \
		.initial = "",                                               \
		.twin = is_twin,                                             \
		.example = "/etc/bksops-fcgi/my.cnf",                        \
		.help = "A my.cnf whose group [client] the MySQL "           \
			"library reads. The worker's user must be able "     \
			"to read it."},                                      \
	    {.name = "mysql." #db ".ssl_ca",                                 \
		.type = KEY_PATH,                                            \
		.offset = POOL(db.ssl_ca),                                   \
		.initial = "",                                               \
		.twin = is_twin,                                             \
		.example = "/etc/ssl/certs/ca-certificates.crt",             \
		.help = "Certificates of the authorities that may "          \
			"vouch for the server."},                            \
	    {.name = "mysql." #db ".ssl_mode",                               \
		.type = KEY_ENUM,                                            \
		.offset = POOL(db.ssl_mode),                                 \
		.initial = "preferred",                                      \
		.words = ssl_words,                                          \
		.twin = is_twin,                                             \
		.help = "TLS to the hosts, with the meanings of "            \
			"mysql(1)'s --ssl-mode."},                           \
	{                                                                    \
		.name = "mysql." #db ".database", .type = KEY_TEXT,          \
		.offset = POOL(db.database), .initial = "", .twin = is_twin, \
		.example = ex_database, .shown = true,                       \
		.help = "Name of the database."                              \
	}

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
	.initial = "",
	.at_start = true,
	.example = "www-data",
	.help = "Owner of the UNIX socket, a name or a number; the user who "
		"starts the program when empty."},
    {.name = "listen.group",
	.type = KEY_TEXT,
	.offset = POOL(listen_group),
	.initial = "",
	.at_start = true,
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
	.at_start = true,
	.help = "Mode of the UNIX socket. Who may write to it may connect."},
    {.name = "listen.allowed_clients",
	.type = KEY_CLIENTS,
	.offset = POOL(listen_allowed_clients),
	.initial = "",
	.example = "127.0.0.1, ::1",
	.help = "Addresses that may connect over TCP, comma separated; all "
		"when empty."},

    {.name = "user",
	.type = KEY_TEXT,
	.offset = POOL(user),
	.initial = "",
	.example = "www-data",
	.shown = true,
	.group = "What the workers may do",
	.help = "The user that workers become, a name or a number. Needed "
		"when the program is started as root, ignored otherwise."},
    {.name = "group",
	.type = KEY_TEXT,
	.offset = POOL(group),
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
    {.name = "process.dumpable",
	.type = KEY_BOOL,
	.offset = POOL(process_dumpable),
	.initial = "no",
	.help = "Whether a worker may leave a core file and be traced by its "
		"own user. Both show its secrets."},

    {.name = "pm",
	.type = KEY_ENUM,
	.offset = POOL(pm),
	.initial = "static",
	.words = pm_words,
	.group = "The process manager",
	.help = "How the number of workers is chosen. This version serves "
		"static."},
    {.name = "pm.max_children",
	.type = KEY_INT,
	.offset = POOL(pm_max_children),
	.min = 1,
	.max = 1024,
	.initial = "4",
	.shown = true,
	.example = "4",
	.help = "Number of workers. Each answers one request at a time and "
		"keeps two connections to the database servers."},
    {.name = "keepalive",
	.type = KEY_DURATION,
	.offset = POOL(keepalive),
	.min = 0,
	.max = HOUR,
	.initial = "5s",
	.help = "How long an idle connection that the web server wants to keep "
		"stays open; 0 closes it after each answer."},
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
		"ESB gateway does; header and jwt trust a gateway in front. "
		"This version serves esb."},
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
	.help = "The line of the ESB gateway whose rules count. This version "
		"serves p1."},
    {.name = "site_prefix",
	.type = KEY_URL_PATH,
	.offset = POOL(site_prefix),
	.initial = "/o/bk_sops",
	.help = "What stands in front of apigw/ in the URLs of header and jwt "
		"mode."},
    {.name = "app_host",
	.type = KEY_TEXT,
	.offset = POOL(app_host),
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
	.type = KEY_TEXT,
	.offset = POOL(time_format),
	.initial = "%Y-%m-%d %H:%M:%S %z",
	.help = "Form of the times in answers, as for strftime(3)."},
    {.name = "trusted_apps",
	.type = KEY_TEXT,
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
	.help = "Public key of the API gateway, in PEM, for auth = jwt."},

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
    {.name = "status.path",
	.type = KEY_URL_PATH,
	.offset = POOL(status_path),
	.initial = "/status",
	.help = "URL path kept for the status of the pool. This version "
		"does not answer it."},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct keys keys_global = {global_keys, COUNT(global_keys)};
const struct keys keys_pool = {pool_keys, COUNT(pool_keys)};

int
keys_find(const struct keys *keys, const char *name)
{
	for (size_t i = 0; i < keys->count; i++)
		if (strcmp(keys->keys[i].name, name) == 0)
			return (int)i;
	return -1;
}

int
keys_line(const struct config_pool *pool, const char *name)
{
	int line = pool->lines[keys_find(&keys_pool, name)];

	return line != 0 ? line : pool->line;
}
