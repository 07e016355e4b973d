/* SPDX-License-Identifier: MIT */
/*
 * The checks of one pool, in a process of its own (doctor.c): some with the
 * rights of who asks, then, as root, all others with those of a worker.
 */
#ifndef DOCTOR_CHECKUP_H
#define DOCTOR_CHECKUP_H

#include "base/arena.h"
#include "config/config.h"
#include "doctor/inspect.h"
#include "doctor/report.h"

#define CHECKUP_SERVER_WAIT 5000 /* ms for all that is asked of a server */

struct checkup {
	const struct config *config;
	const struct config_pool *pool;
	struct arena *arena;
	int fd;	     /* for findings */
	bool jailed; /* chroot of the pool holds for this process, too */

	/* For checks of a server. */
	struct inspect *server;
	enum inspect_database database;
	const struct config_mysql *where;
	const char *keys; /* "mysql.sops" */
	const char
	    *place; /* "mysql.sops: bk_sops at db1:3306"; "": of no server */
	bool once;  /* as in the findings that are sent */
	const struct inspect_schema *schema; /* NULL: not known, or not read */
};

/* What a check is of, and what its warnings are about. */
enum {
	CHECK_SOPS = 1 << INSPECT_SOPS,
	CHECK_PAAS = 1 << INSPECT_PAAS,
	CHECK_SCHEMA = 1 << 2, /* only with tables that this version reads */
	CHECK_ONCE = 1 << 3    /* the server or the account, whoever asks */
};

/* One group of checks.  `name` is that of its findings. */
struct check {
	const char *name;
	void (*run)(struct checkup *c, const char *name);
	unsigned int of; /* 0: of no server */
};

/* With the rights of who asks. */
extern const struct check check_time_zone;
extern const struct check check_socket;
extern const struct check check_served;
extern const struct check check_backlog;
extern const struct check check_secrets;
extern const struct check check_public_keys;
extern const struct check check_iam;

/* With those of a worker. */
extern const struct check check_files;

/* Of a server: check_connect connects it, check_generation finds the schema for
 * those behind it. */
extern const struct check check_connect;
extern const struct check check_grants;
extern const struct check check_clock;
extern const struct check check_zone_tables;
extern const struct check check_connections;
extern const struct check check_generation;
extern const struct check check_tables;
extern const struct check check_release;
extern const struct check check_gateway_keys;
extern const struct check check_indexes;
extern const struct check check_login_key;
extern const struct check check_task;

/* Sends a finding. */
void checkup_find(const struct checkup *c, const char *check,
    enum finding_level level, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A word of a command that is printed, as a shell takes it: in '...' unless it
 * is plain.  In the arena. */
const char *checkup_word(const struct checkup *c, const char *word);

/*
 * The command by which root reaches the server, without a database, such as
 * "mysql --host=db1 --port=3306 --user=root -p".
 */
const char *checkup_client(const struct checkup *c);

/* The statement that lets an account, which is quoted, read the database and no
 * other one. */
const char *checkup_grant(const struct checkup *c, struct text account);

/* Sends that a query to the server was not answered. */
void checkup_find_unasked(const struct checkup *c, const char *check);

#endif
