/* SPDX-License-Identifier: MIT */
/*
 * What the lists of the current generation have in common: which page is asked
 * for (sops-current 4.0.3), in which time zone (1.8), the project of an item
 * (4.0.1) and what its reader may do with it (5.1).
 */
#ifndef SOPS_CURRENT_LISTING_H
#define SOPS_CURRENT_LISTING_H

#include "auth/policy.h"
#include "base/clock.h"
#include "sops/call.h"

/* expected_timezone. */
struct listing_zone {
	bool is_given;
	char name[CLOCK_ZONE_MAX]; /* "": the pool's own */
};

/*
 * Reads expected_timezone; what bk-sops refuses is refused around the view.
 * OUTCOME_FORWARD where the system's zones cannot be read, as in a chroot
 * without them; the pool's own zone is always there.
 */
enum outcome listing_read_zone(struct call *call, struct listing_zone *zone);

/*
 * Between these two listing_show_time may be called.  The zone is the process's
 * meanwhile, for which its file is read, and that of the pool's own at the end:
 * some ten microseconds each.
 */
enum outcome
listing_enter_zone(struct call *call, const struct listing_zone *zone);
enum outcome
listing_leave_zone(struct call *call, const struct listing_zone *zone);

/*
 * Replaces a stored time by what is shown of it: in UTC, TEXT_NONE where there
 * is none, or in the zone that was asked for, "" where there is none.
 */
enum outcome listing_show_time(
    struct call *call, const struct listing_zone *zone, struct text *time);

/* Between them, too: the same for a list whose times are always in time_format,
 * in the zone of the pool where none is asked for. */
enum outcome listing_format_time(struct call *call, struct text *time);

/* offset and limit. */
struct listing_page {
	uint64_t offset;
	uint64_t limit; /* 200 at most */
};
enum outcome listing_read_page(struct call *call, struct listing_page *page);

/* Adds " ORDER BY id DESC LIMIT ...", of a statement that finds ids. */
void listing_add_page(
    struct batch *q, const char *id, const struct listing_page *page);

/*
 * The items of a list that was asked for as a page and, behind it, the count of
 * all: statement `i` and the next.  As many as there are rows, `size` bytes
 * each, zero and in the arena; NULL when a count is missing or out of memory.
 */
void *listing_read_counts(
    struct call *call, size_t i, size_t size, size_t *count, int64_t *total);

/* Adds " AND column LIKE ..." (Django's icontains), as batch_like; nothing
 * where .s is NULL or it is empty. */
void
listing_add_contains(struct batch *q, const char *column, struct text part);

/* The four members about the caller's project, or about this one. */
void listing_write_project(const struct call *call, struct json_writer *w);
void listing_write_project_of(
    struct json_writer *w, const struct sops_project *project);

/* Those of them that are wanted, a bit for each name. */
#define LISTING_PROJECT_MEMBERS 4
extern const char *const listing_project_members[LISTING_PROJECT_MEMBERS];
void listing_write_project_members(
    struct json_writer *w, const struct sops_project *project, uint64_t wanted);

/*
 * What the caller may do with each item of a list, its member auth_actions
 * (5.1): asked of IAM in one question for all of them, whoever calls.
 */
#define LISTING_ACTIONS 8 /* of one kind of item, at most */
struct listing_actions {
	const char *const *names; /* in bk-sops' order, NULL behind the last */
	bool asked;		  /* else all of them, or none */
	const struct policy *policies[LISTING_ACTIONS];
};

/*
 * Before anything else is asked: OUTCOME_FORWARD where IAM is not asked and the
 * lists are left to bk-sops (iam.auth_actions).
 */
enum outcome listing_check_actions(struct call *call);

/* Whether everybody may do everything, where IAM is not asked; else nothing. */
bool listing_takes_all(const struct config_pool *config);

/* Asks IAM for a list that has `items`; without any nothing is asked. */
enum outcome listing_ask_actions(struct call *call,
    struct listing_actions *actions, const char *const *names, size_t items);

/* Which of them the caller may do with an item, a bit for each; they count for
 * the entity tag.  `cells` are those of admit_resource. */
enum outcome
listing_decide_actions(struct call *call, const struct listing_actions *actions,
    const char *type, const struct text *cells, unsigned *allowed);

/* The member auth_actions. */
void listing_write_actions(
    struct json_writer *w, const char *const *names, unsigned allowed);

#endif
