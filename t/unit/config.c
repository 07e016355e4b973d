/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "config/internal.h"
#include "config/names.h"

#include <sys/stat.h>
#include <unistd.h>

struct duration_row {
	const char *name;
	const char *text;
	int64_t ms; /* -1: wrong */
};

static struct duration_row duration_rows[] = {
    {"duration: a number alone is seconds", "10", 10000},
    {"duration: ms", "500ms", 500},
    {"duration: s", "10s", 10000},
    {"duration: m", "2m", 120000},
    {"duration: h", "1h", 3600000},
    {"duration: d", "1d", 86400000},
    {"duration: zero", "0s", 0},
    {"duration: empty", "", -1},
    {"duration: a unit alone", "s", -1},
    {"duration: an unknown unit", "5x", -1},
    {"duration: a blank in it", "5 s", -1},
    {"duration: negative", "-5s", -1},
    {"duration: too large for the clock", "9223372036854775807d", -1},
    {"duration: more digits than a number has", "99999999999999999999", -1},
};

static void
check_duration(void **state)
{
	const struct duration_row *row = *state;
	const struct key *key = keys_named(&keys_pool, "pm.max_age");
	struct config_pool pool = {.pm_max_age = -1};
	char text[VALUE_DURATION];
	int64_t ms;

	assert_int_equal(value_set(key, &pool, row->text),
	    row->ms < 0 ? VALUE_WRONG : VALUE_OK);
	ms = pool.pm_max_age;
	assert_int_equal(ms, row->ms);
	if (ms >= 0) {
		value_print_duration(ms, text);
		assert_int_equal(value_set(key, &pool, text), VALUE_OK);
		assert_int_equal(pool.pm_max_age, ms);
	}
}

struct address_row {
	const char *name;
	const char *listen;
	const char *host; /* NULL: wrong */
	unsigned int port;
};

static struct address_row address_rows[] = {
    {"listen: a path", "/run/www.sock", "/run/www.sock", 0},
    {"listen: a port", "9000", "", 9000},
    {"listen: an IPv4 address", "127.0.0.1:9000", "127.0.0.1", 9000},
    {"listen: an IPv6 address", "[::1]:9000", "::1", 9000},
    {"listen: a star", "*:9000", "", 9000},
    {"listen: port 0", "0", NULL, 0},
    {"listen: port 65536", "65536", NULL, 0},
    {"listen: localhost", "localhost:9000", "127.0.0.1", 9000},
    {"listen: another name", "www.example.com:9000", NULL, 0},
    {"listen: IPv6 without brackets", "::1:9000", NULL, 0},
    {"listen: no port", "127.0.0.1", NULL, 0},
    {"listen: an empty port", "127.0.0.1:", NULL, 0},
    {"listen: a relative path", "run/www.sock", NULL, 0},
    {"listen: a path of 108 bytes",
	"/23456789012345678901234567890123456789012345678901234567890"
	"123456789012345678901234567890123456789012345678",
	NULL, 0},
};

static void
check_address(void **state)
{
	const struct address_row *row = *state;
	struct address address;

	if (!address_parse(row->listen, &address)) {
		assert_null(row->host);
		return;
	}
	assert_non_null(row->host);
	assert_true(text_is(address.host, row->host));
	assert_int_equal(address.port, row->port);
	assert_int_equal(address.local, row->listen[0] == '/');
}

/* What every pool of these tests needs, but for user when root. */
#define NEEDED                                                  \
	"user = nobody\nmysql.sops.socket = /run/mysqld.sock\n" \
	"mysql.sops.user = ro\nmysql.sops.database = sops\n"    \
	"login.secret_key = k3y\n"

static void
write_file(const char *path, const char *content, mode_t mode)
{
	FILE *out = fopen(path, "we");

	assert_non_null(out);
	fputs(content, out);
	fclose(out);
	assert_int_equal(chmod(path, mode), 0);
}

static struct config *
load(const char *content, int result)
{
	char path[] = "/tmp/bksops-config.XXXXXX";
	struct config *config;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	write_file(path, content, 0600);
	assert_int_equal(config_load(path, &config), result);
	unlink(path);
	return config;
}

struct nearest_row {
	const char *name;
	const char *key;
	const char *nearest;
};

static struct nearest_row nearest_rows[] = {
    {"nearest key: a letter less", "listn", "listen"},
    {"nearest key: two letters swapped", "pm.max_chidlren", "pm.max_children"},
    {"nearest key: another separator", "ping_path", "ping.path"},
    {"nearest key: nothing like it", "opcache", NULL},
};

