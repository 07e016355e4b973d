/* SPDX-License-Identifier: MIT */
/*
 * The checks of one pool, in a process of its own: some with the rights of who
 * asks, then, as root, all others with those of a worker.
 */
#ifndef DOCTOR_CHECKUP_H
#define DOCTOR_CHECKUP_H

#include "base/arena.h"
#include "config/config.h"
#include "doctor/finding.h"
#include "doctor/inspect.h"

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
	const char *keys;  /* "mysql.sops" */
	const char *place; /* "mysql.sops: bk_sops at db1:3306"; "": of none */
	bool once;	   /* as in the findings that are sent */
	const struct inspect_schema *schema; /* NULL: not known, or not read */
};

/* One group of checks.  `name` is that of its findings. */
struct check {
	const char *name;
	void (*run)(struct checkup *c, const char *name);
};

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

/* Sends that a question to the server was not answered. */
void checkup_find_unasked(const struct checkup *c, const char *check);

/* Checks each server of a database in turn, with the rights of this process. */
void checkup_database(struct checkup *c, enum inspect_database database);

/* Runs all checks of pools[pool]; in a child, as it may drop privileges. */
void checkup_run(struct config *config, size_t pool, int fd);

/* ms that checkup_run takes at most, when names of hosts are found at once. */
int64_t checkup_wait(const struct config_pool *pool);

/* host.c */
void check_time_zone(struct checkup *c, const char *name);
void check_backlog(struct checkup *c, const char *name);

/* files.c */
void check_secrets(struct checkup *c, const char *name);
void check_public_keys(struct checkup *c, const char *name);
void check_files(struct checkup *c, const char *name);

/* socket.c */
void check_socket(struct checkup *c, const char *name);
void check_served(struct checkup *c, const char *name);

/* server.c: of the server that is connected */
void check_grants(struct checkup *c, const char *name);
void check_clock(struct checkup *c, const char *name);
void check_zone_tables(struct checkup *c, const char *name);
void check_connections(struct checkup *c, const char *name);

/* tables.c: likewise; check_generation finds the schema for the others */
void check_generation(struct checkup *c, const char *name);
void check_tables(struct checkup *c, const char *name);
void check_indexes(struct checkup *c, const char *name);

/* login.c: likewise */
void check_login_key(struct checkup *c, const char *name);

/* task.c: of a schema that is read */
void check_task(struct checkup *c, const char *name);

#endif
