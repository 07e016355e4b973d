/* SPDX-License-Identifier: MIT */
/* One get_task_detail as a worker would answer it; its content is counted. */
#include "base/clock.h"
#include "doctor/checkup.h"
#include "sops_2019/endpoints.h"
#include "sops_current/endpoints.h"

#include <inttypes.h>

/* How a generation is asked. */
struct asked {
	enum config_generation generation;
	const struct endpoint *task_detail;
	enum db_result (*find_newest)(struct sops *sops, struct arena *arena,
	    int64_t deadline, struct newest_task *task);
	struct params params;
};

static struct param scope = {
    TEXT("scope"), PARAM_STRING, TEXT("project"), false};

static const struct asked of_2019 = {
    GENERATION_2019, &endpoint_task_detail, sops_2019_newest_task, {NULL, 0}};
static const struct asked of_current = {GENERATION_CURRENT,
    &current_task_detail, sops_current_newest_task, {&scope, 1}};

static int
count_bytes(void *context, const char *data, size_t len)
{
	uint64_t *bytes = context;

	(void)data;
	*bytes += len;
	return 0;
}

static enum outcome
answer(struct call *call, uint64_t *bytes)
{
	struct json_writer *w = json_new(count_bytes, bytes);
	enum outcome outcome;

	if (w == NULL)
		return call_fault(call, "out of memory");
	outcome = call_prepare(call);
	if (outcome == OUTCOME_OK)
		outcome = call->endpoint->write(call, w);
	if (outcome == OUTCOME_OK && json_failed(w) != 0)
		outcome = call_fault(call, "the answer could not be written");
	call_finish(call);
	json_free(w);
	return outcome;
}

/* The task with everything a call needs; a trusted app asks for it. */
static bool
make_call(const struct checkup *c, const struct asked *asked,
    const struct newest_task *task, struct sops *sops, int64_t deadline,
    struct call *call)
{
	*call = (struct call){.config = c->pool,
	    .generation = asked->generation,
	    .endpoint = asked->task_detail,
	    .params = &asked->params,
	    .sops = sops,
	    .arena = c->arena,
	    .variables = {arena_printf(c->arena, "%" PRIu64, task->id),
		arena_printf(c->arena, "%" PRIu64, task->owner)},
	    .ids = {task->id, task->owner},
	    .caller = {.username = TEXT(""),
		.trusted = true,
		.business = task->owner},
	    .project = task->owner,
	    .task = task->id,
	    .is_get = true,
	    .deadline = deadline,
	    .now_us = clock_wall_us()};
	call->task_typed = call->variables[0];
	call->business_typed = call->project_typed = call->variables[1];
	return call->task_typed.s != NULL && call->business_typed.s != NULL;
}

static void
report(struct checkup *c, const char *name, const struct call *call,
    enum outcome outcome, int64_t us, uint64_t bytes)
{
	if (outcome == OUTCOME_OK)
		checkup_find(c, name, FINDING_OK,
		    "get_task_detail of the newest task takes %.1f ms and "
		    "gives %" PRIu64 " bytes",
		    (double)us / 1000, bytes);
	else if (outcome == OUTCOME_TIMEOUT)
		checkup_find(c, name, FINDING_ERROR,
		    "get_task_detail of the newest task takes longer than %d s",
		    CHECKUP_SERVER_WAIT / 1000);
	else
		checkup_find(c, name, FINDING_WARNING,
		    "get_task_detail of the newest task fails: %s",
		    outcome == OUTCOME_FAULT || outcome == OUTCOME_FORWARD
			? call->result.why
			: "it is gone meanwhile");
}

/* The connection and the generation are there when the time begins, as in a
 * worker that has answered before. */
static void
try_task(struct checkup *c, const char *name, const struct asked *asked,
    struct sops *sops)
{
	int64_t deadline = clock_ms() + CHECKUP_SERVER_WAIT, us;
	struct newest_task task;
	enum outcome outcome;
	struct call call;
	uint64_t bytes = 0;

	if (!sops_is_ready(sops, c->arena, deadline) ||
	    asked->find_newest(sops, c->arena, deadline, &task) != DB_OK) {
		checkup_find(c, name, FINDING_ERROR,
		    "the newest task cannot be found: the database does not "
		    "say in time, or not at all");
		return;
	}
	if (task.id == 0) {
		checkup_find(c, name, FINDING_WARNING,
		    "there is no task to try get_task_detail on");
		return;
	}
	if (!make_call(c, asked, &task, sops, deadline, &call)) {
		checkup_find(c, name, FINDING_ERROR, "out of memory");
		return;
	}
	us = clock_us();
	outcome = answer(&call, &bytes);
	us = clock_us() - us;
	report(c, name, &call, outcome, us, bytes);
}

static void
run_task(struct checkup *c, const char *name)
{
	struct config_pool here = *c->pool;
	struct sops *sops;

	here.sops = *inspect_where(c->server);
	sops = sops_new(&here, NULL);
	if (sops == NULL) {
		checkup_find(c, name, FINDING_ERROR, "out of memory");
		return;
	}
	try_task(c, name,
	    strcmp(c->schema->setting, "current") == 0 ? &of_current : &of_2019,
	    sops);
	sops_free(sops);
}

const struct check check_task = {"task", run_task, CHECK_SOPS | CHECK_SCHEMA};
