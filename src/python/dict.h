/* SPDX-License-Identifier: MIT */
/*
 * The order in which a dict of CPython 2.7 gives its keys (sops appendix A):
 * bk-sops shows one in a message of query_task_count, and the outputs of a
 * node.
 */
#ifndef PYTHON_DICT_H
#define PYTHON_DICT_H

#include "base/arena.h"

struct python_dict {
	struct arena *arena;
	size_t slots; /* a power of two */
	size_t used;
	uint64_t *hashes; /* by slot */
	size_t *keys;	  /* by slot: the caller's number of a key, plus 1 */
	bool failed;	  /* out of memory */
};

/* hash() of a text whose characters are those of this UTF-8. */
uint64_t python_hash(struct text utf8);

/* An empty dict in the arena. */
void python_dict_init(struct python_dict *d, struct arena *arena);

/* What dict.update does first: room for `more` keys. */
void python_dict_reserve(struct python_dict *d, size_t more);

/* Adds a key that is not there, which the caller calls `number`; with `grow`
 * as an assignment does, without it as update does. */
void
python_dict_add(struct python_dict *d, uint64_t hash, size_t number, bool grow);

/* The next key at or behind *slot, which starts with 0; false: no more. */
bool
python_dict_next(const struct python_dict *d, size_t *slot, size_t *number);

#endif
