/* SPDX-License-Identifier: MIT */
#include "config/complain.h"
#include "config/config.h"
#include "config/keys.h"
#include "config/value.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX   65536 /* bytes; a key in PEM has 4096 */
#define SECRET_OTHER 0007  /* what others may do with the file: nothing */

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

/* What is wrong with the file, or NULL. */
static const char *
look_at(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "not a regular file";
	if ((st.st_mode & SECRET_OTHER) != 0)
		return "others may use the file; take their rights away "
		       "(chmod o= FILE)";
	if (st.st_size > SECRET_MAX)
		return "larger than 64 KiB";
	return NULL;
}

/* Reads the secret into out, NUL behind it.  What is wrong, or NULL. */
static const char *
read_secret(int fd, char out[SECRET_MAX + 2])
{
	const char *wrong = look_at(fd);
	ssize_t n;

	if (wrong != NULL)
		return wrong;
	n = read_all(fd, out, SECRET_MAX + 1);
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

/* Reads the file that `file_key` names into the key `key`. */
static int
read_into(const struct config *config, struct config_pool *pool,
    const char *file_key, const char *key, char **why)
{
	const struct key *from =
	    &keys_pool.keys[keys_find(&keys_pool, file_key)];
	const struct key *to = &keys_pool.keys[keys_find(&keys_pool, key)];
	const char *path = *value_text(from, pool);
	static char secret[SECRET_MAX + 2];
	const char *wrong;
	int fd, result = 0;

	if (*path == '\0')
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	wrong = fd < 0 ? strerror(errno) : read_secret(fd, secret);
	if (fd >= 0)
		close(fd);
	*why = NULL;
	if (wrong != NULL)
		result = complain(why, config->file, keys_line(pool, file_key),
		    "[%s] %s = %s: %s", pool->name, file_key, path, wrong);
	else if (value_set(to, pool, secret) != VALUE_OK)
		result = -1;
	explicit_bzero(secret, sizeof(secret));
	return result;
}

int
config_read_secrets(struct config *config, char **why)
{
	static const struct {
		const char *file_key, *key;
	} files[] = {{"mysql.sops.password_file", "mysql.sops.password"},
	    {"mysql.paas.password_file", "mysql.paas.password"},
	    {"login.secret_key_file", "login.secret_key"}};

	for (size_t i = 0; i < config->npools; i++)
		for (size_t j = 0; j < sizeof(files) / sizeof(files[0]); j++)
			if (read_into(config, &config->pools[i],
				files[j].file_key, files[j].key, why) < 0)
				return -1;
	return 0;
}

void
config_forget_others(struct config *config, size_t keep)
{
	for (size_t i = 0; i < config->npools; i++)
		for (size_t j = 0; i != keep && j < keys_pool.count; j++)
			if (keys_pool.keys[j].secret)
				value_wipe(*value_text(
				    &keys_pool.keys[j], &config->pools[i]));
}
