/* SPDX-License-Identifier: MIT */
#include "auth/bucket.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>

/* ms that a bucket is kept when it is full again, so that nobody gives its
 * place away under a worker that has just found it. */
#define KEPT INT64_C(20000)

/* Of attempts to write what others write at the same time, too. */
#define TRIES 1000

#define TOKEN_BITS 24

struct bucket {
	_Atomic uint64_t key; /* 0: was never used */
	/* clock_ms of the last refill, and the tokens: one word, so that they
	 * always belong together.  0: full. */
	_Atomic uint64_t state;
	_Atomic int64_t until; /* clock_ms: the place may be given away */
};

struct buckets {
	struct bucket places[BUCKETS];
};

struct buckets *
buckets_new(void)
{
	struct buckets *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return b == MAP_FAILED ? NULL : b;
}

void
buckets_free(struct buckets *b)
{
	if (b != NULL)
		munmap(b, sizeof(*b));
}

/*
 * First full again, then of the new key: who is killed in between has changed
 * nothing, as the bucket was full anyway.  False when somebody else was
 * faster.
 */
static bool
give_away(struct bucket *place, uint64_t from, uint64_t to)
{
	uint64_t state = place->state;

	if (state != 0 &&
	    !atomic_compare_exchange_strong(&place->state, &state, 0))
		return false;
	return atomic_compare_exchange_strong(&place->key, &from, to);
}

static struct bucket *
search(struct buckets *b, uint64_t key, int64_t now, bool *again)
{
	struct bucket *found = NULL;
	uint64_t owner = 0;

	*again = false;
	for (size_t i = 0; i < BUCKET_PLACES; i++) {
		struct bucket *place = &b->places[(key + i) % BUCKETS];
		uint64_t k = place->key;

		if (k == key)
			return place;
		if (found == NULL && (k == 0 || place->until <= now)) {
			found = place;
			owner = k;
		}
		if (k == 0)
			break;
	}
	if (found == NULL || give_away(found, owner, key))
		return found;
	*again = true;
	return NULL;
}

/* Whole tokens that have come in since the last refill, at most `most`. */
static int64_t
fresh(int64_t tokens, int64_t seconds, int64_t passed, int64_t most)
{
	double n = (double)tokens / (double)seconds * ((double)passed / 1000);

	return n < (double)most ? (int64_t)n : most;
}

/* The tokens that a bucket of this state has by now, and the clock_ms of its
 * last refill. */
static int64_t
refill(
    uint64_t state, int64_t tokens, int64_t seconds, int64_t now, int64_t *last)
{
	int64_t most = tokens < BUCKET_TOKENS ? tokens : BUCKET_TOKENS;
	int64_t left = most;

	*last = now;
	if (state != 0) {
		left = (int64_t)(state & BUCKET_TOKENS);
		*last = (int64_t)(state >> TOKEN_BITS);
		left = left < most ? left : most;
	}
	if (*last < now && left < most) {
		int64_t n = fresh(tokens, seconds, now - *last, most - left);

		left += n;
		*last = n > 0 ? now : *last;
	}
	return left;
}

/* False when the state was changed meanwhile. */
static bool
take_token(struct bucket *place, int64_t tokens, int64_t seconds, int64_t now,
    enum bucket_answer *answer)
{
	uint64_t before = place->state;
	int64_t last;
	int64_t left = refill(before, tokens, seconds, now, &last);

	*answer = left > 0 ? BUCKET_TAKEN : BUCKET_EMPTY;
	if (left <= 0)
		return true;
	place->until = last + seconds * 1000 + KEPT;
	return atomic_compare_exchange_strong(&place->state, &before,
	    (uint64_t)last << TOKEN_BITS | (uint64_t)(left - 1));
}

enum bucket_answer
buckets_take(struct buckets *b, uint64_t key, int64_t tokens, int64_t seconds,
    int64_t now)
{
	enum bucket_answer answer;

	if (tokens <= 0)
		return BUCKET_EMPTY;
	if (key == 0)
		key = 1;
	for (int i = 0; i < TRIES; i++) {
		bool again;
		struct bucket *place = search(b, key, now, &again);

		if (place != NULL &&
		    take_token(place, tokens, seconds, now, &answer))
			return answer;
		if (place == NULL && !again)
			break;
	}
	return BUCKET_NO_ROOM;
}

static const struct bucket *
find_bucket(const struct buckets *b, uint64_t key)
{
	for (size_t i = 0; i < BUCKET_PLACES; i++) {
		const struct bucket *place = &b->places[(key + i) % BUCKETS];
		uint64_t k = place->key;

		if (k == key)
			return place;
		if (k == 0)
			break;
	}
	return NULL;
}

int64_t
buckets_wait(const struct buckets *b, uint64_t key, int64_t tokens,
    int64_t seconds, int64_t now)
{
	const struct bucket *place = find_bucket(b, key == 0 ? 1 : key);
	int64_t last, passed, wait;

	if (tokens <= 0)
		return -1;
	if (place == NULL ||
	    refill(place->state, tokens, seconds, now, &last) > 0)
		return 0;
	passed = now - last;
	wait = (seconds * 1000 / tokens - passed) / 1000;
	if (wait < 0)
		wait = 0;
	/* Whole seconds, and what fresh() makes of a fraction. */
	while (fresh(tokens, seconds, passed + wait * 1000, 1) < 1)
		wait++;
	return wait;
}
