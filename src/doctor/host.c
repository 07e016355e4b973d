/* SPDX-License-Identifier: MIT */
/* The system: time zone, kernel limits, files that hold secrets and keys, and
 * those that workers read. */
#include "base/clock.h"
#include "config/config.h"
#include "doctor/checkup.h"
#include "sops/datetime.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOMAXCONN_FILE "/proc/sys/net/core/somaxconn"

static void
run_time_zone(struct checkup *c, const char *name)
{
	const char *zone = c->pool->time_zone;
	const struct datetime now = {.is_set = true, .us = clock_wall_us()};
	struct text text;

	if (!datetime_set_zone(zone)) {
		checkup_find(c, name, FINDING_ERROR,
		    "time_zone = %s: no such zone on this system; install "
		    "tzdata or correct the name",
		    zone);
		return;
	}
	text = datetime_format(c->arena, now, c->pool->time_format);
	checkup_find(c, name, text.s == NULL ? FINDING_ERROR : FINDING_OK,
	    "%s, where it is %s", zone,
	    text.s == NULL ? "a year without a date" : text.s);
}

const struct check check_time_zone = {"time_zone", run_time_zone, 0};

static bool
read_number(const char *file, int64_t *number)
{
	FILE *in = fopen(file, "re");
	bool found;

	if (in == NULL)
		return false;
	found = fscanf(in, "%" SCNd64, number) == 1;
	fclose(in);
	return found;
}

static void
run_backlog(struct checkup *c, const char *name)
{
	int64_t backlog = c->pool->listen_backlog, most;

	if (*c->pool->listen == '\0')
		return;
	if (!read_number(SOMAXCONN_FILE, &most))
		checkup_find(c, name, FINDING_WARNING,
		    "%s cannot be read: the kernel may keep fewer connections "
		    "waiting than listen.backlog = %" PRId64,
		    SOMAXCONN_FILE, backlog);
	else if (most < backlog)
		checkup_find(c, name, FINDING_WARNING,
		    "listen.backlog = %" PRId64 ", but the kernel keeps at "
		    "most %" PRId64 " connections waiting; sysctl -w "
		    "net.core.somaxconn=%" PRId64,
		    backlog, most, backlog);
	else
		checkup_find(c, name, FINDING_OK,
		    "listen.backlog = %" PRId64
		    ", net.core.somaxconn = %" PRId64,
		    backlog, most);
}

const struct check check_backlog = {"backlog", run_backlog, 0};

#define GROUP_WRITES 0020
#define OTHERS_WRITE 0002
#define OTHERS_USE   0007

struct secret {
	const char *key;
	const char *value; /* in the configuration itself, or from the file */
	const char *file;
};

#define SECRETS 6

/* mysql.paas.* that inherits its value is not told twice. */
static size_t
list_secrets(const struct config_pool *pool, struct secret secrets[SECRETS])
{
	size_t n = 0;

	secrets[n++] = (struct secret){"mysql.sops.password",
	    pool->sops.password, pool->sops.password_file};
	if (*pool->shield_secret_key != '\0' ||
	    *pool->shield_secret_key_file != '\0')
		secrets[n++] = (struct secret){"shield.secret_key",
		    pool->shield_secret_key, pool->shield_secret_key_file};
	if (*pool->iam_app_secret != '\0' || *pool->iam_app_secret_file != '\0')
		secrets[n++] = (struct secret){"iam.app_secret",
		    pool->iam_app_secret, pool->iam_app_secret_file};
	if (pool->auth != AUTH_ESB)
		return n;
	if (strcmp(pool->sops.password_file, pool->paas.password_file) != 0 ||
	    strcmp(pool->sops.password, pool->paas.password) != 0)
		secrets[n++] = (struct secret){"mysql.paas.password",
		    pool->paas.password, pool->paas.password_file};
	secrets[n++] = (struct secret){"login.secret_key",
	    pool->login_secret_key, pool->login_secret_key_file};
	secrets[n++] = (struct secret){"paas.redis.password",
	    pool->paas_redis_password, pool->paas_redis_password_file};
	return n;
}

/* Whether all is well with the file.  Starting refuses one that others may
 * use; this is about the rest. */
static bool
check_file(struct checkup *c, const char *name, const struct secret *secret)
{
	struct stat st;

	if (stat(secret->file, &st) != 0)
		checkup_find(c, name, FINDING_ERROR, "%s_file = %s: %s",
		    secret->key, secret->file, strerror(errno));
	else if ((st.st_mode & GROUP_WRITES) != 0)
		checkup_find(c, name, FINDING_WARNING,
		    "%s_file = %s: its group may write it; chmod g-w %s",
		    secret->key, secret->file, checkup_word(c, secret->file));
	else if (st.st_uid != 0 && st.st_uid != geteuid())
		checkup_find(c, name, FINDING_WARNING,
		    "%s_file = %s belongs to uid %u; chown root %s, or to who "
		    "starts the program",
		    secret->key, secret->file, (unsigned int)st.st_uid,
		    checkup_word(c, secret->file));
	else
		return true;
	return false;
}