static void
check_nearest(void **state)
{
	const struct nearest_row *row = *state;
	char text[1024], want[128];
	struct config *config;
	const char *told;

	snprintf(text, sizeof(text), "[www]\n" NEEDED "%s = 1\n", row->key);
	config = load(text, -1);
	assert_int_equal(config->nbad, 1);
	assert_int_equal(config->bad[0].mistakes.count, 1);
	told = config_mistake(&config->bad[0].mistakes, 0);
	if (row->nearest == NULL)
		snprintf(want, sizeof(want), "unknown key %s", row->key);
	else
		snprintf(want, sizeof(want), "unknown key %s; do you mean %s?",
		    row->key, row->nearest);
	assert_non_null(strstr(told, want));
	assert_string_equal(strstr(told, want), want);
	config_free(config);
}

struct twin_row {
	const char *name;
	const char *lines;
	const char *socket, *host, *password, *database;
};

static struct twin_row twin_rows[] = {
    {"mysql.paas: all from mysql.sops", "mysql.sops.password = p\n",
	"/run/mysqld.sock", "", "p", "sops"},
    {"mysql.paas: another database", "mysql.paas.database = paas\n",
	"/run/mysqld.sock", "", "", "paas"},
    {"mysql.paas: a host in place of the socket",
	"mysql.paas.host = 192.0.2.1\n", "", "192.0.2.1", "", "sops"},
    {"mysql.paas: a file in place of the password",
	"mysql.sops.password = p\nmysql.paas.password_file = /x\n",
	"/run/mysqld.sock", "", "", "sops"},
    {"mysql.paas: set to empty",
	"mysql.sops.password = p\nmysql.paas.password =\n", "/run/mysqld.sock",
	"", "", "sops"},
};

static void
check_twins(void **state)
{
	const struct twin_row *row = *state;
	struct config *config;
	char text[1024];

	snprintf(text, sizeof(text), "[www]\n" NEEDED "%s", row->lines);
	config = load(text, 0);
	assert_string_equal(config->pools[0].paas.socket, row->socket);
	assert_string_equal(config->pools[0].paas.host, row->host);
	assert_string_equal(config->pools[0].paas.password, row->password);
	assert_string_equal(config->pools[0].paas.database, row->database);
	assert_int_equal(config->pools[0].paas.port, 3306);
	config_free(config);
}

struct secret_row {
	const char *name;
	const char *content;
	mode_t mode;
	const char *secret; /* NULL: refused */
	const char *why;
};

static struct secret_row secret_rows[] = {
    {"secret file: the newline at its end", "s3cret\n", 0600, "s3cret", ""},
    {"secret file: no newline", "s3cret", 0640, "s3cret", ""},
    {"secret file: blanks belong to it", " a b \n", 0600, " a b ", ""},
    {"secret file: others may read it", "s3cret\n", 0604, NULL, "others"},
    {"secret file: others may write it", "s3cret\n", 0602, NULL, "others"},
    {"secret file: empty", "", 0600, NULL, "empty"},
    {"secret file: a newline alone", "\n", 0600, NULL, "empty"},
};

static void
check_secret(void **state)
{
	const struct secret_row *row = *state;
	char path[] = "/tmp/bksops-secret.XXXXXX", text[1024];
	const char *why;
	struct config *config;
	int fd = mkstemp(path), result;

	assert_true(fd >= 0);
	close(fd);
	write_file(path, row->content, row->mode);
	snprintf(text, sizeof(text),
	    "[www]\n" NEEDED "mysql.sops.password_file = %s\n", path);
	config = load(text, 0);
	result = config_read_secrets(config);
	unlink(path);
	assert_int_equal(result, row->secret == NULL ? -1 : 0);
	if (row->secret != NULL)
		assert_string_equal(
		    config->pools[0].sops.password, row->secret);
	else {
		why = config_mistake(&config->bad[0].mistakes, 0);
		assert_non_null(strstr(why, row->why));
		assert_null(strstr(why, "s3cret"));
	}
	config_free(config);
}

struct forget_row {
	const char *name;
	size_t keep;
	const char *first, *second;
};

static struct forget_row forget_rows[] = {
    {"a worker of the first pool has its secret only", 0, "one", ""},
    {"a worker of the second pool has its secret only", 1, "", "two"},
};

static void
check_forget(void **state)
{
	const struct forget_row *row = *state;
	struct config *config =
	    load("[a]\nlisten = /run/a\n" NEEDED "mysql.sops.password = one\n"
		 "[b]\nlisten = /run/b\n" NEEDED "mysql.sops.password = two\n",
		0);

	config_forget_others(config, row->keep);
	assert_string_equal(config->pools[0].sops.password, row->first);
	assert_string_equal(config->pools[0].paas.password, row->first);
	assert_string_equal(config->pools[1].sops.password, row->second);
	assert_string_equal(config->pools[1].paas.password, row->second);
	config_free(config);
}

int
main(void)
{
	UNIT_TABLE(duration_rows, check_duration);
	UNIT_TABLE(address_rows, check_address);
	UNIT_TABLE(nearest_rows, check_nearest);
	UNIT_TABLE(twin_rows, check_twins);
	UNIT_TABLE(secret_rows, check_secret);
	UNIT_TABLE(forget_rows, check_forget);
	return unit_run("config");
}
