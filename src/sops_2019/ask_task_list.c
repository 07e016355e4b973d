/* SPDX-License-Identifier: MIT */
#include "sops_2019/ask_task_list.h"

#include "sops_2019/caller.h"

struct list {
	const struct sops_task_page *page;
	struct task_list_answer *answer;
};

static void
add_page(const struct asking *a, struct question *q, void *context)
{
	const struct list *list = context;

	gen2019_task_list(q, a->caller, list->page);
	if (list->page->with_total)
		gen2019_task_list_total(q, a->caller, list->page);
}

static bool
read_page(const struct asking *a, size_t i, void *context)
{
	const struct list *list = context;
	struct task_list_answer *answer = list->answer;
	size_t n = db_rows(a->sops->db, i);
	struct db_row row;

	answer->tasks = arena_array(a->arena, n, sizeof(*answer->tasks));
	if (answer->tasks == NULL)
		return false;
	for (size_t r = 0; r < n; r++)
		gen2019_read_listed_task(
		    db_get(a->sops->db, i, r), &answer->tasks[r]);
	answer->count = n;
	answer->total = -1;
	if (list->page->with_total && asking_row(a, i + 1, &row) == STORE_ROW)
		answer->total = db_int(row.cells[0]);
	answer->state = STORE_ROW;
	return true;
}

enum db_result
sops_ask_task_list(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, const struct sops_task_page *page,
    int64_t deadline, struct task_list_answer *answer)
{
	static const struct asking_part part = {add_page, read_page};
	struct asking a = ASKING(sops, arena, caller, deadline, answer);
	struct list list = {page, answer};

	*answer = (struct task_list_answer){.state = STORE_FAILED};
	return asking_run(&a, page != NULL ? &part : NULL, &list);
}
