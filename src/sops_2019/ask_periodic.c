/* SPDX-License-Identifier: MIT */
#include "sops_2019/ask_periodic.h"

#include "sops_2019/caller.h"

static void
add_list(const struct asking *a, struct question *q, void *context)
{
	(void)context;
	gen2019_periodic_list(q, a->caller, PERIODIC_MAX + 1);
}

static bool
read_list(const struct asking *a, size_t i, void *context)
{
	struct periodic_list_answer *answer = context;
	struct db *db = a->sops->db;
	size_t count = db_rows(db, i);

	answer->rows = arena_array(a->arena, count, sizeof(*answer->rows));
	if (answer->rows == NULL)
		return false;
	for (size_t n = 0; n < count; n++) {
		answer->rows[n].state = STORE_ROW;
		gen2019_read_periodic(db_get(db, i, n), &answer->rows[n]);
	}
	answer->count = count;
	answer->state = STORE_ROW;
	return true;
}

enum db_result
sops_ask_periodic_list(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, int64_t deadline,
    struct periodic_list_answer *answer)
{
	static const struct asking_part part = {add_list, read_list};
	struct asking a = ASKING(sops, arena, caller, deadline, answer);

	*answer = (struct periodic_list_answer){.state = STORE_FAILED};
	return asking_run(&a, &part, answer);
}

struct info {
	uint64_t id;
	struct sops_periodic *task;
};

static void
add_info(const struct asking *a, struct question *q, void *context)
{
	const struct info *info = context;

	gen2019_periodic_info(q, a->caller, info->id);
}

static bool
read_info(const struct asking *a, size_t i, void *context)
{
	const struct info *info = context;
	struct db_row row;

	info->task->state = asking_row(a, i, &row);
	if (info->task->state == STORE_ROW)
		gen2019_read_periodic(row, info->task);
	return true;
}

enum db_result
sops_ask_periodic_info(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t id, int64_t deadline,
    struct periodic_info_answer *answer)
{
	static const struct asking_part part = {add_info, read_info};
	struct asking a = ASKING(sops, arena, caller, deadline, answer);
	struct info info = {id, &answer->task};

	*answer = (struct periodic_info_answer){.task.state = STORE_FAILED};
	return asking_run(&a, &part, &info);
}
