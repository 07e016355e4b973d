/* SPDX-License-Identifier: MIT */
#include "sops_current/endpoints.h"

#include "sops_current/admit.h"

static void
add_nothing(const struct call *call, struct batch *q, void *context)
{
	(void)call;
	(void)context;
	batch_statement(q, "nothing");
	batch_sql(q, "SELECT 1");
}

static bool
read_nothing(struct call *call, size_t i, void *context)
{
	(void)call;
	(void)i;
	(void)context;
	return true;
}

static enum outcome
prepare(struct call *call)
{
	static const struct query query = {add_nothing, read_nothing};
	enum outcome outcome = admit(call, GATE_PROJECT, &query, NULL);

	return outcome == OUTCOME_OK ? call_forward(call, "not yet") : outcome;
}

static enum outcome
write(struct call *call, struct json_writer *w)
{
	(void)call;
	json_null(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {"scope", NULL};

const struct endpoint current_tasks_status = {
    .parameters = parameters,
    .json_body = true,
    .state_size = 1,
    .prepare = prepare,
    .write = write,
};
