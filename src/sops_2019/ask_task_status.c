/* SPDX-License-Identifier: MIT */
#include "sops_2019/ask_task_status.h"

#include "sops_2019/ask_status_rows.h"

static void
read_task(const struct asking *a, size_t i, struct sops_status_task *task)
{
	struct db_row row;

	task->state = asking_row(a, i, &row);
	if (task->state == STORE_ROW)
		gen2019_read_status_task(row, task);
}

struct wanted {
	struct status_of of;
	struct task_status_answer *answer;
};

static void
add_all(const struct asking *a, struct question *q, void *context)
{
	const struct wanted *w = context;

	gen2019_status_task(q, a->caller, w->of.task);
	status_rows_add(q, &w->of);
}

static bool
read_all(const struct asking *a, size_t i, void *context)
{
	const struct wanted *w = context;

	read_task(a, i, &w->answer->task);
	status_rows_read(a, i + 1, &w->answer->tree);
	return true;
}

static enum db_result
ask_tree(const struct asking *a, const struct status_of *of,
    struct sops_status_tree *tree)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	bool failed;

	tree->state = STORE_FAILED;
	if (q == NULL)
		return DB_OK;
	status_rows_add(q, of);
	result = asking_one(a, q, &failed);
	if (result == DB_OK && !failed)
		status_rows_read(a, 0, tree);
	return result;
}

/* A task that is missing or not started needs no table of the engine. */
static enum db_result
ask_task(const struct asking *a, const struct wanted *w)
{
	struct task_status_answer *answer = w->answer;
	struct question *q = question_new(a->arena);
	enum db_result result;
	bool failed;

	answer->task.state = STORE_FAILED;
	if (q == NULL)
		return DB_OK;
	gen2019_status_task(q, a->caller, w->of.task);
	result = asking_one(a, q, &failed);
	if (result != DB_OK || failed)
		return result;
	read_task(a, 0, &answer->task);
	if (answer->task.state != STORE_ROW || !answer->task.is_started)
		return DB_OK;
	return ask_tree(a, &w->of, &answer->tree);
}

enum db_result
sops_ask_task_status(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t task_id, int64_t deadline,
    struct task_status_answer *answer)
{
	struct asking a = ASKING(sops, arena, caller, deadline, answer);
	static const struct asking_part part = {add_all, read_all};
	struct wanted wanted = {
	    {.caller = caller, .task = task_id, .depth = STATUS_DEPTH_MAX},
	    answer};
	enum db_result result;

	*answer =
	    (struct task_status_answer){.access.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline);
	if (result != DB_OK)
		return result;
	result = asking_together(&a, &part, true, &wanted);
	if (result != DB_FAILED)
		return result;
	result = asking_each(&a);
	return result == DB_OK ? ask_task(&a, &wanted) : result;
}

enum db_result
sops_ask_status_tree(struct sops *sops, struct arena *arena, struct text node,
    uint64_t depth, int64_t deadline, struct sops_status_tree *tree)
{
	struct asking a = {.sops = sops, .arena = arena, .deadline = deadline};
	const struct status_of of = {.node = node, .depth = depth};
	enum db_result result;

	*tree = (struct sops_status_tree){.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline);
	if (result == DB_OK)
		result = ask_tree(&a, &of, tree);
	tree->root = node;
	return result;
}
