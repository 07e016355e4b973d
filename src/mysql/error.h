/* SPDX-License-Identifier: MIT */
/* What an error number of the server or the client library means to us. */
#ifndef MYSQL_ERROR_H
#define MYSQL_ERROR_H

#include <mysql.h>
#include <stdbool.h>

enum error_kind {
	ERROR_NONE,
	ERROR_STATEMENT, /* this statement failed; the connection is good */
	ERROR_LOST,	 /* the connection is gone; asking again may help */
	ERROR_TIMEOUT,	 /* the budget was used up */
	ERROR_CANCELLED, /* the client went away; c->mysql says whether
			  * the connection is still good */
	ERROR_REFUSED	 /* the connection is gone and asking again would end
			  * in the same way */
};

#define ERROR_TEXT_MAX 256 /* bytes of a message in the log */

struct error {
	enum error_kind kind;
	unsigned int number;
	char text[ERROR_TEXT_MAX];
};

/* The error that `mysql` has after a question failed. */
void error_of_question(struct error *error, MYSQL *mysql);

/* ... after connecting failed: ERROR_LOST or ERROR_REFUSED. */
void error_of_connect(struct error *error, MYSQL *mysql);

/* True when the server sent this error itself: it ended the statement, and has
 * nothing more to send. */
bool error_is_of_server(const struct error *error);

/* True when the account is good, and the database is not there or not its
 * to use. */
bool error_is_of_database(const struct error *error);

/* The account has all the connections that it may have, though the server
 * may answer others. */
bool error_is_of_account_limit(const struct error *error);

/* An error of our own. */
void error_set(struct error *error, enum error_kind kind, const char *text);

#endif
