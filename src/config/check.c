/* SPDX-License-Identifier: MIT */
/*
 * The rules that involve more than one key, or the system: mistakes, and what
 * is only noted.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "config/internal.h"

#include "base/clock.h"
#include "base/http.h"
#include "config/access_format.h"
#include "config/names.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether workers can give up system calls. */
#ifdef HAVE_LIBSECCOMP
#define HAS_SECCOMP true
#else
#define HAS_SECCOMP false
#endif

/* Whether a mistake in one of the keys was told. */
static bool
any_refused(const struct config_pool *pool, const char *const keys[])
{
	for (size_t i = 0; keys[i] != NULL; i++)
		if (keys_is_refused(pool, keys[i]))
			return true;
	return false;
}

#define ANY_REFUSED(pool, ...) \
	any_refused(pool, (const char *const[]){__VA_ARGS__, NULL})

/* Whether both are known; else that was told. */
static bool
check_names(struct config_pool *pool, const char *user_key, const char *user,
    const char *group_key, const char *group, struct account *account)
{
	const char *unknown;

	if (ANY_REFUSED(pool, user_key, group_key))
		return false;
	unknown = account_find(user, group, account);
	if (unknown == NULL)
		return true;
	if (unknown == user)
		complain_key(pool, user_key,
		    "%s = %s: no such user on this system", user_key, user);
	else
		complain_key(pool, group_key,
		    "%s = %s: no such group on this system", group_key, group);
	return false;
}

static void
check_accounts(struct config_pool *pool)
{
	const bool has_group = *pool->group != '\0';
	struct account worker = {0}, owner = {0};

	if (geteuid() != 0)
		return;
	check_names(pool, "listen.owner", pool->listen_owner, "listen.group",
	    pool->listen_group, &owner);
	if (!check_names(
		pool, "user", pool->user, "group", pool->group, &worker))
		return;
	if (*pool->user == '\0')
		complain_key(pool, "user",
		    "[%s] needs user when the program is started as root",
		    pool->name);
	else if (worker.uid == 0)
		complain_key(pool, "user",
		    "user = %s: workers do not run as root", pool->user);
	else if (worker.gid == 0)
		complain_key(pool, has_group ? "group" : "user",
		    "%s = %s: workers do not run in the group of root",
		    has_group ? "group" : "user",
		    has_group ? pool->group : pool->user);
}

struct bound {
	const char *key;
	int64_t value;
};

static void
check_order(
    struct config_pool *pool, const struct bound *low, const struct bound *high)
{
	if (low->value > high->value && !ANY_REFUSED(pool, low->key, high->key))
		complain_key(pool, low->key,
		    "%s = %" PRId64
		    ": with pm = dynamic it is at most %s = %" PRId64,
		    low->key, low->value, high->key, high->value);
}

static void
check_needed(struct config_pool *pool, const struct bound *bound)
{
	if (bound->value == 0 && !keys_is_refused(pool, bound->key))
		complain_key(pool, bound->key,
		    "pm = dynamic needs %s, 1 or more", bound->key);
}

static void
check_dynamic(struct config_pool *pool)
{
	const struct bound min = {
	    "pm.min_spare_servers", pool->pm_min_spare_servers};
	const struct bound start = {"pm.start_servers", pool->pm_start_servers};
	const struct bound max = {
	    "pm.max_spare_servers", pool->pm_max_spare_servers};
	const struct bound all = {"pm.max_children", pool->pm_max_children};

	check_needed(pool, &min);
	check_needed(pool, &max);
	check_order(pool, &min, &max);
	check_order(pool, &max, &all);
	if (start.value == 0)
		return;
	check_order(pool, &min, &start);
	check_order(pool, &start, &max);
}

static void
check_pm(struct config_pool *pool)
{
	if (pool->pm == PM_DYNAMIC)
		check_dynamic(pool);
}

/* A path leads to one page. */
static void
check_pages(struct config_pool *pool)
{
	const struct {
		const char *key, *path;
	} pages[] = {{"ping.path", pool->ping_path},
	    {"live.path", pool->live_path}, {"ready.path", pool->ready_path},
	    {"status.path", pool->status_path}};

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		for (size_t j = 0; j < i; j++)
			if (*pages[i].path != '\0' &&
			    strcmp(pages[i].path, pages[j].path) == 0 &&
			    !ANY_REFUSED(pool, pages[i].key, pages[j].key))
				complain_key(pool, pages[i].key,
				    "%s = %s is %s already", pages[i].key,
				    pages[i].path, pages[j].key);
}

