/* SPDX-License-Identifier: MIT */
/* What no single key says: keys that need or exclude each other. */
#include "base/log.h"
#include "config/private.h"

#include <stdlib.h>
#include <unistd.h>

#define NOT_SERVED "is not served by this version: must be %s"

struct check {
	const struct config *config;
	const struct config_lines *lines;
	char **why;
};

/* The line of a pool's key, or of its section when the key is not there. */
static int
line_of(const struct check *c, size_t pool, const char *name)
{
	const struct key *key = key_find(SECTION_POOL, name);
	int line = c->lines->pools[pool][key - keys];

	return line > 0 ? line : c->config->pools[pool].line;
}

/* A mistake of one key of a pool. */
#define WRONG(c, i, name, ...)                                               \
	config_wrong((c)->config->file, line_of((c), (i), (name)), (c)->why, \
	    name " " __VA_ARGS__)

static int
check_served(const struct check *c, size_t i)
{
	const struct config_pool *pool = &c->config->pools[i];

	if (pool->pm != PM_STATIC)
		return WRONG(c, i, "pm", NOT_SERVED, "static");
	if (pool->auth != AUTH_ESB)
		return WRONG(c, i, "auth", NOT_SERVED, "esb");
	if (pool->generation == GENERATION_CURRENT)
		return WRONG(c, i, "generation", NOT_SERVED, "auto or 2019");
	if (strcmp(pool->esb_profile, "p1") != 0)
		return WRONG(c, i, "esb.profile", NOT_SERVED, "p1");
	return 0;
}

static int
check_secrets(const struct check *c, size_t i)
{
	const struct config_pool *pool = &c->config->pools[i];

	if (*pool->sops.password != '\0' && *pool->sops.password_file != '\0')
		return WRONG(c, i, "mysql.sops.password",
		    "and mysql.sops.password_file exclude each other");
	if (*pool->paas.password != '\0' && *pool->paas.password_file != '\0')
		return WRONG(c, i, "mysql.paas.password",
		    "and mysql.paas.password_file exclude each other");
	if (*pool->login_secret_key != '\0' &&
	    *pool->login_secret_key_file != '\0')
		return WRONG(c, i, "login.secret_key",
		    "and login.secret_key_file exclude each other");
	if (*pool->login_secret_key == '\0' &&
	    *pool->login_secret_key_file == '\0')
		return WRONG(c, i, "login.secret_key_file",
		    "is missing: without the login service's SECRET_KEY no "
		    "bk_token can be verified");
	return 0;
}

static int
check_database(const struct check *c, size_t i)
{
	const struct config_pool *pool = &c->config->pools[i];
	const struct config_mysql *sops = &pool->sops;

	if (*sops->socket == '\0' && *sops->host == '\0' &&
	    *sops->option_file == '\0')
		return WRONG(
		    c, i, "mysql.sops.socket", "or mysql.sops.host is missing");
	if (*sops->user == '\0' && *sops->option_file == '\0')
		return WRONG(c, i, "mysql.sops.user", "is missing");
	if (*sops->database == '\0')
		return WRONG(c, i, "mysql.sops.database", "is missing");
	if (line_of(c, i, "mysql.paas.database") == pool->line)
		return WRONG(c, i, "mysql.paas.database", "is missing");
	return 0;
}

static int
check_process(const struct check *c, size_t i)
{
	const struct config_pool *pool = &c->config->pools[i];

	if (*pool->user == '\0' && geteuid() == 0)
		return WRONG(c, i, "user",
		    "is missing: started as root, the workers need another "
		    "user");
	if (*pool->time_format == '\0')
		return WRONG(c, i, "time_format", "must not be empty");
	if (*pool->listen == '\0' && c->config->npools > 1)
		return WRONG(c, i, "listen",
		    "is missing: only a single pool can serve the socket "
		    "that the program was started with");
	for (size_t k = 0; k < i; k++)
		if (strcmp(pool->listen, c->config->pools[k].listen) == 0)
			return WRONG(c, i, "listen",
			    "= %s is the socket of [%s] already", pool->listen,
			    c->config->pools[k].name);
	return 0;
}

int
config_check(
    const struct config *config, const struct config_lines *lines, char **why)
{
	static int (*const checks[])(const struct check *, size_t) = {
	    check_served, check_process, check_database, check_secrets};
	struct check c = {config, lines, why};
	const struct key *level = key_find(SECTION_GLOBAL, "log_level");

	if (log_level_of(config->global.log_level) < 0)
		return config_wrong(config->file, lines->global[level - keys],
		    why,
		    "log_level = %s: must be one of debug, notice, warning, "
		    "error, alert",
		    config->global.log_level);
	if (config->npools == 0)
		return config_wrong(config->file, 0, why,
		    "no pool: at least one section besides [global] is "
		    "needed");
	for (size_t i = 0; i < config->npools; i++)
		for (size_t k = 0; k < sizeof(checks) / sizeof(*checks); k++)
			if (checks[k](&c, i) != 0)
				return -1;
	return 0;
}