/* A secret in the configuration itself. */
static bool
check_inline(struct checkup *c, const char *name, const struct secret *secret)
{
	struct stat st;

	if (*secret->value == '\0' || stat(c->pool->file, &st) != 0 ||
	    (st.st_mode & OTHERS_USE) == 0)
		return true;
	checkup_find(c, name, FINDING_WARNING,
	    "%s stands in %s, which others may use; put it in a file of its "
	    "own and set %s_file, or chmod o= %s",
	    secret->key, c->pool->file, secret->key,
	    checkup_word(c, c->pool->file));
	return false;
}

static void
run_secrets(struct checkup *c, const char *name)
{
	struct secret secrets[SECRETS];
	size_t n = list_secrets(c->pool, secrets);
	bool good = true;

	for (size_t i = 0; i < n; i++)
		good &= *secrets[i].file != '\0'
			    ? check_file(c, name, &secrets[i])
			    : check_inline(c, name, &secrets[i]);
	if (good)
		checkup_find(
		    c, name, FINDING_OK, "no secret is open to others");
}

const struct check check_secrets = {"secrets", run_secrets, 0};

static void
run_public_keys(struct checkup *c, const char *name)
{
	const struct secret file = {
	    "jwt.public_key", "", c->pool->jwt_public_key_file};
	struct text rest = text_of(c->pool->jwt_public_keys), pem;
	int n = 0;

	if (c->pool->auth != AUTH_JWT || *file.file == '\0')
		return;
	while (public_key_next(&rest, &pem))
		n++;
	if (check_file(c, name, &file))
		checkup_find(c, name, FINDING_OK,
		    "jwt.public_key_file = %s has %d RSA key%s", file.file, n,
		    n == 1 ? "" : "s");
}

const struct check check_public_keys = {"public_keys", run_public_keys, 0};

/* A file that a library reads in the workers, when they connect. */
struct read_file {
	const char *key;
	const char *path;
	mode_t closed;	    /* what others may not do */
	const char *advice; /* ends in a command, which the path follows */
};

static void
check_read_file(
    struct checkup *c, const char *name, const struct read_file *file)
{
	struct stat st;

	if (access(file->path, R_OK) != 0 || stat(file->path, &st) != 0)
		checkup_find(c, name, FINDING_ERROR,
		    "%s = %s: %s; workers read it whenever they connect, so "
		    "their user must be able to",
		    file->key, file->path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		checkup_find(c, name, FINDING_ERROR,
		    "%s = %s is not a regular file", file->key, file->path);
	else if ((st.st_mode & file->closed) != 0)
		checkup_find(c, name, FINDING_WARNING,
		    "%s = %s: others may %s %s", file->key, file->path,
		    file->advice, checkup_word(c, file->path));
	else
		checkup_find(c, name, FINDING_OK, "%s = %s can be read",
		    file->key, file->path);
}

static void
run_files(struct checkup *c, const char *name)
{
	static const char option[] =
	    "use it; chgrp it to the workers' group, then: chmod o=";
	static const char ca[] = "write it; chmod o-w";
	const struct config_mysql *sops = &c->pool->sops;
	const struct config_mysql *paas = &c->pool->paas;
	const struct read_file files[] = {
	    {"mysql.sops.option_file", sops->option_file, OTHERS_USE, option},
	    {"mysql.sops.ssl_ca", sops->ssl_ca, OTHERS_WRITE, ca},
	    {"mysql.paas.option_file", paas->option_file, OTHERS_USE, option},
	    {"mysql.paas.ssl_ca", paas->ssl_ca, OTHERS_WRITE, ca}};
	const struct read_file iam = {
	    "iam.ssl_ca", c->pool->iam_ssl_ca, OTHERS_WRITE, ca};
	const size_t of_sops = 2;
	size_t n = c->pool->auth == AUTH_ESB ? 2 * of_sops : of_sops;

	for (size_t i = 0; i < n; i++) {
		/* mysql.paas.* that inherits its value is not told
		 * twice. */
		bool inherited =
		    i >= of_sops &&
		    strcmp(files[i].path, files[i - of_sops].path) == 0;

		if (*files[i].path != '\0' && !inherited)
			check_read_file(c, name, &files[i]);
	}
	if (*iam.path != '\0' && c->pool->iam == IAM_ASK)
		check_read_file(c, name, &iam);
}

const struct check check_files = {"files", run_files, 0};
