/* SPDX-License-Identifier: MIT */
/*
 * Token buckets in memory that the workers of a pool share, for rate limits
 * without Redis (esb 5.3).  The master makes it before it forks and hands it
 * on at a reload; it never looks into it.
 *
 * There is no lock: a worker that is killed or stopped at any moment keeps
 * nobody waiting, and leaves each bucket as it was or with the call counted.
 */
#ifndef AUTH_BUCKET_H
#define AUTH_BUCKET_H

#include <stddef.h>
#include <stdint.h>

/*
 * Buckets of a pool: one for each application, component and rule that was
 * seen within the rule's period, however calls spell the application's code.
 * A thousand applications with two rules for each of the 16 components fit; it
 * takes at most 768 KiB, and pages that are not used take none.
 */
#define BUCKETS 32768

/* A bucket stands within so many places from where its key says: so a search
 * has an end. */
#define BUCKET_PLACES 64

/* Tokens that a bucket holds; a rule may allow more, but not in one burst. */
#define BUCKET_TOKENS ((INT64_C(1) << 24) - 1)

struct buckets;

/* NULL with errno. */
struct buckets *buckets_new(void);

/* Gives up this process's view of it.  NULL is fine. */
void buckets_free(struct buckets *b);

enum bucket_answer {
	BUCKET_TAKEN,  /* the call is within the rule, and counted */
	BUCKET_EMPTY,  /* it is not */
	BUCKET_NO_ROOM /* no place for a bucket: all are of rules that count */
};

/*
 * Takes a token from the bucket `key` of a rule, which is made when it is not
 * there: `tokens` in it, refilled in whole tokens (P1's algorithm, as are its
 * roundings).  `now` is clock_ms.  A bucket that is full again is forgotten
 * when another one needs its place.
 */
enum bucket_answer buckets_take(struct buckets *b, uint64_t key, int64_t tokens,
    int64_t seconds, int64_t now);

/*
 * Whole seconds until the bucket `key` has a token, by the same arithmetic: 0
 * when it has one, -1 when the rule never gives one.  Takes nothing.
 */
int64_t buckets_wait(const struct buckets *b, uint64_t key, int64_t tokens,
    int64_t seconds, int64_t now);

#endif
