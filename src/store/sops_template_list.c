/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "store/sops_asking.h"
#include "store/sops_source.h"

/* The cells of a page, and its question. */
#define PAGE_MEMORY ((size_t)4 * 1024 * 1024)

struct template_list {
	struct sops *sops;
	const struct generation *generation;
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

	copy(arena, &answer->user.username, &failed);
	copy(arena, &answer->business.cc_name, &failed);
	return !failed;
}

/* The list whose first page is statement `i`; NULL when out of memory. */
static struct template_list *
list_of(const struct asking *a, size_t i, const struct sops_templates *which,
    int64_t budget)
{
	struct template_list *list = arena_alloc(a->arena, sizeof(*list));

	if (list == NULL)
		return NULL;
	*list = (struct template_list){.sops = a->sops,
	    .generation = a->generation,
	    .which = *which,
	    .deadline = a->deadline,
	    .budget = budget,
	    .statement = i,
	    .rows = db_rows(a->sops->db, i),
	    .is_first = true};
	return list;
}

static enum db_result
ask_list(struct asking *a, const struct sops_templates *which, int64_t budget,
    bool with_caller, struct template_list_answer *answer)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	size_t i = 0;

	if (q == NULL)
		return DB_FAILED;
	if (with_caller)
		asking_add(a, q);
	a->generation->template_list(q, which, 0, TEMPLATE_PAGE);
	result = db_ask(a->sops->db, q, a->deadline, &i);
	if (result != DB_OK)
		return result;
	if (with_caller)
		i = asking_read(a);
	else
		source_add(a->sops->source, a->sops->db, i = 0);
	answer->list = list_of(a, i, which, budget);
	if (answer->list == NULL)
		return DB_FAILED;
	if (answer->list->rows == TEMPLATE_PAGE && !keep_rows(a->arena, answer))
		answer->list = NULL;
	return DB_OK;
}

enum db_result
sops_ask_template_list(struct sops *sops, struct arena *arena,
    const struct sops_templates *which, int64_t deadline,
    struct template_list_answer *answer)
{
	struct asking a = {.sops = sops,
	    .arena = arena,
	    .caller = which->caller,
	    .deadline = deadline,
	    .user = &answer->user,
	    .business = &answer->business,
	    .permission = &answer->permission};
	int64_t budget = clock_left(deadline);
	enum db_result result;

	*answer = (struct template_list_answer){.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline, &a.generation);
	if (result == DB_OK)
		result =
		    ask_list(&a, which, budget, which->caller != NULL, answer);
	if (result != DB_FAILED || a.generation == NULL)
		return result;
	if (which->caller != NULL)
		result = asking_each(&a);
	if (result == DB_OK)
		result = ask_list(&a, which, budget, false, answer);
	return result == DB_FAILED ? DB_OK : result;
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
	list->generation->template_list(
	    q, &list->which, list->last, TEMPLATE_PAGE);
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
	list->generation->read_template(
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
