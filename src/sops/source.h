/* SPDX-License-Identifier: MIT */
/* What an answer was made of, for sops_digest; for who
 * reads rows. */
#ifndef SOPS_SOURCE_H
#define SOPS_SOURCE_H

#include "sops/sops.h"

struct source;

struct source *source_new(void);
void source_free(struct source *source);

/* Nothing was read so far; `round_trips` is of the connection. */
void source_start(struct source *source, uint64_t round_trips);

/* The last question's rows count, from statement `from` on: those in front of
 * it are about the caller. */
void source_add(struct source *source, const struct db *db, size_t from);

/* The last question's do not: they say nothing that an answer shows. */
void source_skip(struct source *source);

/* False when not every round trip since source_start was added or skipped. */
bool source_digest(struct source *source, uint64_t round_trips,
    unsigned char digest[SOPS_DIGEST]);

#endif
