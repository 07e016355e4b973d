/* SPDX-License-Identifier: MIT */
#include "config/keys.h"

static const char *const pm_words[] = {"static", "dynamic", "ondemand", NULL};
static const char *const auth_words[] = {"esb", "header", "jwt", NULL};
static const char *const generation_words[] = {"auto", "2019", "current", NULL};
static const char *const ssl_words[] = {
    "disabled", "preferred", "required", "verify_ca", "verify_identity", NULL};

#define GLOBAL(member) SECTION_GLOBAL, offsetof(struct config_global, member)
#define POOL(member)   SECTION_POOL, offsetof(struct config_pool, member)

/* Section and place, name, type, default, least, most, words, flags, example,
 * help. */
const struct key keys[] = {
    {GLOBAL(pid), "pid", KEY_PATH, "", 0, 0, NULL, KEY_RESTART,
	"/run/bksops-fcgi/bksops-fcgi.pid",
	"File that holds the process id of the master "
	"while it runs.  Empty: none."},
    {GLOBAL(error_log), "error_log", KEY_STRING, "stderr", 0, 0, NULL, 0, NULL,
	"Where the log goes: a file, stderr or syslog.  A "
	"file is opened again on SIGUSR1."},
    {GLOBAL(log_level), "log_level", KEY_STRING, "notice", 0, 0, NULL, 0, NULL,
	"The least level that is logged: debug, notice, "
	"warning, error or alert."},
    {GLOBAL(daemonize), "daemonize", KEY_BOOL, "no", 0, 0, NULL, KEY_RESTART,
	NULL,
	"Whether the master goes to the background.  The "
	"option -F wins."},
    {POOL(listen), "listen", KEY_STRING, "", 0, 0, NULL, 0,
	"/run/bksops-fcgi/www.sock",
	"Where the web server connects: the path of a UNIX "
	"socket, a port, ADDRESS:PORT or [IPV6]:PORT.  "
	"Empty: the listening socket that the program was "
	"started with (descriptor 0, or LISTEN_FDS)."},
    {POOL(listen_backlog), "listen.backlog", KEY_INTEGER, "511", 1, 65535, NULL,
	0, NULL,
	"Connections that may wait to be accepted.  The "
	"kernel cuts it to net.core.somaxconn."},
    {POOL(listen_owner), "listen.owner", KEY_STRING, "", 0, 0, NULL, 0,
	"www-data",
	"Owner of the UNIX socket.  Empty: the user that "
	"the master runs as."},
    {POOL(listen_group), "listen.group", KEY_STRING, "", 0, 0, NULL, 0,
	"www-data", "Group of the UNIX socket: the web server's."},
    {POOL(listen_mode), "listen.mode", KEY_OCTAL, "0660", 0, 511, NULL, 0, NULL,
	"Mode of the UNIX socket.  Who can connect is "
	"trusted to be the web server."},
    {POOL(listen_allowed_clients), "listen.allowed_clients", KEY_STRING, "", 0,
	0, NULL, 0, "127.0.0.1, ::1",
	"Addresses that may connect to a TCP socket, "
	"separated by commas.  Empty: all."},
    {POOL(user), "user", KEY_STRING, "", 0, 0, NULL, 0, "bksops",
	"User that the workers run as.  Required when the "
	"master is started as root."},
    {POOL(group), "group", KEY_STRING, "", 0, 0, NULL, 0, NULL,
	"Group that the workers run as.  Empty: the user's."},
    {POOL(chroot), "chroot", KEY_PATH, "", 0, 0, NULL, 0, NULL,
	"Directory that becomes the workers' root.  The "
	"MySQL socket must be reachable in it."},
    {POOL(chdir), "chdir", KEY_PATH, "", 0, 0, NULL, 0, NULL,
	"Working directory of the workers.  Empty: the "
	"root directory."},
    {POOL(rlimit_files), "rlimit_files", KEY_INTEGER, "0", 0, 1048576, NULL, 0,
	NULL,
	"Open files of a worker (RLIMIT_NOFILE).  0: as "
	"the master has it."},
    {POOL(rlimit_core), "rlimit_core", KEY_INTEGER, "0", -1, INT64_MAX, NULL, 0,
	NULL,
	"Bytes of a core file (RLIMIT_CORE), -1 for no "
	"limit.  A core file holds secrets."},
    {POOL(process_dumpable), "process.dumpable", KEY_BOOL, "no", 0, 0, NULL, 0,
	NULL,
	"Whether a worker may be traced and may leave a core file.  Both show "
	"its secrets."},
    {POOL(pm), "pm", KEY_ENUM, "static", 0, 0, pm_words, 0, NULL,
	"How many workers run: static keeps "
	"pm.max_children."},
    {POOL(pm_max_children), "pm.max_children", KEY_INTEGER, "4", 1, 4096, NULL,
	0, NULL,
	"Workers of the pool.  Each answers one request at "
	"a time over its own database connections."},
    {POOL(keepalive), "keepalive", KEY_DURATION, "5s", 0, 3600000, NULL, 0,
	NULL,
	"How long an idle connection of the web server is "
	"kept open.  0s closes it after each answer."},
    {POOL(request_timeout), "request_timeout", KEY_DURATION, "10s", 1000,
	3600000, NULL, 0, NULL,
	"From the first byte of a request to its answer.  "
	"Keep it below the web server's read timeout."},
    {POOL(auth), "auth", KEY_ENUM, "esb", 0, 0, auth_words, 0, NULL,
	"Who admits a call: esb, the rules of BlueKing ESB."},
    {POOL(esb_profile), "esb.profile", KEY_STRING, "p1", 0, 0, NULL, 0, NULL,
	"The generation of ESB whose rules hold: p1."},
    {POOL(generation), "generation", KEY_ENUM, "auto", 0, 0, generation_words,
	0, NULL,
	"The generation of bk-sops that wrote the "
	"database; auto asks information_schema once."},
    {POOL(site_prefix), "site_prefix", KEY_STRING, "/o/bk_sops", 0, 0, NULL, 0,
	NULL,
	"Stripped in front of apigw/ when auth is header "
	"or jwt."},
    {POOL(app_host), "app_host", KEY_STRING, "http://bk_sops_host/", 0, 0, NULL,
	0, NULL,
	"Start of task_url: the address of bk-sops, with a "
	"slash at its end."},
    {POOL(time_zone), "time_zone", KEY_STRING, "Asia/Shanghai", 0, 0, NULL, 0,
	NULL,
	"Zone that times are shown in, by its name in the "
	"tz database."},
    {POOL(time_format), "time_format", KEY_STRING, "%Y-%m-%d %H:%M:%S %z", 0, 0,
	NULL, 0, NULL, "Form that times are shown in, as for strftime(3)."},
    {POOL(trusted_apps), "trusted_apps", KEY_STRING, "bk_fta, bk_bcs", 0, 0,
	NULL, 0, NULL,
	"App codes whose users need no permission on the "
	"business, separated by commas."},
    {POOL(document_fields), "document_fields", KEY_BOOL, "on", 0, 0, NULL, 0,
	NULL,
	"Whether get_task_detail also has instance_name, "
	"end_time and outputs[].preset, which its document "
	"shows but bk-sops does not send."},
    {POOL(sops.socket), "mysql.sops.socket", KEY_PATH, "", 0, 0, NULL, 0,
	"/run/mysqld/mysqld.sock",
	"UNIX socket of the server that has the database "
	"of bk-sops."},
    {POOL(sops.host), "mysql.sops.host", KEY_STRING, "", 0, 0, NULL, 0, NULL,
	"Its host when it is reached over TCP; several, "
	"separated by commas, are tried in turn."},
    {POOL(sops.port), "mysql.sops.port", KEY_INTEGER, "3306", 1, 65535, NULL, 0,
	NULL, "Its TCP port."},
    {POOL(sops.user), "mysql.sops.user", KEY_STRING, "", 0, 0, NULL, 0,
	"bksops_ro", "Account that may SELECT and nothing else."},
    {POOL(sops.password), "mysql.sops.password", KEY_STRING, "", 0, 0, NULL,
	KEY_SECRET, NULL, "Its password.  Better in a file of its own:"},
    {POOL(sops.password_file), "mysql.sops.password_file", KEY_PATH, "", 0, 0,
	NULL, 0, "/etc/bksops-fcgi/sops.password",
	"File that holds the password and nothing else.  "
	"It must not be accessible to others; it is read "
	"before rights are dropped."},
    {POOL(sops.option_file), "mysql.sops.option_file", KEY_PATH, "", 0, 0, NULL,
	0, NULL,
	"MySQL option file, whose group [client] is read "
	"first."},
    {POOL(sops.ssl_ca), "mysql.sops.ssl_ca", KEY_PATH, "", 0, 0, NULL, 0, NULL,
	"Certificates that the server's must be signed by."},
    {POOL(sops.ssl_mode), "mysql.sops.ssl_mode", KEY_ENUM, "preferred", 0, 0,
	ssl_words, 0, NULL,
	"Whether connections over TCP are encrypted and "
	"verified, as mysql's --ssl-mode."},
    {POOL(sops.database), "mysql.sops.database", KEY_STRING, "", 0, 0, NULL, 0,
	"bk_sops", "Name of the database."},
    {POOL(paas.socket), "mysql.paas.socket", KEY_PATH, "", 0, 0, NULL,
	KEY_MYSQL, NULL,
	"UNIX socket of the server that has the PaaS "
	"database (ESB and login)."},
    {POOL(paas.host), "mysql.paas.host", KEY_STRING, "", 0, 0, NULL, KEY_MYSQL,
	NULL,
	"Its host when it is reached over TCP; several, "
	"separated by commas, are tried in turn."},
    {POOL(paas.port), "mysql.paas.port", KEY_INTEGER, "3306", 1, 65535, NULL,
	KEY_MYSQL, NULL, "Its TCP port."},
    {POOL(paas.user), "mysql.paas.user", KEY_STRING, "", 0, 0, NULL, KEY_MYSQL,
	NULL, "Account that may SELECT and nothing else."},
    {POOL(paas.password), "mysql.paas.password", KEY_STRING, "", 0, 0, NULL,
	KEY_SECRET | KEY_MYSQL, NULL,
	"Its password.  Better in a file of its own:"},
    {POOL(paas.password_file), "mysql.paas.password_file", KEY_PATH, "", 0, 0,
	NULL, KEY_MYSQL, NULL,
	"File that holds the password and nothing else.  "
	"It must not be accessible to others; it is read "
	"before rights are dropped."},
    {POOL(paas.option_file), "mysql.paas.option_file", KEY_PATH, "", 0, 0, NULL,
	KEY_MYSQL, NULL,
	"MySQL option file, whose group [client] is read "
	"first."},
    {POOL(paas.ssl_ca), "mysql.paas.ssl_ca", KEY_PATH, "", 0, 0, NULL,
	KEY_MYSQL, NULL, "Certificates that the server's must be signed by."},
    {POOL(paas.ssl_mode), "mysql.paas.ssl_mode", KEY_ENUM, "preferred", 0, 0,
	ssl_words, KEY_MYSQL, NULL,
	"Whether connections over TCP are encrypted and "
	"verified, as mysql's --ssl-mode."},
    {POOL(paas.database), "mysql.paas.database", KEY_STRING, "", 0, 0, NULL,
	KEY_MYSQL, "open_paas", "Name of the database."},
    {POOL(login_secret_key), "login.secret_key", KEY_STRING, "", 0, 0, NULL,
	KEY_SECRET, NULL,
	"SECRET_KEY of the running login service; bk_token "
	"is encrypted with it.  Better in a file of its "
	"own:"},
    {POOL(login_secret_key_file), "login.secret_key_file", KEY_PATH, "", 0, 0,
	NULL, 0, "/etc/bksops-fcgi/login.key",
	"File that holds that key and nothing else, "
	"protected as mysql.sops.password_file."},
    {POOL(jwt_public_key_file), "jwt.public_key_file", KEY_PATH, "", 0, 0, NULL,
	0, NULL,
	"Public key of the API gateway, PEM, for auth = "
	"jwt."},
    {POOL(paas_cache), "paas.cache", KEY_DURATION, "2s", 0, 60000, NULL, 0,
	NULL,
	"How long permission ids are held.  Secrets, "
	"tokens, grants and tasks are read every time.  "
	"0s: nothing is held."},
    {POOL(ping_path), "ping.path", KEY_STRING, "", 0, 0, NULL, 0, "/ping",
	"Path that answers pong, without a database.  "
	"Empty: none."},
    {POOL(status_path), "status.path", KEY_STRING, "", 0, 0, NULL, 0, "/status",
	"Reserved for the status page; nothing is served "
	"there yet."},
};

const size_t nkeys = sizeof(keys) / sizeof(*keys);

const struct key *
key_find(enum key_section section, const char *name)
{
	for (size_t i = 0; i < nkeys; i++)
		if (keys[i].section == section &&
		    strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}
