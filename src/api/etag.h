/* SPDX-License-Identifier: MIT */
/*
 * Entity tags (RFC 9110 8.8.3) of answers to GET that have no running clock,
 * and If-None-Match (13.1.2).
 *
 * A tag is made of the rows that were read for the answer, not of its body: it
 * is known before a byte is written, and of a task before its tree is decoded,
 * so 304 costs little more than the query, and what is streamed is neither
 * held nor made twice for it.  It covers all of them but those about the
 * caller, this program's version, the pool's configuration and the language;
 * that is all that the answer to one URL, for which alone a tag holds, is made
 * of.  The configuration has the passwords in it (unless the pool has none but
 * in mysql.sops.option_file), so a tag tells nobody what rows have that is not
 * shown.
 *
 * Tags are weak (8.8.1), in every mode: ESB gives each answer a request_id, so
 * no two bodies are the same bytes, and what the tag stands for is all else.
 * If-None-Match compares weakly, so nothing is lost by it.
 */
#ifndef API_ETAG_H
#define API_ETAG_H

#include "sops/call.h"

#define ETAG_SALT 32 /* bytes */

/* What does not change while a worker lives: program and configuration.  All
 * workers of a pool have the same; false when out of memory. */
bool etag_salt(const struct config_pool *config, unsigned char salt[ETAG_SALT]);

/* W/, two quotes, 32 hexadecimal digits, NUL. */
#define ETAG_SIZE 37

enum etag_match {
	ETAG_OTHER, /* the client does not have this answer */
	ETAG_SAME,  /* it has: 304 */
	ETAG_ANY    /* "*": 304 if there is an answer at all */
};

struct etag {
	char text[ETAG_SIZE]; /* "": the answer has no tag */
	enum etag_match match;
};

/* The tag of a call after its prepare. */
void etag_make(struct call *call, struct etag *etag);

#endif
