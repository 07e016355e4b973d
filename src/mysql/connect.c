/* SPDX-License-Identifier: MIT */
#include "mysql/connect.h"

#include "base/clock.h"
#include "mysql/client.h"

#include <errmsg.h>

/* Bytes of one row, that is, of the four blobs of a task. */
#define ROW_MAX (128UL * 1024 * 1024)

/*
 * Without autocommit the first select would open a snapshot that is never
 * left; an empty sql_mode reads the same on every server.
 */
static const char session[] = "SET NAMES utf8mb4;"
			      "SET SESSION TRANSACTION READ ONLY;"
			      "SET SESSION autocommit=1,time_zone='+00:00',"
			      "sql_mode=''";

/* The root directory of this process, for messages; "": that of the system. */
static const char *root = "";

void
connect_below(const char *chroot)
{
	root = chroot;
}

/* The library names a socket as it was asked for. */
static void
add_root(struct error *error, const struct config_mysql *where)
{
	const size_t len = strlen(error->text);

	if (error->number == CR_CONNECTION_ERROR && *where->socket != '\0' &&
	    *root != '\0')
		snprintf(error->text + len, sizeof(error->text) - len,
		    "; looked for below chroot = %s", root);
}

static const char *
or_null(const char *s)
{
	return *s != '\0' ? s : NULL;
}

/*
 * A UNIX socket has no TLS.  Where the option file alone names the server, that
 * may be anywhere, so what is asked of TLS beyond the default holds.
 */
static bool
is_local(const struct config_mysql *where, const char *host)
{
	return *host == '\0' &&
	       (*where->socket != '\0' || where->ssl_mode == SSL_PREFERRED);
}

static void
set_options(MYSQL *mysql, const struct config_mysql *where, const char *host)
{
	unsigned int off = 0, tcp = MYSQL_PROTOCOL_TCP;
	unsigned long max = ROW_MAX;

	mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, &max);
	/* Else localhost would be the library's own UNIX socket. */
	if (*host != '\0')
		mysql_options(mysql, MYSQL_OPT_PROTOCOL, &tcp);
	client_options(mysql, where, is_local(where, host));
	if (*where->option_file != '\0') {
		mysql_options(
		    mysql, MYSQL_READ_DEFAULT_FILE, where->option_file);
		mysql_options(mysql, MYSQL_READ_DEFAULT_GROUP, "client");
	}
}

/* Whether the session is as private as the configuration asks. */
static bool
has_tls(MYSQL *mysql, const struct config_mysql *where, const char *host)
{
	return is_local(where, host) || where->ssl_mode == SSL_DISABLED ||
	       where->ssl_mode == SSL_PREFERRED ||
	       mysql_get_ssl_cipher(mysql) != NULL;
}

static bool
start_session(MYSQL *mysql, int64_t deadline)
{
	struct wait_until until = {.deadline = deadline};
	int next = wait_query(mysql, session, sizeof(session) - 1, &until);

	while (next == 0)
		next = wait_next(mysql, &until);
	return next == -1;
}

MYSQL *
connect_open(const struct config_mysql *where, const char *host,
    int64_t deadline, struct error *error)
{
	int64_t end = clock_ms() + CONNECT_WAIT;
	struct wait_address address = {.host = or_null(host),
	    .user = or_null(where->user),
	    .password = or_null(where->password),
	    .database = or_null(where->database),
	    .socket = or_null(where->socket),
	    .port = (unsigned int)where->port,
	    .proves_name = where->ssl_mode == SSL_VERIFY_IDENTITY};
	MYSQL *mysql = mysql_init(NULL);

	if (mysql == NULL) {
		error_set(error, ERROR_REFUSED, "out of memory");
		return NULL;
	}
	if (end > deadline)
		end = deadline;
	set_options(mysql, where, host);
	if (!wait_connect(mysql, &address, CLIENT_MULTI_STATEMENTS, end))
		goto failed;
	client_forbid_reconnect(mysql);
	if (!has_tls(mysql, where, host)) {
		error_set(error, ERROR_REFUSED, "the server offers no TLS");
		mysql_close(mysql);
		return NULL;
	}
	if (start_session(mysql, end))
		return mysql;
failed:
	error_of_connect(error, mysql);
	add_root(error, where);
	mysql_close(mysql);
	return NULL;
}
