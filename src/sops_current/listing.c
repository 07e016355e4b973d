/* SPDX-License-Identifier: MIT */
#include "sops_current/listing.h"

#include "auth/iam.h"
#include "python/number.h"
#include "python/repr.h"
#include "sops/param_value.h"
#include "sops/query.h"
#include "sops_current/admit.h"

#define LIMIT	  100 /* of a call that names none */
#define LIMIT_MAX 200 /* more are cut to this */

/* Characters of a wrong number that Python's message shows. */
#define SHOWN_MAX 200

enum outcome
listing_read_zone(struct call *call, struct listing_zone *zone)
{
	struct text wanted = forwarded_text(call, "expected_timezone");
	enum clock_zone found;

	*zone = (struct listing_zone){.is_given = wanted.len > 0};
	if (!zone->is_given || text_is_nocase(wanted, call->config->time_zone))
		return OUTCOME_OK;
	found = clock_find_zone(wanted, zone->name);
	/* What is entered must be left again. */
	if (found == CLOCK_ZONE_FOUND &&
	    !clock_has_zone(call->config->time_zone))
		found = CLOCK_ZONE_NO_DATA;
	if (found == CLOCK_ZONE_FOUND)
		return OUTCOME_OK;
	if (found == CLOCK_ZONE_NO_DATA)
		return call_forward(call,
		    "expected_timezone is not the time zone of this service, "
		    "which has no others");
	call->result.outside = true;
	return call_refuse_code(call, CODE_VALIDATION, CALL_DATA_TEXT,
	    ARENA_JOIN(call->arena, TEXT("expected_timezone "), wanted,
		TEXT(" is unknown.")));
}

enum outcome
listing_enter_zone(struct call *call, const struct listing_zone *zone)
{
	if (*zone->name == '\0' || datetime_set_zone(zone->name))
		return OUTCOME_OK;
	return call_fault(call, "the time zone could not be read");
}

enum outcome
listing_leave_zone(struct call *call, const struct listing_zone *zone)
{
	if (*zone->name == '\0' || datetime_set_zone(call->config->time_zone))
		return OUTCOME_OK;
	return call_fault(call, "time_zone could not be read again");
}

enum outcome
listing_show_time(
    struct call *call, const struct listing_zone *zone, struct text *time)
{
	struct datetime stored = datetime_read_stored(*time);

	if (!zone->is_given) {
		*time = datetime_to_iso(call->arena, stored);
		return time->s != NULL || !stored.is_set
			   ? OUTCOME_OK
			   : call_fault(call, "out of memory");
	}
	return listing_format_time(call, time);
}

enum outcome
listing_format_time(struct call *call, struct text *time)
{
	*time = datetime_format(call->arena, datetime_read_stored(*time),
	    call->config->time_format);
	return time->s != NULL
		   ? OUTCOME_OK
		   : call_fault(call, "a time has no date in the wanted zone");
}

static enum outcome
refuse_page(struct call *call, struct text why)
{
	return call_refuse_code(call, CODE_OPERATION, CALL_DATA_TEXT,
	    ARENA_JOIN(call->arena, TEXT("[API] pagination error: "), why));
}

/* A number that is too large for 64 bits is UINT64_MAX. */
static enum outcome
read_number(
    struct call *call, const char *name, bool *negative, uint64_t *number)
{
	struct text text = forwarded_text(call, name), digits;

	if (text.s == NULL)
		return OUTCOME_OK;
	if (!pyint_parse_str(call->arena, text, negative, &digits))
		return refuse_page(
		    call, ARENA_JOIN(call->arena,
			      TEXT("invalid literal for int() with base 10: "),
			      python3_repr_text(call->arena, text, SHOWN_MAX)));
	text_to_uint64(digits, number);
	return OUTCOME_OK;
}

enum outcome
listing_read_page(struct call *call, struct listing_page *page)
{
	bool before = false, negative = false;
	enum outcome outcome;

	*page = (struct listing_page){.limit = LIMIT};
	outcome = read_number(call, "offset", &before, &page->offset);
	if (outcome == OUTCOME_OK)
		outcome = read_number(call, "limit", &negative, &page->limit);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (before || negative)
		return refuse_page(call,
		    TEXT("offset and limit must be greater or equal to 0."));
	if (page->limit > LIMIT_MAX)
		page->limit = LIMIT_MAX;
	/* It asks for nothing then. */
	if (page->limit == 0)
		page->offset = 0;
	if (page->offset == UINT64_MAX)
		return call_fault(call, "offset is beyond what SQL counts to");
	return OUTCOME_OK;
}

void
listing_add_page(
    struct batch *q, const char *id, const struct listing_page *page)
{
	batch_sql(q, " ORDER BY ");
	batch_sql(q, id);
	batch_sql(q, " DESC LIMIT ");
	batch_uint(q, page->limit);
	batch_sql(q, " OFFSET ");
	batch_uint(q, page->offset);
}

