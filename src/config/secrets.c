/* SPDX-License-Identifier: MIT */
/*
 * The files that keys name, read with the rights of the master: passwords, the
 * login's key, public keys, outputs of plugins.  And who forgets what of it.
 */
#include "config/internal.h"

#include "config/component_outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX 65536 /* bytes; a key in PEM has 4096 */

/* Bits of an RSA key that is accepted; shorter ones have been broken. */
#define PUBLIC_KEY_BITS 1024

#define BEGIN "-----BEGIN "
#define END   "-----END "
#define DASH  "-----"

/* What is made of the text of component_outputs is not larger than some times
 * it. */
#define CHECK_MEMORY (16 * COMPONENT_OUTPUTS_MAX)

/* What is wrong with the file, or NULL. */
static const char *
check_rights(int fd, unsigned int forbidden)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "not a regular file";
	if ((st.st_mode & forbidden) == 0)
		return NULL;
	return forbidden == RIGHTS_USE
		   ? "others may use the file; take their rights away "
		     "(chmod o= FILE)"
		   : "others may write the file; take that right away "
		     "(chmod o-w FILE)";
}

int
rights_open(const char *path, unsigned int forbidden, const char **wrong)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	*wrong = fd < 0 ? strerror(errno) : check_rights(fd, forbidden);
	if (*wrong == NULL || fd < 0)
		return fd;
	close(fd);
	return -1;
}

/* Reads at most `size` bytes.  Their number, or -1 with errno. */
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

/* Reads a file of at most `size` bytes into out, which has room for two more,
 * with a NUL behind it and no other in it.  NULL, or what is wrong. */
static const char *
read_file(const char *path, unsigned int forbidden, char *out, size_t size,
    const char *too_large)
{
	const char *wrong;
	int fd = rights_open(path, forbidden, &wrong);
	ssize_t n;

	if (fd < 0)
		return wrong;
	n = read_all(fd, out, size + 1);
	if (n < 0)
		wrong = strerror(errno);
	else if ((size_t)n > size)
		wrong = too_large;
	else if (memchr(out, '\0', (size_t)n) != NULL)
		wrong = "a NUL byte in it";
	else
		out[n] = '\0';
	close(fd);
	return wrong;
}

/* Moves *t to the first `what` in it.  False when there is none. */
static bool
move_to(struct text *t, const char *what)
{
	const char *found =
	    t->s == NULL ? NULL : memmem(t->s, t->len, what, strlen(what));

	if (found == NULL)
		return false;
	t->len -= (size_t)(found - t->s);
	t->s = found;
	return true;
}

static void
move_by(struct text *t, size_t n)
{
	t->s += n;
	t->len -= n;
}

bool
public_key_next(struct text *rest, struct text *pem)
{
	if (!move_to(rest, BEGIN))
		return false;
	*pem = *rest;
	if (!move_to(rest, END))
		return false;
	move_by(rest, strlen(END));
	if (!move_to(rest, DASH))
		return false;
	move_by(rest, strlen(DASH));
	pem->len = (size_t)(rest->s - pem->s);
	return true;
}

/* Bits of the public RSA key; 0 when it is not an RSA key. */
static int
rsa_bits(struct text pem)
{
	BIO *bio = BIO_new_mem_buf(pem.s, (int)pem.len);
	EVP_PKEY *key =
	    bio == NULL ? NULL : PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	int bits = 0;

	if (key != NULL && EVP_PKEY_base_id(key) == EVP_PKEY_RSA)
		bits = EVP_PKEY_bits(key);
	EVP_PKEY_free(key);
	BIO_free(bio);
	ERR_clear_error();
	return bits;
}

const char *
public_keys_wrong(struct text file)
{
	struct text pem;
	size_t n = 0;

	while (public_key_next(&file, &pem)) {
		int bits = rsa_bits(pem);

		if (bits == 0)
			return "it must hold public RSA keys in PEM "
			       "(-----BEGIN "
			       "PUBLIC KEY-----) and nothing else";
		if (bits < PUBLIC_KEY_BITS)
			return "an RSA key in it has less than 1024 bits";
		if (++n > PUBLIC_KEYS_MAX)
			return "it holds more than 8 keys";
	}
	return n > 0 ? NULL
		     : "no public key in PEM (-----BEGIN PUBLIC KEY-----) in "
		       "it";
}

