/* SPDX-License-Identifier: MIT */
#include "config/check.h"

#include "base/clock.h"
#include "config/address.h"
#include "config/bad.h"
#include "config/complain.h"
#include "config/keys.h"
#include "config/value.h"

#include <stdio.h>
#include <stdlib.h>

struct check {
	const struct config_pool *pool;
	char **why;
};

#define COMPLAIN(c, key, ...) \
	complain(             \
	    (c)->why, (c)->pool->file, keys_line((c)->pool, key), __VA_ARGS__)

static int
refuse(const struct check *c, const char *key, const char *value,
    const char *instead)
{
	return COMPLAIN(c, key,
	    "%s = %s is not served by this version: the value must be %s", key,
	    value, instead);
}

/* Also of a default: the system may have no time zones at all. */
static int
check_zone(const struct check *c)
{
	const struct key *key = keys_named(&keys_pool, "time_zone");
	char want[VALUE_WANT];

	if (clock_has_zone(c->pool->time_zone))
		return 0;
	value_want(key, want);
	return COMPLAIN(c, key->name, "%s = %s: the value must be %s",
	    key->name, c->pool->time_zone, want);
}

/* A key that is set and would be ignored. */
static int
check_esb_only(const struct check *c, const char *name, const char *value)
{
	if (c->pool->auth == AUTH_ESB ||
	    strcmp(value, keys_named(&keys_pool, name)->initial) == 0)
		return 0;
	return COMPLAIN(c, name,
	    "%s = %s counts for auth = esb only; leave it out", name, value);
}

static int
check_served(const struct check *c)
{
	const struct config_pool *p = c->pool;

	if (p->generation == GENERATION_CURRENT)
		return refuse(c, "generation", "current", "auto or 2019");
	if (check_esb_only(c, "esb.profile", p->esb_profile) < 0)
		return -1;
	return check_esb_only(c, "esb.path", p->esb_path);
}

/* Of two keys that say the same at most one may be set. */
static int
check_either(const struct check *c, const char *key, const char *value,
    const char *other_key, const char *other)
{
	if (*value == '\0' || *other == '\0')
		return 0;
	return COMPLAIN(c, other_key, "%s and %s are both set; leave one out",
	    key, other_key);
}

/* As mysql(1) has it: without a CA there is nothing to verify by.  An option
 * file may name one. */
static int
check_ssl(const struct check *c, const char *key, const char *ca_key,
    const struct config_mysql *m)
{
	if (m->ssl_mode != SSL_VERIFY_CA || *m->socket != '\0' ||
	    *m->ssl_ca != '\0' || *m->option_file != '\0')
		return 0;
	return COMPLAIN(c, key, "%s = verify_ca needs %s", key, ca_key);
}

static int
check_sops(const struct check *c)
{
	const struct config_mysql *m = &c->pool->sops;

	if (check_either(c, "mysql.sops.socket", m->socket, "mysql.sops.host",
		m->host) < 0 ||
	    check_either(c, "mysql.sops.password", m->password,
		"mysql.sops.password_file", m->password_file) < 0)
		return -1;
	if (*m->socket == '\0' && *m->host == '\0' && *m->option_file == '\0')
		return COMPLAIN(c, "mysql.sops.socket",
		    "[%s] needs mysql.sops.socket or mysql.sops.host",
		    c->pool->name);
	if (*m->user == '\0' && *m->option_file == '\0')
		return COMPLAIN(c, "mysql.sops.user",
		    "[%s] needs mysql.sops.user", c->pool->name);
	if (*m->database == '\0')
		return COMPLAIN(c, "mysql.sops.database",
		    "[%s] needs mysql.sops.database", c->pool->name);
	return check_ssl(c, "mysql.sops.ssl_mode", "mysql.sops.ssl_ca", m);
}

static int
check_paas(const struct check *c)
{
	const struct config_mysql *m = &c->pool->paas;

	if (check_either(c, "mysql.paas.socket", m->socket, "mysql.paas.host",
		m->host) < 0 ||
	    check_either(c, "mysql.paas.password", m->password,
		"mysql.paas.password_file", m->password_file) < 0)
		return -1;
	/* Keys set to nothing do not have the value of their twin. */
	if (*m->socket == '\0' && *m->host == '\0' && *m->option_file == '\0')
		return COMPLAIN(c, "mysql.paas.socket",
		    "[%s] needs mysql.paas.socket or mysql.paas.host",
		    c->pool->name);
	if (*m->user == '\0' && *m->option_file == '\0')
		return COMPLAIN(c, "mysql.paas.user",
		    "[%s] needs mysql.paas.user", c->pool->name);
	if (*m->database == '\0')
		return COMPLAIN(c, "mysql.paas.database",
		    "[%s] needs mysql.paas.database", c->pool->name);
	return check_ssl(c, "mysql.paas.ssl_mode", "mysql.paas.ssl_ca", m);
}

