/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "sops/source.h"
#include "sops_2019/caller.h"

/* The cells of a page, and its question. */
#define PAGE_MEMORY ((size_t)4 * 1024 * 1024)

struct template_list {
	struct sops *sops;
	struct sops_templates which;
	int64_t deadline;
	int64_t budget;	      /* ms that the first question had */
	struct arena *memory; /* of the page, unless it is the first */

	/* the page that is held */
	size_t statement;
	size_t rows;
	bool is_first;

	size_t next;   /* row of the page */
	uint64_t last; /* id of the last row given; 0 before the first */
	bool again;    /* it was rewound */
};

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
keep_rows(struct arena *arena, struct template_list_answer *answer)
{
	bool failed = false;

	copy(arena, &answer->access.user.username, &failed);
	copy(arena, &answer->access.business.cc_name, &failed);
	return !failed;
}

struct first_page {
	const struct sops_templates *which;
	int64_t budget;
	struct template_list_answer *answer;
};

static void
add_first_page(const struct asking *a, struct question *q, void *context)
{
	const struct first_page *first = context;

	(void)a;
	gen2019_template_list(q, first->which, 0, TEMPLATE_PAGE);
}

static bool
read_first_page(const struct asking *a, size_t i, void *context)
{
	const struct first_page *first = context;
	struct template_list *list = arena_alloc(a->arena, sizeof(*list));

	if (list == NULL)
		return false;
	*list = (struct template_list){.sops = a->sops,
	    .which = *first->which,
	    .deadline = a->deadline,
	    .budget = first->budget,
	    .statement = i,
	    .rows = db_rows(a->sops->db, i),
	    .is_first = true};
	if (list->rows < TEMPLATE_PAGE || keep_rows(a->arena, first->answer))
		first->answer->list = list;
	return true;
}

enum db_result
sops_ask_template_list(struct sops *sops, struct arena *arena,
    const struct sops_templates *which, int64_t deadline,
    struct template_list_answer *answer)
{
	static const struct asking_part part = {
	    add_first_page, read_first_page};
	struct asking a = ASKING(sops, arena, which->caller, deadline, answer);
	struct first_page first = {which, clock_left(deadline), answer};

	*answer = (struct template_list_answer){.list = NULL};
	return asking_run(&a, &part, &first);
}

static enum db_result
next_page(struct template_list *list)
{
	struct question *q;
	enum db_result result;
	size_t failed;

	db_release(list->sops->db);
	list->rows = list->next = 0;
	list->is_first = false;
	if (list->memory == NULL)
		list->memory = arena_new(PAGE_MEMORY);
	if (list->memory == NULL)
		return DB_FAILED;
	arena_reset(list->memory);
	q = question_new(list->memory);
	if (q == NULL)
		return DB_FAILED;
	gen2019_template_list(q, &list->which, list->last, TEMPLATE_PAGE);
	if (list->again)
		list->deadline = clock_ms() + list->budget;
	result = db_ask(list->sops->db, q, list->deadline, &failed);
	if (result != DB_OK)
		return result;
	list->statement = 0;
	list->rows = db_rows(list->sops->db, 0);
	return DB_OK;
}

enum db_result
template_list_next(struct template_list *list, struct sops_template *template)
{
	enum db_result result = DB_OK;

	/* A page that is not full is the last one. */
	if (list->next == list->rows && list->rows == TEMPLATE_PAGE)
		result = next_page(list);
	*template = (struct sops_template){.state = STORE_NONE};
	if (result != DB_OK || list->next == list->rows)
		return result;
	template->state = STORE_ROW;
	gen2019_read_template(
	    db_get(list->sops->db, list->statement, list->next++), template);
	list->last = (uint64_t) template->id;
	return DB_OK;
}

bool
template_list_is_whole(const struct template_list *list)
{
	return list->is_first && list->rows < TEMPLATE_PAGE;
}

void
template_list_rewind(struct template_list *list)
{
	list->again = true;
	list->last = 0;
	list->next = 0;
	if (!list->is_first) {
		/* As behind a full page: the next one is the first. */
		list->rows = TEMPLATE_PAGE;
		list->next = TEMPLATE_PAGE;
	}
}

void
template_list_close(struct template_list *list)
{
	if (list != NULL)
		arena_free(list->memory);
}
