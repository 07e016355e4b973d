/* SPDX-License-Identifier: MIT */
#include "config/bad.h"
#include "config/complain.h"
#include "config/component_file.h"
#include "config/config.h"
#include "config/keys.h"
#include "config/public_keys.h"
#include "config/rights.h"
#include "config/value.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define SECRET_MAX 65536 /* bytes; a key in PEM has 4096 */

/* Reads at most `size` bytes; -1 with errno. */
static ssize_t
read_all(int fd, char *out, size_t size)
{
	size_t n = 0;

	while (n < size) {
		ssize_t got = read(fd, out + n, size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

/* Reads the file into out, NUL behind it.  What is wrong, or NULL. */
static const char *
read_secret(int fd, char out[SECRET_MAX + 2])
{
	ssize_t n = read_all(fd, out, SECRET_MAX + 1);

	if (n < 0)
		return strerror(errno);
	if (n > SECRET_MAX)
		return "larger than 64 KiB";
	if (n > 0 && out[n - 1] == '\n')
		n--;
	if (n > 0 && out[n - 1] == '\r')
		n--;
	if (n == 0)
		return "empty";
	if (memchr(out, '\0', (size_t)n) != NULL)
		return "a NUL byte in it";
	out[n] = '\0';
	return NULL;
}

/* A key whose value is the name of a file, and where the content goes. */
struct source {
	const char *file_key;
	const char *key; /* a secret; NULL: jwt_public_keys */
};

static int
keep(const struct source *source, struct config_pool *pool, const char *content)
{
	const struct key *key;

	if (source->key == NULL) {
		free(pool->jwt_public_keys);
		pool->jwt_public_keys = strdup(content);
		return pool->jwt_public_keys == NULL ? -1 : 0;
	}
	key = keys_named(&keys_pool, source->key);
	return value_set(key, pool, content) == VALUE_OK ? 0 : -1;
}

static int
read_source(struct config_pool *pool, const struct source *source, char **why)
{
	const struct key *from = keys_named(&keys_pool, source->file_key);
	const char *path = *value_text(from, pool);
	static char content[SECRET_MAX + 2];
	const bool is_public = source->key == NULL;
	const char *wrong;
	int fd, result = 0;

	if (*path == '\0')
		return 0;
	fd = rights_open(path, is_public ? RIGHTS_WRITE : RIGHTS_USE, &wrong);
	if (fd >= 0) {
		wrong = read_secret(fd, content);
		close(fd);
	}
	if (wrong == NULL && is_public)
		wrong = public_keys_check(text_of(content));
	*why = NULL;
	if (wrong != NULL)
		result = complain(why, pool->file,
		    keys_line(pool, source->file_key), "[%s] %s = %s: %s",
		    pool->name, source->file_key, path, wrong);
	else
		result = keep(source, pool, content);
	explicit_bzero(content, sizeof(content));
	return result;
}

/* The MySQL library opens it for the workers, below chroot, and passes over
 * one that it cannot read. */
static int
check_option_file(const struct config_pool *pool, const char *key,
    const char *option_file, char **why)
{
	const char *wrong;
	char *path;
	int fd;

	*why = NULL;
	if (*option_file == '\0')
		return 0;
	if (asprintf(&path, "%s%s", pool->chroot, option_file) < 0)
		return -1;
	fd = rights_open(path, RIGHTS_WRITE, &wrong);
	if (fd >= 0)
		close(fd);
	else
		complain(why, pool->file, keys_line(pool, key),
		    "[%s] %s = %s: %s", pool->name, key, option_file, wrong);
	free(path);
	return fd >= 0 ? 0 : -1;
}

static int
check_option_files(const struct config_pool *pool, char **why)
{
	if (check_option_file(pool, "mysql.sops.option_file",
		pool->sops.option_file, why) < 0)
		return -1;
	/* Without esb the database of the PaaS is not asked. */
	return pool->auth != AUTH_ESB
		   ? 0
		   : check_option_file(pool, "mysql.paas.option_file",
			 pool->paas.option_file, why);
}

static int
read_pool(struct config_pool *pool, char **why)
{
	static const struct source sources[] = {
	    {"mysql.sops.password_file", "mysql.sops.password"},
	    {"mysql.paas.password_file", "mysql.paas.password"},
	    {"paas.redis.password_file", "paas.redis.password"},
	    {"login.secret_key_file", "login.secret_key"},
	    {"jwt.public_key_file", NULL}};

	for (size_t j = 0; j < sizeof(sources) / sizeof(*sources); j++)
		if (read_source(pool, &sources[j], why) < 0)
			return -1;
	if (check_option_files(pool, why) < 0)
		return -1;
	return component_file_read(pool, why);
}

int
config_read_secrets(struct config *config, char **why)
{
	size_t before = config->nbad;

	for (size_t i = 0; i < config->npools;) {
		if (read_pool(&config->pools[i], why) == 0)
			i++;
		else if (config_refuse(config, i, why) < 0)
			return -1;
	}
	if (config->npools > 0)
		return 0;
	*why = strdup(config->bad[before].why);
	return -1;
}

void
config_forget_others(struct config *config, size_t keep)
{
	const struct key *key;

	for (size_t i = 0; (key = keys_at(&keys_pool, i)) != NULL; i++)
		for (size_t j = 0; key->secret && j < config->npools; j++)
			if (j != keep)
				value_wipe(*value_text(key, &config->pools[j]));
}

void
config_forget_for_status(struct config_pool *pool)
{
	const bool asks_databases = *pool->ready_path != '\0';
	const struct key *key;

	for (size_t i = 0; (key = keys_at(&keys_pool, i)) != NULL; i++)
		if (key->secret &&
		    !(asks_databases &&
			text_starts(text_of(key->name), "mysql.")))
			value_wipe(*value_text(key, pool));
}
