/* SPDX-License-Identifier: MIT */
/* Secrets that stand in files of their own. */
#include "base/buf.h"
#include "config/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX ((size_t)64 * 1024) /* bytes of a file */

/* Members of one pool: the file, and where its content goes. */
struct secret {
	const char *key; /* of the file */
	char *const *file;
	char **value;
};

static int
wrong(const struct config *config, const struct config_pool *pool,
    const struct secret *s, char **why, const char *what)
{
	return config_wrong(config->file, pool->line, why,
	    "pool %s: %s = %s: %s", pool->name, s->key, *s->file, what);
}

/* NULL when fine. */
static const char *
read_file(int fd, struct buf *content)
{
	struct stat st;
	ssize_t n;
	char *to;

	if (fstat(fd, &st) != 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "is no file";
	if (st.st_mode & S_IRWXO)
		return "is accessible to others: chmod o= it";
	do {
		to = buf_reserve(content, SECRET_MAX - content->len);
		if (to == NULL || content->len == SECRET_MAX)
			return "is larger than 64 KiB";
		n = read(fd, to, SECRET_MAX - content->len);
		if (n < 0)
			return strerror(errno);
		content->len += (size_t)n;
	} while (n > 0);
	while (content->len > 0 && (content->data[content->len - 1] == '\n' ||
				       content->data[content->len - 1] == '\r'))
		content->len--;
	if (content->len == 0)
		return "is empty";
	if (memchr(content->data, '\0', content->len) != NULL)
		return "has a NUL byte in it";
	return NULL;
}

static int
read_secret(const struct config *config, const struct config_pool *pool,
    const struct secret *s, char **why)
{
	const char *bad;
	struct buf content;
	int fd;

	if (**s->file == '\0')
		return 0;
	fd = open(*s->file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return wrong(config, pool, s, why, strerror(errno));
	buf_init(&content, SECRET_MAX);
	bad = read_file(fd, &content);
	close(fd);
	if (bad == NULL) {
		free(*s->value);
		*s->value = strndup(content.data, content.len);
		if (*s->value == NULL)
			bad = "out of memory";
	}
	if (content.data != NULL)
		explicit_bzero(content.data, content.capacity);
	buf_free(&content);
	return bad == NULL ? 0 : wrong(config, pool, s, why, bad);
}

int
config_read_secrets(struct config *config, char **why)
{
	*why = NULL;
	for (size_t i = 0; i < config->npools; i++) {
		struct config_pool *pool = &config->pools[i];
		const struct secret secrets[] = {
		    {"mysql.sops.password_file", &pool->sops.password_file,
			&pool->sops.password},
		    {"mysql.paas.password_file", &pool->paas.password_file,
			&pool->paas.password},
		    {"login.secret_key_file", &pool->login_secret_key_file,
			&pool->login_secret_key},
		};

		for (size_t k = 0; k < sizeof(secrets) / sizeof(*secrets); k++)
			if (read_secret(config, pool, &secrets[k], why) != 0)
				return -1;
	}
	return 0;
}
