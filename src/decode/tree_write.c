/* SPDX-License-Identifier: MIT */
/* Opens a tree, writes it, with what its callers want of its constants, and
 * keeps what was made of it. */
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "base/buf.h"
#include "decode/tree_labels.h"

/* zlib makes trees at least so many times smaller: one whose bytes are more
 * will not fit, and is not worth the try. */
#define TREE_RATIO 4

/* Bytes of all names together, as JSON text; what people type has a hundred. */
#define TREE_NAMES_MAX ((size_t)1024 * 1024)

/* Lists of a store that entries are spread over by their digest. */
#define BUCKETS 1024

/* ---------- what was made before ---------- */

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

/* Bytes of JSON of one snapshot, at most. */
static size_t
store_largest(const struct tree_store *store)
{
	return store == NULL ? 0 : store->max / 4;
}

static void
store_digest(struct text blob, unsigned char digest[TREE_DIGEST])
{
	/* It cannot fail: the digest is built in, the size is right. */
	EVP_Digest(blob.s, blob.len, digest, NULL, EVP_sha256(), NULL);
}

static struct bucket *
bucket_of(struct tree_store *store, const unsigned char digest[TREE_DIGEST])
{
	return &store->buckets[(digest[0] << 8 | digest[1]) % BUCKETS];
}