void *
listing_read_counts(
    struct call *call, size_t i, size_t size, size_t *count, int64_t *total)
{
	struct db_row row;

	if (query_row(call, i + 1, &row) != STORE_ROW)
		return NULL;
	*total = db_int(row.cells[0]);
	*count = db_rows(call->sops->db, i);
	return arena_array(call->arena, *count, size);
}

void
listing_add_contains(struct batch *q, const char *column, struct text part)
{
	if (part.len == 0)
		return;
	batch_sql(q, " AND ");
	batch_like(q, column, part);
}

void
listing_write_project(const struct call *call, struct json_writer *w)
{
	listing_write_project_of(w, &call->access.project);
}

/* 4.0.1, in this order. */
enum { PROJECT_ID, PROJECT_NAME, BUSINESS_ID, BUSINESS_NAME };
const char *const listing_project_members[LISTING_PROJECT_MEMBERS] = {
    [PROJECT_ID] = "project_id",
    [PROJECT_NAME] = "project_name",
    [BUSINESS_ID] = "bk_biz_id",
    [BUSINESS_NAME] = "bk_biz_name"};

static void
write_project_member(
    struct json_writer *w, const struct sops_project *project, int member)
{
	const char *name = listing_project_members[member];

	switch (member) {
	case PROJECT_ID:
		json_member_int(w, name, project->id);
		break;
	case PROJECT_NAME:
		json_member_string(w, name, project->name);
		break;
	case BUSINESS_ID:
		json_member_int(w, name, project->bk_biz_id);
		break;
	case BUSINESS_NAME:
		json_member_string(
		    w, name, project->from_cmdb ? project->name : TEXT_NONE);
		break;
	}
}

void
listing_write_project_members(
    struct json_writer *w, const struct sops_project *project, uint64_t wanted)
{
	for (int i = 0; i < LISTING_PROJECT_MEMBERS; i++)
		if ((wanted & (uint64_t)1 << i) != 0)
			write_project_member(w, project, i);
}

void
listing_write_project_of(
    struct json_writer *w, const struct sops_project *project)
{
	listing_write_project_members(w, project, UINT64_MAX);
}

enum outcome
listing_check_actions(struct call *call)
{
	if (call->config->iam != IAM_TRUSTED ||
	    call->config->iam_auth_actions != AUTH_ACTIONS_FORWARD)
		return OUTCOME_OK;
	return call_forward(
	    call, "auth_actions are known to IAM, which is not asked here");
}

enum outcome
listing_ask_actions(struct call *call, struct listing_actions *actions,
    const char *const *names, size_t items)
{
	enum permission permission;

	*actions = (struct listing_actions){.names = names};
	if (call->iam == NULL || items == 0)
		return OUTCOME_OK;
	actions->asked = true;
	permission = iam_ask_policies(call->iam, call->arena,
	    call->caller.username, names, call->deadline, actions->policies);
	return permission == PERMISSION_ALLOWED
		   ? OUTCOME_OK
		   : admit_iam_failed(call, permission);
}

bool
listing_takes_all(const struct config_pool *config)
{
	return config->iam == IAM_SKIP ||
	       (config->iam == IAM_TRUSTED &&
		   config->iam_auth_actions == AUTH_ACTIONS_ALL);
}

static enum outcome
decide_asked(struct call *call, const struct listing_actions *actions,
    const struct policy_resource *resource, unsigned *allowed)
{
	const char *why;

	for (size_t i = 0; actions->names[i] != NULL; i++)
		switch (policy_decide(actions->policies[i], resource, &why)) {
		case PERMISSION_ALLOWED:
			*allowed |= 1U << i;
			break;
		case PERMISSION_DENIED:
			break;
		default:
			return call_fault(
			    call, arena_printf(call->arena, "IAM: %s", why).s);
		}
	sops_digest_number(call->sops, *allowed);
	return OUTCOME_OK;
}

enum outcome
listing_decide_actions(struct call *call, const struct listing_actions *actions,
    const char *type, const struct text *cells, unsigned *allowed)
{
	struct policy_resource resource;

	if (!actions->asked) {
		*allowed = listing_takes_all(call->config) ? ~0U : 0;
		return OUTCOME_OK;
	}
	*allowed = 0;
	/* Of many items and policies the sum takes its time. */
	if (clock_left(call->deadline) == 0)
		return OUTCOME_TIMEOUT;
	resource = admit_resource(call, type, cells);
	return decide_asked(call, actions, &resource, allowed);
}

void
listing_write_actions(
    struct json_writer *w, const char *const *names, unsigned allowed)
{
	json_member_array(w, "auth_actions");
	for (size_t i = 0; names[i] != NULL; i++)
		if ((allowed & 1U << i) != 0)
			json_string(w, text_of(names[i]));
	json_array_close(w);
}