static int
check_redis(const struct check *c)
{
	const struct config_pool *p = c->pool;

	return check_either(c, "paas.redis.password", p->paas_redis_password,
	    "paas.redis.password_file", p->paas_redis_password_file);
}

static int
check_login(const struct check *c)
{
	const struct config_pool *p = c->pool;

	if (check_either(c, "login.secret_key", p->login_secret_key,
		"login.secret_key_file", p->login_secret_key_file) < 0)
		return -1;
	if (*p->login_secret_key == '\0' && *p->login_secret_key_file == '\0')
		return COMPLAIN(c, "login.secret_key_file",
		    "[%s] needs login.secret_key_file or login.secret_key, "
		    "for auth = esb",
		    p->name);
	return 0;
}

/* Where there is no proof of who asks, who may connect must be said. */
static int
check_header(const struct check *c)
{
	const struct config_pool *p = c->pool;
	struct address address;

	if (*p->listen == '\0' || *p->listen_allowed_clients != '\0')
		return 0;
	address_parse(p->listen, &address);
	if (address.local)
		return 0;
	return COMPLAIN(c, "listen",
	    "listen = %s with auth = header, which believes whoever connects: "
	    "set listen.allowed_clients to the addresses of the web server, "
	    "or listen on a UNIX socket",
	    p->listen);
}

static int
check_jwt(const struct check *c)
{
	if (*c->pool->jwt_public_key_file != '\0')
		return 0;
	return COMPLAIN(c, "jwt.public_key_file",
	    "[%s] needs jwt.public_key_file, for auth = jwt", c->pool->name);
}

static int
check_auth(const struct check *c)
{
	switch (c->pool->auth) {
	case AUTH_HEADER:
		return check_header(c);
	case AUTH_JWT:
		return check_jwt(c);
	default:
		return check_paas(c) < 0 || check_redis(c) < 0 ? -1
							       : check_login(c);
	}
}

static bool
is_same_address(const char *a, const char *b)
{
	struct address one, other;

	return *a != '\0' && *b != '\0' && address_parse(a, &one) &&
	       address_parse(b, &other) && address_eq(&one, &other);
}

/* An address serves one pool, or its status. */
static int
check_address(const struct check *c, const struct config *config,
    const char *key, const char *value)
{
	for (const struct config_pool *p = config->pools; p <= c->pool; p++) {
		bool own = p == c->pool;

		if ((!own || value != p->listen) &&
		    is_same_address(value, p->listen))
			return COMPLAIN(c, key,
			    "%s = %s is that of [%s] already", key, value,
			    p->name);
		if (!own && is_same_address(value, p->status_listen))
			return COMPLAIN(c, key,
			    "%s = %s is the status.listen of [%s] already", key,
			    value, p->name);
	}
	return 0;
}

static int
check_listen(const struct check *c, const struct config *config)
{
	if (check_address(c, config, "listen", c->pool->listen) < 0)
		return -1;
	return check_address(
	    c, config, "status.listen", c->pool->status_listen);
}

/* Who asks for it is not to be left without it. */
static int
check_seccomp(const struct check *c)
{
	if (HAS_SECCOMP || !c->pool->process_seccomp)
		return 0;
	return COMPLAIN(c, "process.seccomp",
	    "process.seccomp = yes: this program was built without libseccomp");
}

static int
check_pool(const struct config *config, size_t i, char **why)
{
	const struct config_pool *pool = &config->pools[i];
	const struct check c = {pool, why};

	if (check_zone(&c) < 0 || check_listen(&c, config) < 0 ||
	    check_accounts(pool->file, pool, why) < 0 ||
	    check_pm(pool->file, pool, why) < 0 ||
	    check_logs(pool->file, pool, why) < 0 || check_served(&c) < 0 ||
	    check_seccomp(&c) < 0 || check_sops(&c) < 0 || check_auth(&c) < 0 ||
	    check_places(pool, why) < 0)
		return -1;
	return 0;
}

bool
check_is_taken(const struct config *config, size_t i)
{
	char *why = NULL;
	const struct check c = {&config->pools[i], &why};
	bool taken = check_listen(&c, config) < 0;

	free(why);
	return taken;
}

/* Where pools are in included files, the include is what is wrong: without a
 * pool there are no other notes. */
static int
complain_no_pool(const struct config *config, char **why)
{
	if (config->nnotes > 0) {
		if (asprintf(why, "%s, and there is no pool",
			config->notes[0].text) < 0)
			*why = NULL;
		return -1;
	}
	return complain(
	    why, config->file, 0, "no pool: add a section such as [www]");
}

int
check_config(struct config *config, char **why)
{
	if (config->npools == 0 && config->nbad == 0)
		return complain_no_pool(config, why);
	for (size_t i = 0; i < config->npools;) {
		if (check_pool(config, i, why) == 0)
			i++;
		else if (config_refuse(config, i, why) < 0)
			return -1;
	}
	return 0;
}