/* What keeps a directory from being one for the workers, or NULL. */
static const char *
look_at(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return strerror(errno);
	return S_ISDIR(st.st_mode) ? NULL : strerror(ENOTDIR);
}

static void
check_directories(struct config_pool *pool)
{
	char below[2 * CONFIG_LINE_MAX];
	const char *wrong = NULL;

	if (*pool->chroot != '\0')
		wrong = geteuid() != 0 ? "only root may set it"
				       : look_at(pool->chroot);
	if (wrong != NULL)
		complain_key(
		    pool, "chroot", "chroot = %s: %s", pool->chroot, wrong);
	if (*pool->chdir == '\0' || keys_is_refused(pool, "chroot"))
		return;
	snprintf(below, sizeof(below), "%s%s", pool->chroot, pool->chdir);
	wrong = look_at(below);
	if (wrong != NULL)
		complain_key(
		    pool, "chdir", "chdir = %s: %s", pool->chdir, wrong);
}

static void
check_places(struct config_pool *pool)
{
	check_pages(pool);
	check_directories(pool);
}

static void
check_logs(struct config_pool *pool)
{
	struct access_format list;
	char wrong[ACCESS_WHY];

	if (access_format_compile(pool->access_format, &list, wrong) != 0)
		complain_key(pool, "access.format", "access.format = %s: %s",
		    pool->access_format, wrong);
	if (pool->request_slowlog_timeout > 0 && *pool->slowlog == '\0' &&
	    !keys_is_refused(pool, "slowlog"))
		complain_key(pool, "request_slowlog_timeout",
		    "request_slowlog_timeout needs slowlog");
}

/* Also of a default: the system may have no time zones at all. */
static void
check_zone(struct config_pool *pool)
{
	const struct key *key = keys_named(&keys_pool, "time_zone");
	char want[VALUE_WANT];

	if (clock_has_zone(pool->time_zone))
		return;
	value_want(key, want);
	complain_key(pool, key->name, "%s = %s: the value must be %s",
	    key->name, pool->time_zone, want);
}

/* A key that is set and would be ignored. */
static void
check_esb_only(struct config_pool *pool, const char *name, const char *value)
{
	if (pool->auth == AUTH_ESB || keys_is_refused(pool, name) ||
	    strcmp(value, keys_named(&keys_pool, name)->initial) == 0)
		return;
	complain_key(pool, name,
	    "%s = %s counts for auth = esb only; leave it out", name, value);
}

/* Of two keys that say the same at most one may be set. */
static void
check_either(struct config_pool *pool, const char *key, const char *value,
    const char *other_key, const char *other)
{
	if (*value != '\0' && *other != '\0')
		complain_key(pool, other_key,
		    "%s and %s are both set; leave one out", key, other_key);
}

/* "@python": what a word of nginx's configuration is without quotes. */
static bool
is_named_location(const char *name)
{
	return *name == '@' && name[1] != '\0' &&
	       name[1 +
		    strspn(name + 1,
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			"0123456789_.-")] == '\0';
}

static void
check_iam(struct config_pool *pool)
{
	check_either(pool, "iam.app_secret", pool->iam_app_secret,
	    "iam.app_secret_file", pool->iam_app_secret_file);
	if (ANY_REFUSED(pool, "iam", "iam.url"))
		return;
	if (pool->iam == IAM_ASK && *pool->iam_url == '\0')
		complain_key(pool, "iam.url",
		    "[%s] needs iam.url, for iam = ask", pool->name);
	else if (*pool->iam_url != '\0' && !http_is_url(pool->iam_url))
		complain_key(pool, "iam.url",
		    "iam.url = %s: it must be a URL with http:// or https:// "
		    "and a host, without a user",
		    pool->iam_url);
}

static void
check_served(struct config_pool *pool)
{
	if (pool->generation == GENERATION_CURRENT && pool->auth != AUTH_JWT &&
	    !ANY_REFUSED(pool, "generation", "auth"))
		complain_key(pool, "generation",
		    "generation = current wants auth = jwt: the API gateway "
		    "stands in front of it");
	if (pool->forward == FORWARD_ACCEL &&
	    !keys_is_refused(pool, "forward.location") &&
	    !is_named_location(pool->forward_location))
		complain_key(pool, "forward.location",
		    "forward.location = %s: it must be a named location of "
		    "nginx, such as @python, which keeps method and body",
		    pool->forward_location);
	check_either(pool, "shield.secret_key", pool->shield_secret_key,
	    "shield.secret_key_file", pool->shield_secret_key_file);
	check_iam(pool);
	check_esb_only(pool, "esb.profile", pool->esb_profile);
	check_esb_only(pool, "esb.path", pool->esb_path);
}

