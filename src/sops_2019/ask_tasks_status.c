/* SPDX-License-Identifier: MIT */
#include "sops_2019/ask_tasks_status.h"

#include "sops_2019/caller.h"

struct tasks {
	const uint64_t *ids;
	size_t count;
	struct sops_task_states *states;
};

static void
add_tasks(const struct asking *a, struct question *q, void *context)
{
	const struct tasks *t = context;

	gen2019_task_states(q, a->caller, t->ids, t->count);
}

static bool
read_tasks(const struct asking *a, size_t i, void *context)
{
	const struct tasks *t = context;
	struct sops_task_states *states = t->states;
	size_t n = db_rows(a->sops->db, i);

	states->tasks = arena_array(a->arena, n, sizeof(*states->tasks));
	if (states->tasks == NULL)
		return false;
	for (size_t r = 0; r < n; r++)
		gen2019_read_task_state(
		    db_get(a->sops->db, i, r), &states->tasks[r]);
	states->count = n;
	states->state = STORE_ROW;
	return true;
}

static const struct asking_part tasks_part = {add_tasks, read_tasks};

enum db_result
sops_ask_tasks_status(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, const uint64_t *ids, size_t count,
    int64_t deadline, struct tasks_status_answer *answer)
{
	struct asking a = ASKING(sops, arena, caller, deadline, answer);
	struct tasks tasks = {ids, count, &answer->tasks};

	*answer = (struct tasks_status_answer){.tasks.state = STORE_FAILED};
	return asking_run(&a, count > 0 ? &tasks_part : NULL, &tasks);
}

enum db_result
sops_ask_more_tasks(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, const uint64_t *ids, size_t count,
    int64_t deadline, struct sops_task_states *states)
{
	struct asking a = {.sops = sops,
	    .arena = arena,
	    .caller = caller,
	    .deadline = deadline};
	struct tasks tasks = {ids, count, states};
	enum db_result result;

	*states = (struct sops_task_states){.state = STORE_FAILED};
	result = sops_generation(sops, arena, deadline);
	return result == DB_OK ? asking_together(&a, &tasks_part, false, &tasks)
			       : result;
}

/* The task of row `r` of the only statement; NULL when it is none of them. */
static struct sops_task_state *
task_of_row(const struct sops *sops, size_t r,
    struct sops_task_state *const *tasks, size_t count)
{
	int64_t instance = db_int(db_get(sops->db, 0, r).cells[0]);

	for (size_t i = 0; i < count; i++)
		if (tasks[i]->instance == instance)
			return tasks[i];
	return NULL;
}

/* Rows of one tree need not stand together, but their order is kept. */
static bool
read_nodes(
    const struct asking *a, struct sops_task_state *const *tasks, size_t count)
{
	const struct sops *sops = a->sops;
	size_t n = db_rows(sops->db, 0);
	struct sops_task_state *task;

	for (size_t i = 0; i < count; i++)
		tasks[i]->tree.nnodes = 0;
	for (size_t r = 0; r < n; r++)
		if ((task = task_of_row(sops, r, tasks, count)) != NULL)
			task->tree.nnodes++;
	for (size_t i = 0; i < count; i++) {
		struct sops_status_tree *tree = &tasks[i]->tree;

		tree->nodes =
		    arena_array(a->arena, tree->nnodes, sizeof(*tree->nodes));
		if (tree->nodes == NULL)
			return false;
		tree->nnodes = 0;
	}
	for (size_t r = 0; r < n; r++) {
		struct db_row row = db_get(sops->db, 0, r);

		task = task_of_row(sops, r, tasks, count);
		if (task == NULL)
			continue;
		row.cells++;
		row.ncells--;
		gen2019_read_status_node(
		    row, &task->tree.nodes[task->tree.nnodes++]);
	}
	return true;
}

enum db_result
sops_ask_tasks_nodes(struct sops *sops, struct arena *arena,
    struct sops_task_state *const *tasks, size_t count, size_t max,
    int64_t deadline, size_t *total)
{
	struct asking a = {.sops = sops, .arena = arena, .deadline = deadline};
	struct question *q = question_new(arena);
	uint64_t instances[TASKS_CHUNK];
	enum db_result result;
	size_t failed;

	*total = 0;
	if (q == NULL)
		return DB_FAILED;
	result = sops_generation(sops, arena, deadline);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < count; i++)
		instances[i] = (uint64_t)tasks[i]->instance;
	gen2019_tasks_nodes(q, instances, count, max + 1);
	result = db_ask(sops->db, q, deadline, &failed);
	if (result != DB_OK)
		return result;
	*total = db_rows(sops->db, 0);
	if (*total <= max && !read_nodes(&a, tasks, count))
		return DB_FAILED;
	return DB_OK;
}