/* Valid until the next store_add; NULL when it is not there. */
static const struct tree_known *
store_find(struct tree_store *store, const unsigned char digest[TREE_DIGEST])
{
	struct entry *e;

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

/*
 * Adds what is not there yet.  Takes over known->json.s, which malloc gave; it
 * is freed at once when there is no room.  As store_find.
 */
static const struct tree_known *
store_add(struct tree_store *store, const unsigned char digest[TREE_DIGEST],
    const struct tree_known *known)
{
	struct entry *e = NULL;

	if (known->json.len <= store_largest(store))
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

/* What the tree is known by: its bytes and the labels that are written. */
static bool
digest_tree(struct tree *tree)
{
	struct text labels;

	store_digest(tree->blob, tree->digest);
	if (tree->labels.count == 0)
		return true;
	labels = tree_labels_text(tree->arena, &tree->labels,
	    (struct text){(const char *)tree->digest, TREE_DIGEST});
	store_digest(labels, tree->digest);
	return labels.s != NULL;
}

struct tree *
tree_open_labelled(struct arena *arena, struct text blob,
    struct tree_store *store, struct tree_label *labels, size_t nlabels)
{
	struct tree *tree = arena_alloc(arena, sizeof(*tree));

	if (tree == NULL)
		return NULL;
	tree->arena = arena;
	tree->blob = blob;
	tree->labels = tree_labels_sort(labels, nlabels);
	tree->store = store;
	if (store != NULL) {
		if (!digest_tree(tree))
			return NULL;
		tree->known = store_find(store, tree->digest);
	}
	return tree;
}

struct tree *
tree_open(struct arena *arena, struct text blob, struct tree_store *store)
{
	return tree_open_labelled(arena, blob, store, NULL, 0);
}

const char *
tree_error(const struct tree *tree)
{
	return tree->error;
}

/* ---------- the constants that are wanted ---------- */

struct tree_slot {
	struct tree_wanted *wanted;
	uint64_t seen; /* the round in which the key was met last */
};

struct tree_names {
	struct arena *arena;
	struct tree_slot *slots; /* sorted by key */
	size_t count;
	uint64_t round;		   /* counts the members "constants" */
	struct tree_slot *current; /* whose value is being read, or NULL */

	struct json_writer *writer; /* of the name being read, or NULL */
	struct buf text;	    /* where it writes to */
	size_t total;
	enum tree_result failed; /* TREE_OK, TREE_LARGE or TREE_MEMORY */
};

static int
compare_slots(const void *a, const void *b)
{
	const struct tree_slot *x = a, *y = b;

	return text_compare(x->wanted->key, y->wanted->key);
}

/* The first slot with this key, or NULL. */
static struct tree_slot *
find_slot(struct tree_names *n, struct text key)
{
	size_t low = 0, high = n->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text_compare(n->slots[middle].wanted->key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == n->count || !text_eq(n->slots[low].wanted->key, key))
		return NULL;
	return &n->slots[low];
}

static void
forget(struct tree_wanted *wanted)
{
	*wanted = (struct tree_wanted){.key = wanted->key};
}

/* `wanted` must live until names_finish.  TREE_OK or TREE_MEMORY. */
static enum tree_result
names_init(struct tree_names *n, struct arena *arena,
    struct tree_wanted *wanted, size_t count)
{
	*n = (struct tree_names){.arena = arena, .count = count};
	buf_init(&n->text, TREE_NAMES_MAX);
	if (count == 0)
		return TREE_OK;
	n->slots = calloc(count, sizeof(*n->slots));
	if (n->slots == NULL)
		return TREE_MEMORY;
	for (size_t i = 0; i < count; i++) {
		forget(&wanted[i]);
		n->slots[i].wanted = &wanted[i];
	}
	qsort(n->slots, count, sizeof(*n->slots), compare_slots);
	return TREE_OK;
}

/* Gives the caller's array its results. */
static void
names_finish(struct tree_names *n)
{
	for (size_t i = 0; i < n->count; i++) {
		struct tree_slot *slot = &n->slots[i];

		if (i > 0 && compare_slots(slot - 1, slot) == 0) {
			struct text key = slot->wanted->key;

			/* Wanted twice: only the first was filled in. */
			*slot->wanted = *slot[-1].wanted;
			slot->wanted->key = key;
		} else if (slot->seen != n->round) {
			forget(slot->wanted);
		}
	}
}

/* For every way out, after names_finish if it is called. */
static void
names_free(struct tree_names *n)
{
	json_free(n->writer);
	buf_free(&n->text);
	free(n->slots);
}

/* A new member "constants": whatever an earlier one said is void. */
static void
names_constants(struct tree_names *n)
{
	n->round++;
	n->current = NULL;
}

/* A key of "constants". */
static void
names_key(struct tree_names *n, struct text key)
{
	n->current = find_slot(n, key);
	if (n->current == NULL)
		return;
	n->current->seen = n->round;
	forget(n->current->wanted);
}

static int
names_fail(struct tree_names *n, enum tree_result why)
{
	n->failed = why;
	return -1;
}

static int
names_collect(void *context, const char *data, size_t len)
{
	struct tree_names *n = context;

	if (len > TREE_NAMES_MAX - n->total)
		return names_fail(n, TREE_LARGE);
	n->total += len;
	return buf_add(&n->text, data, len) == 0 ? 0
						 : names_fail(n, TREE_MEMORY);
}

/*
 * The name of the current constant begins.  When it is to be kept, n->writer
 * is set: write it there, then call names_kept.  Both return 0, or -1 with
 * n->failed set.
 */
static int
names_begin(struct tree_names *n)
{
	if (n->current == NULL)
		return 0;
	buf_reset(&n->text);
	n->writer = json_new(names_collect, n);
	return n->writer != NULL ? 0 : names_fail(n, TREE_MEMORY);
}

static int
names_kept(struct tree_names *n)
{
	struct tree_wanted *wanted = n->current->wanted;

	if (json_failed(n->writer) != 0)
		return n->failed != TREE_OK ? -1 : names_fail(n, TREE_MEMORY);
	json_free(n->writer);
	n->writer = NULL;
	wanted->has_name = true;
	wanted->name = arena_copy(n->arena, buf_text(&n->text));
	return wanted->name.s != NULL ? 0 : names_fail(n, TREE_MEMORY);
}

/* Where a reading stands; the constants are also read by themselves. */
enum { ROOT = 1, CONSTANTS, CONSTANT, NAME, SOURCE_TYPE };

static const char *const tree_paths[] = {
    [ROOT] = "",
    [CONSTANTS] = "constants",
    [CONSTANT] = "constants.*",
    [NAME] = "constants.*.name",
    [SOURCE_TYPE] = "constants.*.source_type",
};

static const char *const constants_paths[] = {
    [CONSTANTS] = "",
    [CONSTANT] = "*",
    [NAME] = "*.name",
    [SOURCE_TYPE] = "*.source_type",
};

/* One reading of a tree or its constants. */
struct write_walk {
	struct tree *tree;
	struct json_writer *w; /* NULL: read only */
	struct json_reader reader;
	struct tree_place place;
	struct tree_names names;
	struct tree_summary *summary;
	struct tree_labeller *labeller; /* NULL: there are no labels */

	struct buf *made; /* what w writes to when it is to be stored */
	size_t constants_from, constants_to; /* in it */
};

static void
tree_key_begins(struct write_walk *k, unsigned at, struct text key)
{
	if (at == CONSTANTS) {
		k->summary->has_constants = true;
		k->tree->constants = k->reader.offset;
		names_constants(&k->names);
	} else if (at == CONSTANT) {
		names_key(&k->names, key);
	}
}

static int
tree_value_begins(
    struct write_walk *k, unsigned at, enum json_event event, struct text text)
{
	bool is_object = event == JSON_OBJECT;
	struct tree_slot *current = k->names.current;

	if (at == ROOT)
		k->summary->is_object = is_object;
	else if (at == CONSTANTS)
		k->summary->constants_is_object = is_object;
	else if (at == CONSTANT && current != NULL)
		current->wanted->found = is_object;
	else if (at == SOURCE_TYPE && current != NULL)
		current->wanted->from_component =
		    event == JSON_STRING && text_is(text, "component_outputs");
	return at == NAME ? names_begin(&k->names) : 0;
}

static int
tree_value_ends(struct write_walk *k, unsigned at)
{
	if (k->made != NULL && at == CONSTANTS)
		k->constants_to = k->made->len;
	return at == NAME && k->names.writer != NULL ? names_kept(&k->names)
						     : 0;
}

static int
write_event(
    struct write_walk *k, enum json_event event, struct text text, size_t depth)
{
	if (k->w == NULL)
		return 0;
	return k->labeller == NULL
		   ? json_copy(k->w, event, text, depth)
		   : tree_labeller_copy(k->labeller, k->w, event, text, depth);
}

static int
tree_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct write_walk *k = context;
	unsigned at = tree_place(&k->place, event, text, depth);

	if (event == JSON_KEY)
		tree_key_begins(k, at, text);
	else if (json_value_begins(event) &&
		 tree_value_begins(k, at, event, text) != 0)
		return -1;
	if (write_event(k, event, text, depth) != 0)
		return -1;
	if (k->names.writer != NULL &&
	    json_copy(k->names.writer, event, text, depth) != 0)
		return -1;
	/* The value is written behind a colon. */
	if (k->made != NULL && event == JSON_KEY && at == CONSTANTS)
		k->constants_from = k->made->len + 1;
	return json_value_ends(event) ? tree_value_ends(k, at) : 0;
}

/* Reads the tree, or its constants, for what is wanted. */
static enum tree_result
read_wanted(struct write_walk *k, bool constants, struct tree_wanted *wanted,
    size_t nwanted)
{
	struct tree *tree = k->tree;
	struct tree_paths paths;
	enum tree_result result;

	result = names_init(&k->names, tree->arena, wanted, nwanted);
	if (result != TREE_OK)
		return walk_failed(tree, result, "out of memory");
	if (constants) {
		TREE_PATHS_INIT(&paths, constants_paths);
		names_constants(&k->names);
	} else {
		TREE_PATHS_INIT(&paths, tree_paths);
	}
	k->place.paths = &paths;
	k->reader.event = tree_event;
	k->reader.context = k;
	result = constants ? walk_constants(tree, &k->reader)
			   : walk_shown(tree, &k->reader);
	if (result == TREE_STOPPED && k->names.failed == TREE_LARGE)
		result =
		    walk_failed(tree, TREE_LARGE, "its names are too long");
	else if (result == TREE_STOPPED &&
		 (k->w == NULL || json_failed(k->w) == 0))
		result = walk_failed(tree, TREE_MEMORY, "out of memory");
	names_finish(&k->names);
	names_free(&k->names);
	return result;
}

/* Reads all of it; the last of several equal keys counts. */
static enum tree_result
read_tree(struct write_walk *k, struct tree_wanted *wanted, size_t nwanted)
{
	enum tree_result result;

	*k->summary = (struct tree_summary){.is_object = false};
	k->tree->has_constants = false;
	if (k->w != NULL && k->tree->labels.count > 0) {
		k->labeller =
		    tree_labeller_new(k->tree->arena, &k->tree->labels);
		if (k->labeller == NULL)
			return walk_failed(
			    k->tree, TREE_MEMORY, "out of memory");
	}
	result = read_wanted(k, false, wanted, nwanted);
	if (result == TREE_MEMORY && tree_labeller_is_full(k->labeller))
		result =
		    walk_failed(k->tree, TREE_LARGE, "its labels are too long");
	tree_labeller_free(k->labeller);
	k->tree->has_constants = result == TREE_OK && k->summary->has_constants;
	return result;
}

/* Makes the JSON in memory and puts it into the store, if it fits. */
static void
try_to_store(struct tree *tree)
{
	struct tree_summary summary;
	struct write_walk k = {.tree = tree, .summary = &summary};
	struct tree_known known;
	struct buf made;

	tree->tried_to_store = true;
	buf_init(&made, store_largest(tree->store));
	if (tree->blob.len > made.max / TREE_RATIO)
		return;
	k.made = &made;
	k.w = json_new(buf_sink, &made);
	if (k.w == NULL || read_tree(&k, NULL, 0) != TREE_OK) {
		json_free(k.w);
		buf_free(&made);
		return;
	}
	json_free(k.w);
	buf_shrink(&made);
	known = (struct tree_known){.json = buf_text(&made),
	    .is_object = summary.is_object,
	    .constants_is_object = summary.constants_is_object};
	if (summary.has_constants)
		known.constants = (struct text){made.data + k.constants_from,
		    k.constants_to - k.constants_from};
	tree->known = store_add(tree->store, tree->digest, &known);
}

static enum tree_result
write_known(struct tree *tree, struct json_writer *w,
    struct tree_wanted *wanted, size_t nwanted, struct tree_summary *summary)
{
	const struct tree_known *known = tree->known;
	enum tree_result result;

	*summary = (struct tree_summary){.is_object = known->is_object,
	    .has_constants = known->constants.s != NULL,
	    .constants_is_object = known->constants_is_object};
	for (size_t i = 0; i < nwanted; i++)
		forget(&wanted[i]);
	tree->has_constants = summary->has_constants;
	if (summary->has_constants && nwanted > 0) {
		struct tree_summary again;
		struct write_walk k = {.tree = tree, .summary = &again};

		result = read_wanted(&k, true, wanted, nwanted);
		tree->has_constants = result == TREE_OK;
		if (result != TREE_OK)
			return result;
	}
	if (w != NULL && json_raw(w, known->json) != 0)
		return walk_failed(tree, TREE_STOPPED, "the writer failed");
	return TREE_OK;
}

enum tree_result
tree_write(struct tree *tree, struct json_writer *w, struct tree_wanted *wanted,
    size_t nwanted, struct tree_summary *summary)
{
	struct write_walk k = {.tree = tree, .w = w, .summary = summary};

	if (tree->known == NULL && !tree->tried_to_store)
		try_to_store(tree);
	if (tree->known != NULL)
		return write_known(tree, w, wanted, nwanted, summary);
	return read_tree(&k, wanted, nwanted);
}

enum tree_result
tree_write_constants(struct tree *tree, struct json_writer *w)
{
	struct json_reader reader = {.event = json_copy, .context = w};

	if (!tree->has_constants || tree->known == NULL)
		return walk_constants(tree, &reader);
	return json_raw(w, tree->known->constants) == 0
		   ? TREE_OK
		   : walk_failed(tree, TREE_STOPPED, "the writer failed");
}
