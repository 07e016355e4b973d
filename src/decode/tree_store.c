/* SPDX-License-Identifier: MIT */
#include "decode/tree_store.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/queue.h>

/* Lists that entries are spread over by their digest. */
#define BUCKETS 1024

struct entry {
	TAILQ_ENTRY(entry) by_age;
	LIST_ENTRY(entry) in_bucket;
	unsigned char digest[TREE_DIGEST];
	struct tree_known known;
};

struct tree_store {
	size_t max, total;
	TAILQ_HEAD(, entry) by_age; /* the longest unused first */
	LIST_HEAD(bucket, entry) buckets[BUCKETS];
};

struct tree_store *
tree_store_new(size_t max)
{
	struct tree_store *store = max == 0 ? NULL : calloc(1, sizeof(*store));

	if (store == NULL)
		return NULL;
	store->max = max;
	TAILQ_INIT(&store->by_age);
	for (size_t i = 0; i < BUCKETS; i++)
		LIST_INIT(&store->buckets[i]);
	return store;
}

/* What an entry counts for. */
static size_t
entry_weight(const struct tree_known *known)
{
	return sizeof(struct entry) + known->json.len;
}

static void
store_drop(struct tree_store *store, struct entry *e)
{
	TAILQ_REMOVE(&store->by_age, e, by_age);
	LIST_REMOVE(e, in_bucket);
	store->total -= entry_weight(&e->known);
	free((char *)(uintptr_t)e->known.json.s);
	free(e);
}

void
tree_store_free(struct tree_store *store)
{
	if (store == NULL)
		return;
	while (!TAILQ_EMPTY(&store->by_age))
		store_drop(store, TAILQ_FIRST(&store->by_age));
	free(store);
}

size_t
tree_store_largest(const struct tree_store *store)
{
	return store == NULL ? 0 : store->max / 4;
}

void
tree_store_digest(struct text blob, unsigned char digest[TREE_DIGEST])
{
	/* It cannot fail: the digest is built in, the size is right. */
	EVP_Digest(blob.s, blob.len, digest, NULL, EVP_sha256(), NULL);
}

static struct bucket *
bucket_of(struct tree_store *store, const unsigned char digest[TREE_DIGEST])
{
	return &store->buckets[(digest[0] << 8 | digest[1]) % BUCKETS];
}

const struct tree_known *
tree_store_find(
    struct tree_store *store, const unsigned char digest[TREE_DIGEST])
{
	struct entry *e;

	if (store == NULL)
		return NULL;
	LIST_FOREACH(e, bucket_of(store, digest), in_bucket)
	{
		if (memcmp(e->digest, digest, TREE_DIGEST) != 0)
			continue;
		TAILQ_REMOVE(&store->by_age, e, by_age);
		TAILQ_INSERT_TAIL(&store->by_age, e, by_age);
		return &e->known;
	}
	return NULL;
}

const struct tree_known *
tree_store_add(struct tree_store *store,
    const unsigned char digest[TREE_DIGEST], const struct tree_known *known)
{
	struct entry *e = NULL;

	if (known->json.len <= tree_store_largest(store))
		e = malloc(sizeof(*e));
	if (e == NULL) {
		free((char *)(uintptr_t)known->json.s);
		return NULL;
	}
	while (store->total + entry_weight(known) > store->max &&
	       !TAILQ_EMPTY(&store->by_age))
		store_drop(store, TAILQ_FIRST(&store->by_age));
	memcpy(e->digest, digest, TREE_DIGEST);
	e->known = *known;
	TAILQ_INSERT_TAIL(&store->by_age, e, by_age);
	LIST_INSERT_HEAD(bucket_of(store, digest), e, in_bucket);
	store->total += entry_weight(known);
	return &e->known;
}
