/* SPDX-License-Identifier: MIT */
/* Oracle's library says that it is not ready, but not for what it waits. */
#include "mysql/client.h"

#include <errmsg.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

/*
 * What is waited for is nearly always an answer.  Where it is room to write, or
 * a TCP connection, whose socket the library does not show yet, poll(2) cannot
 * tell: then the library is asked again after so many ms.
 */
#define ASK_AGAIN     20
#define ASK_AGAIN_TCP 1

/* This library has them built in. */
void
client_before_chroot(void)
{
}

static void
set_tls(MYSQL *mysql, const struct config_mysql *where, bool local)
{
	static const unsigned int modes[] = {[SSL_DISABLED] = SSL_MODE_DISABLED,
	    [SSL_PREFERRED] = SSL_MODE_PREFERRED,
	    [SSL_REQUIRED] = SSL_MODE_REQUIRED,
	    [SSL_VERIFY_CA] = SSL_MODE_VERIFY_CA,
	    [SSL_VERIFY_IDENTITY] = SSL_MODE_VERIFY_IDENTITY};
	unsigned int mode = modes[local ? SSL_DISABLED : where->ssl_mode];

	mysql_options(mysql, MYSQL_OPT_SSL_MODE, &mode);
	if (*where->ssl_ca != '\0')
		mysql_options(mysql, MYSQL_OPT_SSL_CA, where->ssl_ca);
}

/*
 * Without TLS an account of caching_sha2_password, the default of MySQL 8, has
 * its password encrypted with a key that the server sends when it is asked
 * to.  MariaDB's library always asks.
 */
static void
set_public_key(MYSQL *mysql, const struct config_mysql *where)
{
	bool on =
	    where->ssl_mode == SSL_DISABLED || where->ssl_mode == SSL_PREFERRED;

	mysql_options(mysql, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &on);
}

void
client_options(MYSQL *mysql, const struct config_mysql *where, bool local)
{
	set_tls(mysql, where, local);
	set_public_key(mysql, where);
}

/* An error where the library has failed at nothing and has none of its own. */
static void
set_error(MYSQL *mysql, unsigned int number, const char *text)
{
	NET *net = &mysql->net;

	net->last_errno = number;
	snprintf(net->last_error, sizeof(net->last_error), "%s", text);
}

static void
give_up(MYSQL *mysql)
{
	set_error(mysql, CR_SERVER_LOST,
	    "Lost connection to MySQL server, which did not answer in time");
}

/* Waits until the library may be ready; false when that is given up. */
static bool
wait_ready(MYSQL *mysql, int fd, int ask_again, struct wait_until *until)
{
	if (client_poll(fd, POLLIN, ask_again, until) != 0 ||
	    client_has_time(until))
		return true;
	give_up(mysql);
	return false;
}

static bool
wait_answer(MYSQL *mysql, struct wait_until *until)
{
	return wait_ready(mysql, mysql->net.fd, ASK_AGAIN, until);
}

static bool
wait_connection(MYSQL *mysql, struct wait_until *until)
{
	if (mysql_get_connect_nonblocking_stage(mysql) <
	    CONNECT_STAGE_READ_GREETING)
		return wait_ready(mysql, -1, ASK_AGAIN_TCP, until);
	return wait_answer(mysql, until);
}

static bool
connect_to(MYSQL *mysql, const struct wait_address *address, const char *host,
    unsigned long flags, struct wait_until *until)
{
	enum net_async_status status;

	do
		status = mysql_real_connect_nonblocking(mysql, host,
		    address->user, address->password, address->database,
		    address->port, address->socket, flags);
	while (status == NET_ASYNC_NOT_READY && wait_connection(mysql, until));
	return status == NET_ASYNC_COMPLETE;
}

/*
 * Of a name with several addresses this library tries the first alone when it
 * may not block, so it is given one after the other.
 */
static bool
connect_to_each(MYSQL *mysql, const struct wait_address *address,
    const struct addrinfo *each, unsigned long flags, struct wait_until *until)
{
	char host[NI_MAXHOST];

	set_error(mysql, CR_UNKNOWN_HOST, "Unknown MySQL server host");
	for (; each != NULL; each = each->ai_next) {
		if (getnameinfo(each->ai_addr, each->ai_addrlen, host,
			sizeof(host), NULL, 0, NI_NUMERICHOST) != 0)
			continue;
		if (connect_to(mysql, address, host,
			flags | CLIENT_REMEMBER_OPTIONS, until))
			return true;
		if (mysql_errno(mysql) != CR_CONN_HOST_ERROR)
			return false;
	}
	return false;
}

/* This library never reconnects unless told. */
bool
wait_connect(MYSQL *mysql, const struct wait_address *address,
    unsigned long flags, int64_t deadline)
{
	struct wait_until until = {.deadline = deadline};
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *all;
	bool connected;

	if (address->host == NULL || address->proves_name)
		return connect_to(mysql, address, address->host, flags, &until);
	if (getaddrinfo(address->host, NULL, &hints, &all) != 0) {
		set_error(mysql, CR_UNKNOWN_HOST, "Unknown MySQL server host");
		return false;
	}
	connected = connect_to_each(mysql, address, all, flags, &until);
	freeaddrinfo(all);
	return connected;
}

int
wait_query(
    MYSQL *mysql, const char *sql, unsigned long len, struct wait_until *until)
{
	enum net_async_status status;

	do
		status = mysql_real_query_nonblocking(mysql, sql, len);
	while (status == NET_ASYNC_NOT_READY && wait_answer(mysql, until));
	return status == NET_ASYNC_COMPLETE ? 0 : 1;
}

MYSQL_RES *
wait_store(MYSQL *mysql, struct wait_until *until)
{
	MYSQL_RES *rows = NULL;
	enum net_async_status status;

	do
		status = mysql_store_result_nonblocking(mysql, &rows);
	while (status == NET_ASYNC_NOT_READY && wait_answer(mysql, until));
	/* The rows that have come are the library's, and it does not free them
	 * when the connection is closed. */
	if (status != NET_ASYNC_COMPLETE && until->trace != NULL)
		until->trace->leaked = true;
	return status == NET_ASYNC_COMPLETE ? rows : NULL;
}

int
wait_next(MYSQL *mysql, struct wait_until *until)
{
	enum net_async_status status;

	do
		status = mysql_next_result_nonblocking(mysql);
	while (status == NET_ASYNC_NOT_READY && wait_answer(mysql, until));
	if (status == NET_ASYNC_COMPLETE_NO_MORE_RESULTS)
		return -1;
	return status == NET_ASYNC_COMPLETE ? 0 : 1;
}
