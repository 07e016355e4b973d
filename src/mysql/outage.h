/* SPDX-License-Identifier: MIT */
/*
 * Servers that are away or refuse, in memory that the workers of a pool share:
 * the first worker that finds it out tells the log, and the first that is
 * answered again tells that it is over, whatever the number of workers.
 *
 * Whose end was told is told again a minute later at the earliest, and only if
 * it fails then.  So a server that takes some connections and refuses others
 * has two lines a minute.
 *
 * There is no lock: who dies while he tells keeps the others silent for a
 * second.
 */
#ifndef MYSQL_OUTAGE_H
#define MYSQL_OUTAGE_H

#include "config/config.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define OUTAGE_HOSTS 16 /* of the list of one database */

/* One server, or an account on it.  All 0: nothing is known against it. */
struct outage {
	_Atomic int32_t state;	    /* enum outage_state */
	_Atomic int64_t claimed_at; /* clock_ms: somebody tells; 0: nobody */
	_Atomic int64_t failed_at;  /* clock_ms, of the last failure */
	_Atomic int64_t over_at; /* clock_ms: told that it is over; 0: never */
};

enum outage_state {
	OUTAGE_NONE,
	OUTAGE_TOLD,
	OUTAGE_STALE /* told before a reload: to be told again, for it may be
		      * another one */
};

enum outage_kind {
	OUTAGE_LOST,	 /* the server does not answer */
	OUTAGE_REFUSED,	 /* it refuses the account, or cannot serve it so */
	OUTAGE_DATABASE, /* the account may not use that database */
	OUTAGE_KINDS
};

/* Those of one database, by kind and place in its list of hosts. */
struct outage_hosts {
	struct outage of[OUTAGE_KINDS][OUTAGE_HOSTS];
};

/* Those of a pool. */
struct outages {
	struct outage_hosts sops, paas;
	struct outage redis;
	struct outage iam;
};

/* A batch or connection failed: true when the caller is to tell the log,
 * and then to call outage_logged. */
bool outage_claim(struct outage *o);
void outage_logged(struct outage *o);

/*
 * A batch was answered: true when the caller is to tell that it is over.
 * Who was not `anew` connected may have a connection that survives while no
 * new one is to be had, and waits until nobody has failed for some time.
 */
bool outage_over(struct outage *o, bool anew);

/* Whether both have the same list of hosts, or socket, or option file. */
bool
outage_same_server(const struct config_mysql *a, const struct config_mysql *b);

/* In memory that processes share: nothing is known against any.  NULL with
 * errno. */
struct outages *outages_new(void);

/* Gives up this process's view of it; NULL does nothing. */
void outages_free(struct outages *all);

/*
 * The configuration was read again: what workers from now on share, and what
 * is known against the servers that `now` names, too.  Workers that there are
 * keep what they have, for they may ask other servers.  Takes `all`, which may
 * be NULL.  NULL with errno: each worker tells for himself.
 */
struct outages *outages_reload(struct outages *all,
    const struct config_pool *before, const struct config_pool *now);

#endif
