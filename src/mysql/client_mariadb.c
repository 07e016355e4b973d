/* SPDX-License-Identifier: MIT */
/* MariaDB's library says what it waits for, to read or to write. */
#include "mysql/client.h"

#include <poll.h>
#include <stddef.h>
#include <string.h>

/* MYSQL_CLIENT_AUTHENTICATION_PLUGIN of mysql/client_plugin.h, which includes a
 * header that Debian does not ship. */
#define AUTHENTICATION 2

/* Those of MySQL 8, of MySQL 5.7, and MariaDB's; what is older is built in. */
void
client_before_chroot(void)
{
	static const char *const names[] = {"caching_sha2_password",
	    "sha256_password", "client_ed25519", "parsec"};
	MYSQL *mysql = mysql_init(NULL);

	for (size_t i = 0; mysql != NULL && i < sizeof(names) / sizeof(*names);
	     i++)
		mysql_client_find_plugin(mysql, names[i], AUTHENTICATION);
	if (mysql != NULL)
		mysql_close(mysql);
}

/*
 * Told to verify the server this library checks both chain and name.  Told not
 * to, 3.3 on OpenSSL still checks the chain when it has a CA; 3.4 checks
 * nothing then, and of others it is not known.
 */
static bool
checks_chain_alone(void)
{
	unsigned long version = mysql_get_client_version();
	const char *tls = NULL;

	return version >= 30300 && version < 30400 &&
	       mariadb_get_infov(NULL, MARIADB_TLS_LIBRARY, &tls) == 0 &&
	       tls != NULL && strncmp(tls, "OpenSSL", strlen("OpenSSL")) == 0;
}

/* This library does not insist by itself that the server can do TLS: see
 * has_tls in session.c. */
static void
set_tls(MYSQL *mysql, const struct config_mysql *where, bool local)
{
	my_bool on = !local && where->ssl_mode != SSL_DISABLED;
	my_bool verify =
	    on && (where->ssl_mode == SSL_VERIFY_IDENTITY ||
		      (where->ssl_mode == SSL_VERIFY_CA &&
			  (*where->ssl_ca == '\0' || !checks_chain_alone())));

	mysql_options(mysql, MYSQL_OPT_SSL_ENFORCE, &on);
	mysql_options(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
	if (on && *where->ssl_ca != '\0')
		mysql_options(mysql, MYSQL_OPT_SSL_CA, where->ssl_ca);
}

void
client_options(MYSQL *mysql, const struct config_mysql *where, bool local)
{
	mysql_options(mysql, MYSQL_OPT_NONBLOCK, NULL);
	set_tls(mysql, where, local);
}

static short
events_of(int wanted)
{
	short events = 0;

	if (wanted & MYSQL_WAIT_READ)
		events |= POLLIN;
	if (wanted & MYSQL_WAIT_WRITE)
		events |= POLLOUT;
	if (wanted & MYSQL_WAIT_EXCEPT)
		events |= POLLPRI;
	return events;
}

/* An error or a hang-up shows when the library reads or writes. */
static int
happened(short revents, int wanted)
{
	const short broken = POLLERR | POLLHUP | POLLNVAL;
	int result = 0;

	if (revents & (POLLIN | broken))
		result |= wanted & MYSQL_WAIT_READ;
	if (revents & (POLLOUT | broken))
		result |= wanted & MYSQL_WAIT_WRITE;
	if (revents & POLLPRI)
		result |= wanted & MYSQL_WAIT_EXCEPT;
	return result;
}

/* Waits for what the library asked for; what happened, in its terms. */
static int
wait_for_socket(MYSQL *mysql, int wanted, struct wait_until *until)
{
	short revents = client_poll(
	    mysql_get_socket(mysql), events_of(wanted), CLIENT_POLL_ALL, until);

	return revents == 0 ? MYSQL_WAIT_TIMEOUT : happened(revents, wanted);
}

bool
wait_connect(MYSQL *mysql, const struct wait_address *address,
    unsigned long flags, int64_t deadline)
{
	struct wait_until until = {.deadline = deadline};
	my_bool off = 0;
	MYSQL *connected;
	int wanted = mysql_real_connect_start(&connected, mysql, address->host,
	    address->user, address->password, address->database, address->port,
	    address->socket, flags);

	while (wanted != 0)
		wanted = mysql_real_connect_cont(
		    &connected, mysql, wait_for_socket(mysql, wanted, &until));
	mysql_options(mysql, MYSQL_OPT_RECONNECT, &off);
	return connected != NULL;
}

int
wait_query(
    MYSQL *mysql, const char *sql, unsigned long len, struct wait_until *until)
{
	int error;
	int wanted = mysql_real_query_start(&error, mysql, sql, len);

	while (wanted != 0)
		wanted = mysql_real_query_cont(
		    &error, mysql, wait_for_socket(mysql, wanted, until));
	return error;
}

MYSQL_RES *
wait_store(MYSQL *mysql, struct wait_until *until)
{
	MYSQL_RES *rows;
	int wanted = mysql_store_result_start(&rows, mysql);

	while (wanted != 0)
		wanted = mysql_store_result_cont(
		    &rows, mysql, wait_for_socket(mysql, wanted, until));
	return rows;
}

int
wait_next(MYSQL *mysql, struct wait_until *until)
{
	int next;
	int wanted = mysql_next_result_start(&next, mysql);

	while (wanted != 0)
		wanted = mysql_next_result_cont(
		    &next, mysql, wait_for_socket(mysql, wanted, until));
	return next;
}
