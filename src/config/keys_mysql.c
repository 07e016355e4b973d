/* SPDX-License-Identifier: MIT */
/* The keys of a pool: its databases. */
#include "config/keys_pool.h"

static const char *const ssl_words[] = {
    "disabled", "preferred", "required", "verify_ca", "verify_identity", NULL};

/*
 * The keys of one database.  Those of mysql.paas.* are the same, only their
 * defaults are those of mysql.sops.*.
 */
#define MYSQL_KEYS(                                                            \
    db, db_help, is_twin, ex_socket, ex_user, ex_password_file, ex_database)   \
	{.name = "mysql." #db ".socket",                                       \
	    .type = KEY_PATH,                                                  \
	    .offset = POOL(db.socket),                                         \
	    .initial = "",                                                     \
	    .twin = is_twin,                                                   \
	    .example = ex_socket,                                              \
	    .shown = !is_twin,                                                 \
	    .help = "UNIX socket of the server." db_help},                     \
	    {.name = "mysql." #db ".host",                                     \
		.type = KEY_HOSTS,                                             \
		.offset = POOL(db.host),                                       \
		.initial = "",                                                 \
		.twin = is_twin,                                               \
		.example = "db1.example.com, db2.example.com",                 \
		.help = "Instead of a socket: host name or address of "        \
			"the server. Several, comma separated, are "           \
			"tried in turn. Always over TCP, also localhost: "     \
			"a UNIX socket has a key of its own. When a client "   \
			"hangs up, the connection is closed, and its "         \
			"statement ends at the server's time limit."},         \
	    {.name = "mysql." #db ".port",                                     \
		.type = KEY_INT,                                               \
		.offset = POOL(db.port),                                       \
		.min = 1,                                                      \
		.max = 65535,                                                  \
		.initial = "3306",                                             \
		.twin = is_twin,                                               \
		.help = "TCP port of the hosts."},                             \
	    {.name = "mysql." #db ".user",                                     \
		.type = KEY_TEXT,                                              \
		.offset = POOL(db.user),                                       \
		.max = 128,                                                    \
		.initial = "",                                                 \
		.twin = is_twin,                                               \
		.example = ex_user,                                            \
		.shown = !is_twin,                                             \
		.help = "Account on the server; SELECT is all it "             \
			"needs. While the server refuses it, a worker "        \
			"tries once a second, and other calls fail after "     \
			"0.1 s."},                                             \
	    {.name = "mysql." #db ".password",                                 \
		.type = KEY_TEXT,                                              \
		.offset = POOL(db.password),                                   \
		.initial = "",                                                 \
		.secret = true,                                                \
		.twin = is_twin,                                               \
		.help = "Password of the account. A file is better: "          \
			"see the next key."},                                  \
	    {.name = "mysql." #db ".password_file",                            \
		.type = KEY_PATH,                                              \
		.offset = POOL(db.password_file),                              \
		.initial = "",                                                 \
		.twin = is_twin,                                               \
		.example = ex_password_file,                                   \
		.shown = !is_twin,                                             \
		.help = "File that holds the password, read before "           \
			"rights are dropped. It is refused when others "       \
			"than its owner and group may use it."},               \
	    {.name = "mysql." #db ".option_file",                              \
		.type = KEY_PATH,                                              \
		.offset = POOL(db.option_file),                                \
		.initial = "",                                                 \
		.twin = is_twin,                                               \
		.example = "/etc/bksops-fcgi/my.cnf",                          \
		.help = "A my.cnf whose group [client] the MySQL "             \
			"library reads, below chroot. The worker's user "      \
			"must be able to read it, and others not to "          \
			"write it."},                                          \
	    {.name = "mysql." #db ".ssl_ca",                                   \
		.type = KEY_PATH,                                              \
		.offset = POOL(db.ssl_ca),                                     \
		.initial = "",                                                 \
		.twin = is_twin,                                               \
		.example = "/etc/ssl/certs/ca-certificates.crt",               \
		.help = "Certificates of the authorities that may "            \
			"vouch for the server."},                              \
	    {.name = "mysql." #db ".ssl_mode",                                 \
		.type = KEY_ENUM,                                              \
		.offset = POOL(db.ssl_mode),                                   \
		.initial = "preferred",                                        \
		.words = ssl_words,                                            \
		.twin = is_twin,                                               \
		.help = "TLS to the hosts, with the meanings of "              \
			"mysql(1)'s --ssl-mode. verify_ca needs ssl_ca, or "   \
			"option_file, with which libmariadb checks the name, " \
			"too; with ssl_ca it "                                 \
			"accepts a certificate for another name, such as "     \
			"those that MySQL makes for itself, with "             \
			"libmysqlclient and with libmariadb 3.3; other "       \
			"versions of libmariadb check the name, too. "         \
			"Without TLS the password of an account of "           \
			"caching_sha2_password is encrypted with the key "     \
			"that the server sends, whoever it is."},              \
	{                                                                      \
		.name = "mysql." #db ".database", .type = KEY_TEXT,            \
		.offset = POOL(db.database), .initial = "", .twin = is_twin,   \
		.example = ex_database, .shown = true, .max = 192,             \
		.help = "Name of the database."                                \
	}

static const struct key sops[] = {
    MYSQL_KEYS(sops, "", false, "/run/mysqld/mysqld.sock", "bksops_ro",
	"/etc/bksops-fcgi/sops.password", "bk_sops")};

const struct key_group keys_mysql_sops =
    KEY_GROUP("The database of bk-sops", sops);

static const struct key paas[] = {MYSQL_KEYS(paas,
    " Every key of this group that is not set has the value of its "
    "mysql.sops twin.",
    true, "/run/mysqld/mysqld.sock", "paas_ro",
    "/etc/bksops-fcgi/paas.password", "open_paas")};

const struct key_group keys_mysql_paas =
    KEY_GROUP("The database of the PaaS", paas);