/* A key whose value is the name of a file, and where the content goes. */
struct source {
	const char *file_key;
	const char *key; /* a secret; NULL: jwt_public_keys */
	bool one_line;
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

static const char *
read_secret(const char *path, unsigned int forbidden, char out[SECRET_MAX + 2])
{
	const char *wrong =
	    read_file(path, forbidden, out, SECRET_MAX, "larger than 64 KiB");
	size_t n;

	if (wrong != NULL)
		return wrong;
	n = strlen(out);
	if (n > 0 && out[n - 1] == '\n')
		n--;
	if (n > 0 && out[n - 1] == '\r')
		n--;
	out[n] = '\0';
	return n == 0 ? "empty" : NULL;
}

static void
read_source(struct config_pool *pool, const struct source *source)
{
	const struct key *from = keys_named(&keys_pool, source->file_key);
	const char *path = *value_text(from, pool);
	static char content[SECRET_MAX + 2];
	const bool is_public = source->key == NULL;
	const char *wrong;

	if (*path == '\0' || keys_is_reported(pool, from->name))
		return;
	wrong =
	    read_secret(path, is_public ? RIGHTS_WRITE : RIGHTS_USE, content);
	if (wrong == NULL && is_public)
		wrong = public_keys_wrong(text_of(content));
	if (wrong == NULL && source->one_line &&
	    strpbrk(content, "\r\n") != NULL)
		wrong = "more than one line";
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

	if (*option_file == '\0' || keys_is_reported(pool, name) ||
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
refuse_outputs(struct config_pool *pool, const char *place, const char *wrong)
{
	complain_key(pool, "component_outputs",
	    "[%s] component_outputs = %s: %s%s", pool->name,
	    pool->component_outputs, place, wrong);
}

static void
check_outputs(struct config_pool *pool, const char *text)
{
	struct arena *arena = arena_new(CHECK_MEMORY);
	struct component_outputs outputs;
	char place[64];
	const char *wrong;
	int line, column;

	if (arena == NULL) {
		refuse_outputs(pool, "", strerror(ENOMEM));
		return;
	}
	wrong = component_outputs_read(
	    arena, text_of(text), &outputs, &line, &column);
	arena_free(arena);
	if (wrong == NULL)
		return;
	snprintf(place, sizeof(place), "line %d, column %d: ", line, column);
	refuse_outputs(pool, place, wrong);
}

static void
read_outputs(struct config_pool *pool)
{
	const char *wrong;
	char *text;

	if (*pool->component_outputs == '\0' ||
	    keys_is_refused(pool, "component_outputs"))
		return;
	text = malloc(COMPONENT_OUTPUTS_MAX + 2);
	wrong = text == NULL
		    ? strerror(ENOMEM)
		    : read_file(pool->component_outputs, RIGHTS_WRITE, text,
			  COMPONENT_OUTPUTS_MAX, "larger than 1 MiB");
	if (wrong != NULL) {
		free(text);
		refuse_outputs(pool, "", wrong);
		return;
	}
	free(pool->component_outputs_json);
	pool->component_outputs_json = text;
	check_outputs(pool, text);
}

/* Mistakes are told. */
static void
read_pool(struct config_pool *pool)
{
	static const struct source sources[] = {
	    {"mysql.sops.password_file", "mysql.sops.password", false},
	    {"mysql.paas.password_file", "mysql.paas.password", false},
	    {"paas.redis.password_file", "paas.redis.password", false},
	    {"login.secret_key_file", "login.secret_key", false},
	    {"shield.secret_key_file", "shield.secret_key", false},
	    {"iam.app_secret_file", "iam.app_secret", true},
	    {"jwt.public_key_file", NULL, false}};

	for (size_t j = 0; j < sizeof(sources) / sizeof(*sources); j++)
		read_source(pool, &sources[j]);
	check_option_file(
	    pool, "mysql.sops.option_file", pool->sops.option_file);
	/* Without esb the database of the PaaS is not asked. */
	if (pool->auth == AUTH_ESB)
		check_option_file(
		    pool, "mysql.paas.option_file", pool->paas.option_file);
	read_outputs(pool);
}

static void
wipe(const struct key *key, struct config_pool *pool)
{
	char *secret = *value_text(key, pool);

	explicit_bzero(secret, strlen(secret));
}

/* Wipes the secrets of a pool. */
static void
forget(struct config_pool *pool)
{
	const struct key *key;

	for (size_t i = 0; (key = keys_at(&keys_pool, i)) != NULL; i++)
		if (key->secret)
			wipe(key, pool);
}

void
config_refuse(struct config *config, size_t i)
{
	struct config_pool *pool = &config->pools[i];

	forget(pool);
	config->bad[config->nbad++] = *pool;
	config->npools--;
	memmove(pool, pool + 1, (config->npools - i) * sizeof(*pool));
}

int
config_read_secrets(struct config *config)
{
	for (size_t i = 0; i < config->nbad; i++) {
		if (!config_is_section(&config->bad[i]))
			continue;
		read_pool(&config->bad[i]);
		forget(&config->bad[i]);
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
config_forget_others(struct config *config, size_t keep)
{
	for (size_t i = 0; i < config->npools; i++)
		if (i != keep)
			forget(&config->pools[i]);
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
			wipe(key, pool);
}
