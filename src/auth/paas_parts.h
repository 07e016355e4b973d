/* SPDX-License-Identifier: MIT */
/* The statements of paas_ask; for paas.c alone. */
#ifndef AUTH_PAAS_PARTS_H
#define AUTH_PAAS_PARTS_H

#include "auth/paas.h"

/* What the channel's statement reads beside esb_channel. */
enum channel_with { WITH_NOTHING = 0, WITH_SYSTEM = 1, WITH_GRANT = 2 };

void channel_build(
    struct question *q, const struct paas_question *asked, unsigned int with);

/* Fills answer->channel, and answer->grant WITH_GRANT.  `row` counts only
 * with STORE_ROW. */
void channel_read(struct paas_answer *answer, enum store_state state,
    struct db_row row, unsigned int with);

/* The grant alone, for the channel with this id. */
void
grant_build(struct question *q, const struct paas_question *asked, int64_t id);

/* A statement of its own: one table, at most one row. */
struct paas_part {
	const char *table;
	bool (*asks)(const struct paas_question *asked);
	void (*build)(struct question *q, const struct paas_question *asked);
	void (*read)(struct paas_answer *answer, enum store_state state,
	    struct db_row row);
};

#define PAAS_PARTS 6
extern const struct paas_part paas_parts[PAAS_PARTS];

#endif
