/* SPDX-License-Identifier: MIT */
/*
 * The JSON that was made of snapshots seen before, in one worker's memory.
 * Found by content: the key is the SHA-256 of the stored bytes, so what is
 * found is what reading them again would give, never stale (design, "Speed"
 * 2).  The longest unused ones make room.
 */
#ifndef DECODE_TREE_STORE_H
#define DECODE_TREE_STORE_H

#include "base/text.h"

#define TREE_DIGEST 32 /* bytes */

struct tree_known {
	struct text json;
	struct text constants; /* inside json; .s NULL: no such member */
	bool is_object;
	bool constants_is_object;
};

struct tree_store;

/* At most `max` bytes in all, at most a quarter for one snapshot.  NULL when
 * `max` is 0 or out of memory: NULL is a store that holds nothing. */
struct tree_store *tree_store_new(size_t max);
void tree_store_free(struct tree_store *store);

/* Bytes of JSON of one snapshot, at most. */
size_t tree_store_largest(const struct tree_store *store);

void tree_store_digest(struct text blob, unsigned char digest[TREE_DIGEST]);

/* Valid until the next tree_store_add; NULL when it is not there. */
const struct tree_known *tree_store_find(
    struct tree_store *store, const unsigned char digest[TREE_DIGEST]);

/*
 * Adds what is not there yet.  Takes over known->json.s, which malloc gave; it
 * is freed at once when there is no room.  As tree_store_find.
 */
const struct tree_known *tree_store_add(struct tree_store *store,
    const unsigned char digest[TREE_DIGEST], const struct tree_known *known);

#endif
