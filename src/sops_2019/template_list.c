/* SPDX-License-Identifier: MIT */
/*
 * get_template_list, and get_common_template_list, which bk-sops has from
 * V3.3.21 on (sops 3.6).
 */
#include "sops_2019/endpoints.h"

#include "base/clock.h"
#include "sops_2019/templates.h"

/*
 * Rows of a list that are held at a time, 2 MiB as people name templates.  A
 * list of no more takes one round trip, a longer one another for each page.
 */
#define PAGE_ROWS 4096

/* The cells of a page, and its query. */
#define PAGE_MEMORY ((size_t)4 * 1024 * 1024)

/* The times of one template. */
#define ROW_MEMORY ((size_t)16 * 1024)

struct listing {
	struct templates which;
	enum store_state state; /* STORE_ROW, or the list could not be read */
	int64_t budget;		/* ms that the first query had */
	struct arena *memory;	/* of the page, unless it is the first */

	/* the page that is held */
	size_t statement;
	size_t rows;
	bool is_first;

	size_t next;   /* row of the page */
	uint64_t last; /* id of the last row given; 0 before the first */
	bool read;     /* to its end */
	bool again;    /* it was rewound */
	struct odd_dates odd;
};

/* A page: the newest first, with ids below the last one. */
static void
add_page(const struct call *call, struct batch *q, void *context)
{
	const struct listing *l = context;

	template_select(call, q, &l->which, "", "");
	if (l->last != 0) {
		batch_sql(q, " AND t.id<");
		batch_uint(q, l->last);
	}
	batch_sql(q, " ORDER BY t.id DESC LIMIT ");
	batch_uint(q, PAGE_ROWS);
}

static void
copy(struct arena *arena, struct text *t, bool *failed)
{
	if (t->s == NULL)
		return;
	*t = arena_copy(arena, *t);
	*failed = *failed || t->s == NULL;
}

/* What is held goes with the next page; the caller's rows are to stay. */
static bool
keep_caller(struct call *call)
{
	bool failed = false;

	copy(call->arena, &call->access.user.username, &failed);
	copy(call->arena, &call->access.business.cc_name, &failed);
	return !failed;
}

static bool
read_first_page(struct call *call, size_t i, void *context)
{
	struct listing *l = context;

	l->statement = i;
	l->rows = db_rows(call->sops->db, i);
	l->is_first = true;
	if (l->rows < PAGE_ROWS || keep_caller(call))
		l->state = STORE_ROW;
	return true;
}

static enum db_result
next_page(struct call *call, struct listing *l)
{
	struct batch *q;
	enum db_result result;
	size_t failed;

	db_release(call->sops->db);
	l->rows = l->next = 0;
	l->is_first = false;
	if (l->memory == NULL)
		l->memory = arena_new(PAGE_MEMORY);
	if (l->memory == NULL)
		return DB_FAILED;
	arena_reset(l->memory);
	q = batch_new(l->memory);
	if (q == NULL)
		return DB_FAILED;
	add_page(call, q, l);
	if (l->again)
		call->deadline = clock_ms() + l->budget;
	result = db_ask(call->sops->db, q, call->deadline, &failed);
	if (result != DB_OK)
		return result;
	l->statement = 0;
	l->rows = db_rows(call->sops->db, 0);
	return DB_OK;
}

/*
 * The next template: its state is STORE_NONE behind the last one.  Its texts
 * are valid until the next row is asked for.
 */
static enum outcome
next_template(struct call *call, struct template *template)
{
	struct listing *l = call->state;
	enum db_result result = DB_OK;

	/* A page that is not full is the last one. */
	if (l->next == l->rows && l->rows == PAGE_ROWS)
		result = next_page(call, l);
	*template = (struct template){.state = STORE_NONE};
	if (result != DB_OK || l->next == l->rows)
		return call_database(call, result);
	template_read(
	    db_get(call->sops->db, l->statement, l->next++), template);
	l->last = (uint64_t) template->id;
	return OUTCOME_OK;
}

/* Whether all of it was read with the first query. */
static bool
is_whole(const struct listing *l)
{
	return l->is_first && l->rows < PAGE_ROWS;
}

