/* SPDX-License-Identifier: MIT */
/* get_task_node_data (sops-current 4.6): the inputs and outputs of a node. */
#include "sops_current/admit.h"
#include "sops_current/endpoints.h"
#include "sops_current/node.h"

static enum outcome
prepare_node_data(struct call *call)
{
	static const struct node_words words = {.suffix = "get_node_data",
	    .unknown = CODE_UNKNOWN,
	    .stack = CODE_PARAM};

	return node_prepare(call, &words, call->state);
}

static enum outcome
write_node_data(struct call *call, struct json_writer *w)
{
	enum outcome outcome;

	json_object_open(w);
	outcome = node_write(call, w, call->state);
	json_object_close(w);
	return outcome;
}

static const char *const parameters[] = {NODE_PARAMETERS, NULL};

const struct endpoint current_node_data = {
    .parameters = parameters,
    .message = true,
    .state_size = sizeof(struct node),
    .prepare = prepare_node_data,
    .write = write_node_data,
    .cacheable = call_is_cacheable,
};
