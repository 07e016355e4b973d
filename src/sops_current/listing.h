/* SPDX-License-Identifier: MIT */
/*
 * What the lists of the current generation have in common: which page is asked
 * for (sops-current 4.0.3), in which time zone (1.8), the project of an item
 * (4.0.1) and what its reader may do with it (5.1).
 */
#ifndef SOPS_CURRENT_LISTING_H
#define SOPS_CURRENT_LISTING_H

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

/* offset and limit. */
struct listing_page {
	uint64_t offset;
	uint64_t limit; /* 200 at most */
};
enum outcome listing_read_page(struct call *call, struct listing_page *page);

/* The four members about the project. */
void listing_write_project(const struct call *call, struct json_writer *w);

/*
 * The member auth_actions of an item: without IAM everybody may do everything,
 * and `actions`, NULL behind the last, are all that there is.  Where there is
 * IAM, bk-sops itself must be asked for a list that has items, which the first
 * one says.
 */
enum outcome listing_check_actions(struct call *call, size_t items);
void listing_write_actions(struct json_writer *w, const char *const *actions);

#endif