/* The keys of one database. */
struct mysql_keys {
	const char *socket, *host, *user, *password, *password_file;
	const char *option_file, *ssl_ca, *ssl_mode, *database;
};

#define MYSQL_KEYS(prefix)                                                    \
	{                                                                     \
		prefix "socket", prefix "host", prefix "user",                \
		    prefix "password", prefix "password_file",                \
		    prefix "option_file", prefix "ssl_ca", prefix "ssl_mode", \
		    prefix "database"                                         \
	}

static const struct mysql_keys sops_keys = MYSQL_KEYS("mysql.sops.");
static const struct mysql_keys paas_keys = MYSQL_KEYS("mysql.paas.");

/* Whether a rule has nothing to say of these keys: a mistake in one of them or
 * in the key it inherits was told, or all have inherited values, about which
 * the rule spoke.  Keys set to nothing do not inherit. */
static bool
is_reported(const struct config_pool *pool, const char *const keys[])
{
	bool inherited = true;

	for (size_t i = 0; keys[i] != NULL; i++) {
		if (keys_is_reported(pool, keys[i]))
			return true;
		inherited = inherited && keys_inherited(pool, keys[i]) != NULL;
	}
	return inherited;
}

#define IS_TOLD(pool, ...) \
	is_reported(pool, (const char *const[]){__VA_ARGS__, NULL})

static void
check_mysql(struct config_pool *pool, const struct mysql_keys *k,
    const struct config_mysql *m)
{
	const bool by_file = *m->option_file != '\0';

	if (!IS_TOLD(pool, k->socket, k->host))
		check_either(pool, k->socket, m->socket, k->host, m->host);
	if (!IS_TOLD(pool, k->password, k->password_file))
		check_either(pool, k->password, m->password, k->password_file,
		    m->password_file);
	if (!by_file && *m->socket == '\0' && *m->host == '\0' &&
	    !IS_TOLD(pool, k->socket, k->host, k->option_file))
		complain_key(pool, k->socket, "[%s] needs %s or %s", pool->name,
		    k->socket, k->host);
	if (!by_file && *m->user == '\0' &&
	    !IS_TOLD(pool, k->user, k->option_file))
		complain_key(
		    pool, k->user, "[%s] needs %s", pool->name, k->user);
	if (*m->database == '\0' && !IS_TOLD(pool, k->database))
		complain_key(pool, k->database, "[%s] needs %s", pool->name,
		    k->database);
	/* As mysql(1) has it: without a CA there is nothing to verify by.  An
	 * option file may name one. */
	if (!by_file && m->ssl_mode == SSL_VERIFY_CA && *m->socket == '\0' &&
	    *m->ssl_ca == '\0' &&
	    !IS_TOLD(pool, k->ssl_mode, k->ssl_ca, k->socket, k->option_file))
		complain_key(pool, k->ssl_mode, "%s = verify_ca needs %s",
		    k->ssl_mode, k->ssl_ca);
}

static void
check_redis(struct config_pool *pool)
{
	check_either(pool, "paas.redis.password", pool->paas_redis_password,
	    "paas.redis.password_file", pool->paas_redis_password_file);
}

static void
check_login(struct config_pool *pool)
{
	check_either(pool, "login.secret_key", pool->login_secret_key,
	    "login.secret_key_file", pool->login_secret_key_file);
	if (*pool->login_secret_key == '\0' &&
	    *pool->login_secret_key_file == '\0' &&
	    !ANY_REFUSED(pool, "login.secret_key", "login.secret_key_file"))
		complain_key(pool, "login.secret_key_file",
		    "[%s] needs login.secret_key_file or login.secret_key, "
		    "for auth = esb",
		    pool->name);
}

/* Where there is no proof of who asks, who may connect must be said. */
static void
check_header(struct config_pool *pool)
{
	struct address address;

	if (*pool->listen == '\0' || *pool->listen_allowed_clients != '\0' ||
	    ANY_REFUSED(pool, "listen", "listen.allowed_clients"))
		return;
	address_parse(pool->listen, &address);
	if (address.local)
		return;
	complain_key(pool, "listen",
	    "listen = %s with auth = header, which believes whoever connects: "
	    "set listen.allowed_clients to the addresses of the web server, "
	    "or listen on a UNIX socket",
	    pool->listen);
}

