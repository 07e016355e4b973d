/* SPDX-License-Identifier: MIT */
/* The doctor and a running pool, on the pool's own socket. */
#ifndef DOCTOR_CONTACT_H
#define DOCTOR_CONTACT_H

#include "config/config.h"

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

/* ms for one answer to check_served; all workers may be busy. */
#define CONTACT_STATUS_WAIT 3000

#endif
