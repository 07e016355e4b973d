/* SPDX-License-Identifier: MIT */
/* Files that hold secrets. */
#include "doctor/checkup.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP_WRITES 0020
#define OTHERS_USE   0007

struct secret {
	const char *key;
	const char *value; /* in the configuration itself, or from the file */
	const char *file;
};

#define SECRETS 3

/* mysql.paas.* that has the value of its twin is not told twice. */
static size_t
list_secrets(const struct config_pool *pool, struct secret secrets[SECRETS])
{
	size_t n = 0;

	secrets[n++] = (struct secret){"mysql.sops.password",
	    pool->sops.password, pool->sops.password_file};
	if (strcmp(pool->sops.password_file, pool->paas.password_file) != 0 ||
	    strcmp(pool->sops.password, pool->paas.password) != 0)
		secrets[n++] = (struct secret){"mysql.paas.password",
		    pool->paas.password, pool->paas.password_file};
	secrets[n++] = (struct secret){"login.secret_key",
	    pool->login_secret_key, pool->login_secret_key_file};
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
		    "%s_file = %s: its group may write it; chmod g-w",
		    secret->key, secret->file);
	else if (st.st_uid != 0 && st.st_uid != geteuid())
		checkup_find(c, name, FINDING_WARNING,
		    "%s_file = %s belongs to uid %u; chown it to root or to "
		    "who starts the program",
		    secret->key, secret->file, (unsigned int)st.st_uid);
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
	    "own and set %s_file, or chmod o=",
	    secret->key, c->pool->file, secret->key);
	return false;
}

void
check_secrets(struct checkup *c, const char *name)
{
	struct secret secrets[SECRETS];
	size_t n = list_secrets(c->pool, secrets);
	bool good = true;

	for (size_t i = 0; i < n; i++)
		good &= *secrets[i].file != '\0'
			    ? check_file(c, name, &secrets[i])
			    : check_inline(c, name, &secrets[i]);
	if (good)
		checkup_find(c, name, FINDING_OK,
		    "no file with a secret is open to others");
}

static void
check_one_option_file(
    struct checkup *c, const char *name, const char *key, const char *file)
{
	struct stat st;

	if (access(file, R_OK) != 0 || stat(file, &st) != 0)
		checkup_find(c, name, FINDING_ERROR,
		    "%s = %s: %s; workers read it whenever they connect, so "
		    "their user must be able to",
		    key, file, strerror(errno));
	else if ((st.st_mode & OTHERS_USE) != 0)
		checkup_find(c, name, FINDING_WARNING,
		    "%s = %s: others may use it; chmod o=, and chgrp it to the "
		    "workers' group",
		    key, file);
	else
		checkup_find(c, name, FINDING_OK, "%s = %s", key, file);
}

void
check_option_file(struct checkup *c, const char *name)
{
	const char *sops = c->pool->sops.option_file;
	const char *paas = c->pool->paas.option_file;

	if (*sops != '\0')
		check_one_option_file(c, name, "mysql.sops.option_file", sops);
	if (*paas != '\0' && strcmp(sops, paas) != 0)
		check_one_option_file(c, name, "mysql.paas.option_file", paas);
}