static void
check_jwt(struct config_pool *pool)
{
	if (*pool->jwt_public_key_file == '\0' &&
	    pool->generation != GENERATION_CURRENT &&
	    !ANY_REFUSED(pool, "jwt.public_key_file", "generation"))
		complain_key(pool, "jwt.public_key_file",
		    "[%s] needs jwt.public_key_file, for auth = jwt without "
		    "generation = current",
		    pool->name);
}

static void
check_auth(struct config_pool *pool)
{
	if (keys_is_refused(pool, "auth"))
		return;
	switch (pool->auth) {
	case AUTH_HEADER:
		check_header(pool);
		break;
	case AUTH_JWT:
		check_jwt(pool);
		break;
	default:
		check_mysql(pool, &paas_keys, &pool->paas);
		check_redis(pool);
		check_login(pool);
		break;
	}
}

static bool
is_same_address(const char *a, const char *b)
{
	struct address one, other;

	return *a != '\0' && *b != '\0' && address_parse(a, &one) &&
	       address_parse(b, &other) && address_eq(&one, &other);
}

/* An address serves one pool, or its status: the key by which another pool has
 * it, or this one's own listen; NULL when it is free.  Pools with mistakes have
 * none. */
static const char *
find_taken(const struct config *config, const struct config_pool *pool,
    const char *address, const struct config_pool **by)
{
	for (*by = config->pools; *by <= pool; ++*by) {
		const struct config_pool *p = *by;
		const bool own = p == pool;

		if (!own && p->mistakes.count > 0)
			continue;
		if ((!own || address != p->listen) &&
		    is_same_address(address, p->listen))
			return "listen";
		if (!own && is_same_address(address, p->status_listen))
			return "status.listen";
	}
	return NULL;
}

static void
check_address(const struct config *config, struct config_pool *pool,
    const char *key, const char *value)
{
	const struct config_pool *by;
	const char *taken = find_taken(config, pool, value, &by);

	if (taken != NULL)
		complain_key(pool, key, "%s = %s is %s [%s] already", key,
		    value,
		    strcmp(taken, "listen") == 0 ? "that of"
						 : "the status.listen of",
		    by->name);
}

/* Who asks for it is not to be left without it. */
static void
check_seccomp(struct config_pool *pool)
{
	if (!HAS_SECCOMP && pool->process_seccomp)
		complain_key(pool, "process.seccomp",
		    "process.seccomp = yes: this program was built without "
		    "libseccomp");
}

static void
check_pool(const struct config *config, struct config_pool *pool)
{
	check_zone(pool);
	check_address(config, pool, "listen", pool->listen);
	check_address(config, pool, "status.listen", pool->status_listen);
	check_accounts(pool);
	check_pm(pool);
	check_logs(pool);
	check_served(pool);
	check_seccomp(pool);
	check_mysql(pool, &sops_keys, &pool->sops);
	check_auth(pool);
	check_places(pool);
}

bool
check_is_taken(const struct config *config, size_t i)
{
	const struct config_pool *pool = &config->pools[i], *by;

	return find_taken(config, pool, pool->listen, &by) != NULL ||
	       find_taken(config, pool, pool->status_listen, &by) != NULL;
}

/* Gives unset mysql.paas.* keys their mysql.sops.* value.  -1: no memory. */
static int
copy_inherited(struct config_pool *pool)
{
	const struct key *key, *inherited;

	for (size_t i = 0; (key = keys_at(&keys_pool, i)) != NULL; i++) {
		inherited = keys_inherited(pool, key->name);
		if (inherited != NULL &&
		    value_copy(inherited, key, pool) != VALUE_OK)
			return -1;
	}
	return 0;
}

/* What unset keys have that depends on others.  0, or -1 when out of memory. */
static int
fill_in(struct config_pool *pool)
{
	if (!HAS_SECCOMP && !keys_is_set(pool, "process.seccomp"))
		pool->process_seccomp = false;
	return copy_inherited(pool);
}

static int
warn_of_app_host(struct config *config, const struct config_pool *pool)
{
	if (*pool->app_host != '\0')
		return 0;
	return config_add_warning(config, CONFIG_WARNING_START, pool->file,
	    pool->line,
	    "[%s] has no app_host: the task_url of its answers names no host",
	    pool->name);
}

