/* SPDX-License-Identifier: MIT */
#include "store/sops_tasks_status.h"

#include "store/sops_asking.h"

static bool
read_tasks(const struct asking *a, size_t i, struct sops_task_states *states)
{
	size_t n = db_rows(a->sops->db, i);

	states->state = STORE_FAILED;
	states->tasks = arena_array(a->arena, n, sizeof(*states->tasks));
	if (states->tasks == NULL)
		return false;
	for (size_t r = 0; r < n; r++)
		a->generation->read_task_state(
		    db_get(a->sops->db, i, r), &states->tasks[r]);
	states->count = n;
	states->state = STORE_ROW;
	return true;
}

static enum db_result
ask_tasks(struct asking *a, const uint64_t *ids, size_t count, bool with_caller,
    struct sops_task_states *states)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	size_t i = 0;

	if (q == NULL)
		return DB_FAILED;
	if (with_caller)
		asking_add(a, q);
	if (count > 0)
		a->generation->task_states(q, a->caller, ids, count);
	result = db_ask(a->sops->db, q, a->deadline, &i);
	if (result != DB_OK)
		return result;
	i = with_caller ? asking_read(a) : 0;
	if (count == 0)
		states->state = STORE_ROW;
	else if (!read_tasks(a, i, states))
		return DB_FAILED;
	return DB_OK;
}

enum db_result
sops_ask_tasks_status(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, const uint64_t *ids, size_t count,
    int64_t deadline, struct tasks_status_answer *answer)
{
	struct asking a = {.sops = sops,
	    .arena = arena,
	    .caller = caller,
	    .deadline = deadline,
	    .user = &answer->user,
	    .business = &answer->business,
	    .permission = &answer->permission};
	enum db_result result;

	*answer = (struct tasks_status_answer){.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline, &a.generation);
	if (result == DB_OK)
		result = ask_tasks(&a, ids, count, true, &answer->tasks);
	if (result != DB_FAILED || a.generation == NULL)
		return result;
	answer->tasks.state = STORE_FAILED;
	result = asking_each(&a);
	if (result == DB_OK && count > 0)
		result = ask_tasks(&a, ids, count, false, &answer->tasks);
	return result == DB_FAILED ? DB_OK : result;
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
	enum db_result result;

	*states = (struct sops_task_states){.state = STORE_FAILED};
	result = sops_generation(sops, arena, deadline, &a.generation);
	return result == DB_OK ? ask_tasks(&a, ids, count, false, states)
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
		a->generation->read_status_node(
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
	result = sops_generation(sops, arena, deadline, &a.generation);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < count; i++)
		instances[i] = (uint64_t)tasks[i]->instance;
	a.generation->tasks_nodes(q, instances, count, max + 1);
	result = db_ask(sops->db, q, deadline, &failed);
	if (result != DB_OK)
		return result;
	*total = db_rows(sops->db, 0);
	if (*total <= max && !read_nodes(&a, tasks, count))
		return DB_FAILED;
	return DB_OK;
}