/* Goes back to the first template.  What is no longer held is asked again, and
 * gets as much time as the first query had. */
static void
rewind_list(struct listing *l)
{
	l->again = true;
	l->last = 0;
	l->next = 0;
	/* As behind a full page: the next one is the first. */
	if (!l->is_first)
		l->rows = l->next = PAGE_ROWS;
}

static bool
check_dates(struct listing *l, const struct template *template)
{
	const struct text times[] = {
	    template->create_time, template->edit_time};

	return odd_dates_check(&l->odd, template->id, times, 2);
}

/*
 * What is odd stands in front of the list, so it is looked for before; but not
 * in a list that is read while it is written, where the log alone tells it.
 */
static enum outcome
look_for_odd_dates(struct call *call, struct listing *l)
{
	struct template template;
	enum outcome outcome;

	if (!is_whole(l))
		return OUTCOME_OK;
	l->read = true;
	while ((outcome = next_template(call, &template)) == OUTCOME_OK &&
	       template.state == STORE_ROW)
		check_dates(l, &template);
	call->result.notice = odd_dates_log(call, &l->odd);
	return outcome;
}

static enum outcome
ask_templates(struct call *call)
{
	static const struct query query = {add_page, read_first_page};
	struct listing *l = call->state;
	enum outcome outcome;

	l->odd.what = "template";
	l->budget = clock_left(call->deadline);
	outcome = template_admit(call, &l->which, &query, l, &l->state);
	if (outcome == OUTCOME_OK && l->state != STORE_ROW)
		return call_fault(call, "the templates could not be read");
	return outcome == OUTCOME_OK ? look_for_odd_dates(call, l) : outcome;
}

static enum outcome
prepare_business(struct call *call)
{
	struct listing *l = call->state;

	l->which = template_source(call);
	return ask_templates(call);
}

static enum outcome
prepare_common(struct call *call)
{
	struct listing *l = call->state;

	l->which = (struct templates){.common = true, .anybody = true};
	return ask_templates(call);
}

static enum outcome
write_template(
    struct call *call, struct json_writer *w, const struct template *template)
{
	struct listing *l = call->state;
	enum outcome outcome = template_check(call, template);

	if (outcome != OUTCOME_OK)
		return outcome;
	if (!call_new_row(call, ROW_MEMORY))
		return call_fault(call, "out of memory");
	json_object_open(w);
	outcome = template_write_members(
	    call, w, call->row, &l->which, template, !check_dates(l, template));
	json_object_close(w);
	return outcome;
}

static enum outcome
write_templates(struct call *call, struct json_writer *w)
{
	struct listing *l = call->state;
	enum outcome outcome;
	struct template template;
	bool is_first = !l->read;

	if (l->read)
		rewind_list(l);
	l->read = true;
	json_array_open(w);
	while ((outcome = next_template(call, &template)) == OUTCOME_OK &&
	       template.state == STORE_ROW) {
		outcome = write_template(call, w, &template);
		if (outcome != OUTCOME_OK || json_failed(w) != 0)
			break;
	}
	json_array_close(w);
	if (is_first)
		odd_dates_log(call, &l->odd);
	return outcome;
}

static void
finish(struct call *call)
{
	struct listing *l = call->state;

	arena_free(l->memory);
}

/* Of what is read while it is written there is no tag to be sent before. */
static bool
is_cacheable(const struct call *call)
{
	const struct listing *l = call->state;

	return is_whole(l);
}

static const char *const parameters[] = {"template_source", NULL};

const struct endpoint endpoint_template_list = {
    .parameters = parameters,
    .state_size = sizeof(struct listing),
    .prepare = prepare_business,
    .write = write_templates,
    .asks_while_writing = true,
    .cacheable = is_cacheable,
    .finish = finish,
};

const struct endpoint endpoint_common_template_list = {
    .exists = template_common_exists,
    .anonymous = true,
    .state_size = sizeof(struct listing),
    .prepare = prepare_common,
    .write = write_templates,
    .asks_while_writing = true,
    .cacheable = is_cacheable,
    .finish = finish,
};