static int
warn_of_paas_database(struct config *config, const struct config_pool *pool)
{
	if (pool->auth != AUTH_ESB || keys_is_set(pool, "mysql.paas.database"))
		return 0;
	return config_add_warning(config, CONFIG_WARNING_START, pool->file,
	    pool->line,
	    "[%s] has no mysql.paas.database: the tables of the PaaS are "
	    "looked for in %s, that of bk-sops",
	    pool->name, pool->paas.database);
}

/* Keys that are set and mean nothing beside the values of others. */
static int
warn_of_ignored(struct config *config, const struct config_pool *pool)
{
	struct address address;
	const bool tcp = *pool->listen != '\0' &&
			 address_parse(pool->listen, &address) &&
			 !address.local;
	const bool root = geteuid() == 0;
	/* status.listen has their owner, group and mode as well. */
	const bool no_file =
	    (tcp || *pool->listen == '\0') && *pool->status_listen != '/';
	const char *no_file_why = tcp ? "listen is a TCP address"
				      : "who starts the program gives it the "
					"socket";
	const struct {
		const char *key;
		bool ignored;
		const char *why;
	} keys[] = {
	    {"listen.owner", no_file, no_file_why},
	    {"listen.group", no_file, no_file_why},
	    {"listen.mode", no_file, no_file_why},
	    {"pm.start_servers", pool->pm != PM_DYNAMIC, "pm is not dynamic"},
	    {"pm.min_spare_servers", pool->pm != PM_DYNAMIC,
		"pm is not dynamic"},
	    {"pm.max_spare_servers", pool->pm != PM_DYNAMIC,
		"pm is not dynamic"},
	    {"pm.process_idle_timeout", pool->pm != PM_ONDEMAND,
		"pm is not ondemand"},
	    {"iam.url", pool->iam != IAM_ASK, "iam is not ask"},
	    {"iam.ssl_ca", pool->iam != IAM_ASK, "iam is not ask"},
	    {"iam.system", pool->iam != IAM_ASK, "iam is not ask"},
	    {"iam.app_code", pool->iam != IAM_ASK, "iam is not ask"},
	    {"iam.app_secret", pool->iam != IAM_ASK, "iam is not ask"},
	    {"iam.app_secret_file", pool->iam != IAM_ASK, "iam is not ask"},
	    {"iam.timeout", pool->iam != IAM_ASK, "iam is not ask"},
	    {"iam.cache", pool->iam != IAM_ASK, "iam is not ask"},
	    {"iam.auth_actions", pool->iam != IAM_TRUSTED,
		"iam is not trusted"},
	    {"user", !root, "the program is not started as root"},
	    {"group", !root, "the program is not started as root"},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i].ignored && keys_is_set(pool, keys[i].key) &&
		    config_add_warning(config, CONFIG_WARNING_START, pool->file,
			keys_line(pool, keys[i].key), "[%s] %s is ignored: %s",
			pool->name, keys[i].key, keys[i].why) < 0)
			return -1;
	return 0;
}

/* Where pools are in included files, the include is what is wrong: without a
 * pool there are no other warnings. */
static void
complain_no_pool(struct config *config)
{
	if (config->nwarnings > 0)
		complain(&config->mistakes, NULL, 0, "%s, and there is no pool",
		    config->warnings[0].text);
	else
		complain(&config->mistakes, config->file, 0,
		    "no pool: add a section such as [www]");
}

int
check_config(struct config *config)
{
	for (size_t i = 0; i < config->npools; i++)
		if (fill_in(&config->pools[i]) < 0)
			return -1;
	if (config->npools == 0 && config->nbad == 0 &&
	    config->mistakes.count == 0)
		complain_no_pool(config);
	/* A section with the name of another one may be a part of that. */
	for (size_t i = 0; i < config->npools; i++)
		if (!config->pools[i].repeated)
			check_pool(config, &config->pools[i]);
	for (size_t i = 0; i < config->npools;)
		if (config->pools[i].mistakes.count == 0)
			i++;
		else
			config_refuse(config, i);
	for (size_t i = 0; i < config->npools; i++)
		if (warn_of_ignored(config, &config->pools[i]) < 0 ||
		    warn_of_app_host(config, &config->pools[i]) < 0 ||
		    warn_of_paas_database(config, &config->pools[i]) < 0)
			return -1;
	return 0;
}
