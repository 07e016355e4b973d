/* SPDX-License-Identifier: MIT */
#include "config/complain.h"
#include "config/component_file.h"
#include "config/config.h"
#include "config/keys.h"
#include "config/parse.h"
#include "config/public_keys.h"
#include "config/rights.h"
#include "config/value.h"

#include <errno.h>
#include <stdio.h>
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

static void
read_source(struct config_pool *pool, const struct source *source)
{
	const struct key *from = keys_named(&keys_pool, source->file_key);
	const char *path = *value_text(from, pool);
	static char content[SECRET_MAX + 2];
	const bool is_public = source->key == NULL;
	const char *wrong;
	int fd;

	if (*path == '\0' || keys_is_told(pool, from->name))
		return;
	fd = rights_open(path, is_public ? RIGHTS_WRITE : RIGHTS_USE, &wrong);
	if (fd >= 0) {
		wrong = read_secret(fd, content);
		close(fd);
	}
	if (wrong == NULL && is_public)
		wrong = public_keys_check(text_of(content));
	if (wrong == NULL && keep(source, pool, content) < 0)
		wrong = strerror(ENOMEM);
	explicit_bzero(content, sizeof(content));
	if (wrong != NULL)
		complain_key(pool, from->name, "[%s] %s = %s: %s", pool->name,
		    from->name, path, wrong);
}

/* The MySQL library opens it for the workers, below chroot, and passes over
 * one that it cannot read. */
static void
check_option_file(
    struct config_pool *pool, const char *name, const char *option_file)
{
	char path[2 * CONFIG_LINE_MAX];
	const char *wrong;
	int fd;

	if (*option_file == '\0' || keys_is_told(pool, name) ||
	    keys_is_refused(pool, "chroot"))
		return;
	snprintf(path, sizeof(path), "%s%s", pool->chroot, option_file);
	fd = rights_open(path, RIGHTS_WRITE, &wrong);
	if (fd >= 0)
		close(fd);
	else
		complain_key(pool, name, "[%s] %s = %s: %s", pool->name, name,
		    option_file, wrong);
}

static void
read_pool(struct config_pool *pool)
{
	static const struct source sources[] = {
	    {"mysql.sops.password_file", "mysql.sops.password"},
	    {"mysql.paas.password_file", "mysql.paas.password"},
	    {"paas.redis.password_file", "paas.redis.password"},
	    {"login.secret_key_file", "login.secret_key"},
	    {"jwt.public_key_file", NULL}};

	for (size_t j = 0; j < sizeof(sources) / sizeof(*sources); j++)
		read_source(pool, &sources[j]);
	check_option_file(
	    pool, "mysql.sops.option_file", pool->sops.option_file);
	/* Without esb the database of the PaaS is not asked. */
	if (pool->auth == AUTH_ESB)
		check_option_file(
		    pool, "mysql.paas.option_file", pool->paas.option_file);
	component_file_read(pool);
}

int
config_read_secrets(struct config *config)
{
	for (size_t i = 0; i < config->nbad; i++) {
		if (!config_is_section(&config->bad[i]))
			continue;
		read_pool(&config->bad[i]);
		config_forget(&config->bad[i]);
	}
	for (size_t i = 0; i < config->npools;) {
		read_pool(&config->pools[i]);
		if (config->pools[i].mistakes.count == 0)
			i++;
		else
			config_refuse(config, i);
	}
	return config->npools > 0 ? 0 : -1;
}

void
config_forget(struct config_pool *pool)
{
	const struct key *key;

	for (size_t i = 0; (key = keys_at(&keys_pool, i)) != NULL; i++)
		if (key->secret)
			value_wipe(*value_text(key, pool));
}

void
config_forget_others(struct config *config, size_t keep)
{
	for (size_t i = 0; i < config->npools; i++)
		if (i != keep)
			config_forget(&config->pools[i]);
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
