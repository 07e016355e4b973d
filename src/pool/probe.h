/* SPDX-License-Identifier: MIT */
/*
 * How bksops-fcgi --doctor --url finds out which pool a web server asks.  The
 * doctor tells the pool an id on the pool's own socket, sends a request with
 * the id through the web server, and asks the pool whether it came.
 *
 * Who connects to the socket is trusted as the web server is: the doctor's
 * questions are in a parameter that no web server makes of a client's header.
 * The header of a client is compared with the ids that are expected, and
 * leaves nothing behind.  So a client can neither write here nor read.
 */
#ifndef POOL_PROBE_H
#define POOL_PROBE_H

#include "fcgi/request.h"

#include <stdatomic.h>

#define PROBE_ID 32 /* small hexadecimal digits */

/* The header of the request through the web server: an id. */
#define PROBE_HEADER "X-Bksops-Doctor"

/* The FastCGI parameter of a question: a word, a blank and an id.  The body of
 * the answer is whether the id was seen. */
#define PROBE_QUESTION "BKSOPS_DOCTOR"
#define PROBE_EXPECT   "expect"
#define PROBE_ASK      "ask"
#define PROBE_SEEN     "seen\n"
#define PROBE_UNSEEN   "unseen\n"

#define PROBES 8 /* of so many doctors at a time; the oldest is forgotten */

/* In memory that the processes of a pool share, all 0 at first. */
struct probes {
	_Atomic uint32_t next;
	struct {
		_Atomic uint64_t id[2];
		_Atomic bool seen;
	} expected[PROBES];
};

/* Looks whether the request is one that is expected. */
void probe_note(struct probes *probes, const struct fcgi_request *request);

/* Does what a question of the doctor's says.  The answer, PROBE_SEEN or
 * PROBE_UNSEEN; NULL when the request is no question. */
const char *
probe_answer(struct probes *probes, const struct fcgi_request *request);

#endif
