/* SPDX-License-Identifier: MIT */
#include "sops_2019/ask_node_detail.h"

#include "base/log.h"
#include "sops_2019/ask_status_rows.h"
#include "sops_2019/caller.h"

/* The parts that are asked for together, and one by one when that fails. */
struct part {
	void (*add)(struct question *q, const struct node_of *of);
	void (*read)(
	    const struct asking *a, size_t i, struct node_detail_answer *to);
	size_t statements;
	size_t state; /* offset of its enum store_state in the answer */
};

static void
read_task(const struct asking *a, size_t i, struct node_detail_answer *to)
{
	struct db_row row;

	to->task.state = asking_row(a, i, &row);
	if (to->task.state == STORE_ROW)
		gen2019_read_node_task(row, &to->task);
}

static void
read_data(const struct asking *a, size_t i, struct node_detail_answer *to)
{
	struct db_row row;

	to->data.state = asking_row(a, i, &row);
	if (to->data.state == STORE_ROW)
		gen2019_read_node_data(row, &to->data);
}

static void
add_tree(struct question *q, const struct node_of *of)
{
	const struct status_of tree = {.node = of->node, .depth = 1};

	status_rows_add(q, &tree);
}

static void
read_tree(const struct asking *a, size_t i, struct node_detail_answer *to)
{
	status_rows_read(a, i, &to->tree);
}

static void
add_histories(struct question *q, const struct node_of *of)
{
	gen2019_node_histories(q, of, NODE_HISTORIES_MAX + 1);
}

static void
read_histories(const struct asking *a, size_t i, struct node_detail_answer *to)
{
	size_t n = db_rows(a->sops->db, i);

	to->histories_state = STORE_FAILED;
	if (n > NODE_HISTORIES_MAX) {
		log_error(
		    "a node has more than %d histories", NODE_HISTORIES_MAX);
		return;
	}
	to->histories = arena_array(a->arena, n, sizeof(*to->histories));
	if (to->histories == NULL)
		return;
	for (size_t r = 0; r < n; r++)
		gen2019_read_node_history(
		    db_get(a->sops->db, i, r), &to->histories[r]);
	to->nhistories = n;
	to->histories_state = n > 0 ? STORE_ROW : STORE_NONE;
}

#define STATE(member) offsetof(struct node_detail_answer, member)

static const struct part parts[] = {
    {gen2019_node_task, read_task, 1, STATE(task.state)},
    {gen2019_node_data, read_data, 1, STATE(data.state)},
    {add_tree, read_tree, STATUS_ROWS_STATEMENTS, STATE(tree.state)},
    {add_histories, read_histories, 1, STATE(histories_state)},
};

#define PARTS (sizeof(parts) / sizeof(*parts))

struct wanted {
	const struct node_of *of;
	struct node_detail_answer *answer;
};

static void
add_all(const struct asking *a, struct question *q, void *context)
{
	const struct wanted *w = context;

	(void)a;
	for (size_t p = 0; p < PARTS; p++)
		parts[p].add(q, w->of);
}

static bool
read_all(const struct asking *a, size_t i, void *context)
{
	const struct wanted *w = context;

	for (size_t p = 0; p < PARTS; p++) {
		parts[p].read(a, i, w->answer);
		i += parts[p].statements;
	}
	return true;
}

static enum db_result
ask_part(const struct asking *a, const struct part *part,
    const struct node_of *of, struct node_detail_answer *answer)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	bool failed;

	*(enum store_state *)(void *)((char *)answer + part->state) =
	    STORE_FAILED;
	if (q == NULL)
		return DB_OK;
	part->add(q, of);
	result = asking_one(a, q, &failed);
	if (result == DB_OK && !failed)
		part->read(a, 0, answer);
	return result;
}

static enum db_result
ask_each(struct asking *a, const struct node_of *of,
    struct node_detail_answer *answer)
{
	enum db_result result = asking_each(a);

	for (size_t p = 0; p < PARTS && result == DB_OK; p++)
		result = ask_part(a, &parts[p], of, answer);
	return result;
}

enum db_result
sops_ask_node_detail(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t task_id, struct text node,
    int64_t deadline, struct node_detail_answer *answer)
{
	const struct node_of of = {
	    .caller = caller, .task = task_id, .node = node};
	struct asking a = ASKING(sops, arena, caller, deadline, answer);
	static const struct asking_part all = {add_all, read_all};
	struct wanted wanted = {&of, answer};
	enum db_result result;

	*answer =
	    (struct node_detail_answer){.access.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline);
	if (result != DB_OK)
		return result;
	result = asking_together(&a, &all, true, &wanted);
	if (result == DB_FAILED)
		result = ask_each(&a, &of, answer);
	answer->tree.root = node;
	return result;
}

enum db_result
sops_ask_acting(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, struct text operator, int64_t deadline,
    struct sops_acting *acting)
{
	struct asking a = {.sops = sops, .arena = arena, .deadline = deadline};
	struct question *q = question_new(arena);
	enum db_result result;
	struct db_row row;
	bool failed;

	*acting = (struct sops_acting){.state = STORE_FAILED};
	if (q == NULL)
		return DB_OK;
	result = sops_generation(sops, arena, deadline);
	if (result != DB_OK)
		return result;
	gen2019_acting(q, caller, operator);
	result = asking_one(&a, q, &failed);
	if (result != DB_OK || failed)
		return result;
	acting->state = asking_row(&a, 0, &row);
	if (acting->state == STORE_ROW)
		gen2019_read_acting(row, acting);
	return DB_OK;
}
