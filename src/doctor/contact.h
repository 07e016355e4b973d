/* SPDX-License-Identifier: MIT */
/* The doctor and a running pool, on the pool's own socket. */
#ifndef DOCTOR_CONTACT_H
#define DOCTOR_CONTACT_H

#include "config/config.h"

#define CONTACT_WAIT 5000 /* ms for one question */

enum contact { CONTACT_SEEN, CONTACT_UNSEEN, CONTACT_FAILED };

struct contact_answer {
	char pool[64]; /* the name of the pool that answered */
	char why[512]; /* CONTACT_FAILED: why, and what to do; else "" */
};

/*
 * Asks a question of pool/probe.h, `word` and `id`, at status.listen or, when
 * that is not set or does not let us, at listen.
 */
enum contact contact_ask(const struct config_pool *pool, const char *word,
    const char *id, struct contact_answer *answer);

#endif
