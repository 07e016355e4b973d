/* SPDX-License-Identifier: MIT */
#include "store/sops_task_list.h"

#include "store/sops_asking.h"

/* Statements `i` and the one behind it. */
static bool
read_page(const struct asking *a, size_t i, const struct sops_task_page *page,
    struct task_list_answer *answer)
{
	size_t n = db_rows(a->sops->db, i);
	struct db_row row;

	answer->tasks = arena_array(a->arena, n, sizeof(*answer->tasks));
	if (answer->tasks == NULL)
		return false;
	for (size_t r = 0; r < n; r++)
		a->generation->read_listed_task(
		    db_get(a->sops->db, i, r), &answer->tasks[r]);
	answer->count = n;
	answer->total = -1;
	if (page->with_total && asking_row(a, i + 1, &row) == STORE_ROW)
		answer->total = db_int(row.cells[0]);
	answer->state = STORE_ROW;
	return true;
}

static enum db_result
ask_page(struct asking *a, const struct sops_task_page *page, bool with_caller,
    struct task_list_answer *answer)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	size_t i = 0;

	if (q == NULL)
		return DB_FAILED;
	if (with_caller)
		asking_add(a, q);
	if (page != NULL)
		a->generation->task_list(q, a->caller, page);
	if (page != NULL && page->with_total)
		a->generation->task_list_total(q, a->caller, page);
	result = db_ask(a->sops->db, q, a->deadline, &i);
	if (result != DB_OK)
		return result;
	i = with_caller ? asking_read(a) : 0;
	if (page != NULL && !read_page(a, i, page, answer))
		return DB_FAILED;
	return DB_OK;
}

enum db_result
sops_ask_task_list(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, const struct sops_task_page *page,
    int64_t deadline, struct task_list_answer *answer)
{
	struct asking a = {.sops = sops,
	    .arena = arena,
	    .caller = caller,
	    .deadline = deadline,
	    .user = &answer->user,
	    .business = &answer->business,
	    .permission = &answer->permission};
	enum db_result result;

	*answer = (struct task_list_answer){.state = STORE_FAILED};
	result = sops_generation(sops, arena, deadline, &a.generation);
	if (result == DB_OK)
		result = ask_page(&a, page, true, answer);
	if (result != DB_FAILED || a.generation == NULL)
		return result;
	result = asking_each(&a);
	if (result == DB_OK && page != NULL)
		result = ask_page(&a, page, false, answer);
	return result == DB_FAILED ? DB_OK : result;
}
