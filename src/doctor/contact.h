/* SPDX-License-Identifier: MIT */
/* The doctor and a running pool, on the pool's own socket. */
#ifndef DOCTOR_CONTACT_H
#define DOCTOR_CONTACT_H

#include "config/config.h"

#include <sys/types.h>

#define CONTACT_WAIT 15000 /* ms for one probe */

#define CONTACT_WHY 512 /* bytes */

enum contact { CONTACT_SEEN, CONTACT_UNSEEN, CONTACT_FAILED };

/*
 * Asks a probe of pool/pages.h, `word` about `id`, at status.listen or, when
 * that is not set or does not let us, at listen.  Why it failed, and what to
 * do, goes to `why`; "" when it did not.
 */
enum contact contact_ask(const struct config_pool *pool, const char *word,
    const char *id, char why[CONTACT_WHY]);

#define CONTACT_STATUS_WAIT 3000 /* ms; all workers may be busy */

/* Who serves a pool, as far as that could be found out. */
struct contact_status {
	int error;	  /* errno of an address where nobody could be asked */
	pid_t listener;	  /* that made the UNIX socket, a master; 0: unknown */
	uint64_t start_s; /* of the pool, Unix seconds */
};

/*
 * Asks for the status of the pool as contact_ask does.  CONTACT_SEEN: it is
 * served; CONTACT_UNSEEN: what answers there is not this pool; CONTACT_FAILED
 * with why.
 */
enum contact contact_status(const struct config_pool *pool,
    struct contact_status *status, char why[CONTACT_WHY]);

#endif
