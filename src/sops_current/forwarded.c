/* SPDX-License-Identifier: MIT */
/*
 * What bk-sops answers out of more than its database: out of CMDB, JOB, the
 * services of plugins, or its own code (sops-current 0.3, classes B, C and D).
 * It is left to bk-sops as it comes, whoever the caller is, and also while the
 * database is away.  Each says to a client what is missing here.
 */
#include "sops_current/endpoints.h"

#include "sops_current/admit.h"

/* sops-current 4.13 */
const struct endpoint current_user_project_detail = {
    .forward = "Who works for a business is known to CMDB, which is not asked "
	       "here",
};

/* get_plugin_list, get_plugin_detail and get_plugin_base_info */
const struct endpoint current_plugin_catalogue = {
    .forward = "Which plugins there are, and what they take, is known to the "
	       "code of bk-sops alone",
};

/* The same, and plugins of others, below plugin-gateway/. */
const struct endpoint current_gateway_catalogue = {
    .view = VIEW_PLUGIN,
    .forward = "Which plugins a gateway has is known to bk-sops and to their "
	       "services alone",
};

/* Who is not trusted is told that there is no such template (3.2), and what IAM
 * says; the rest is bk-sops'. */
static enum outcome
prepare_preview(struct call *call)
{
	return admit_wrong(call, GATE_FLOW, OUTCOME_FORWARD);
}

static enum outcome
prepare_common_preview(struct call *call)
{
	return admit_wrong(call, GATE_COMMON_FLOW, OUTCOME_FORWARD);
}

static const char *const preview_parameters[] = {"scope", NULL};

#define PREVIEW(prepare_it)                                              \
	{                                                                \
		.parameters = preview_parameters, .json_body = true,     \
		.prepare = prepare_it,                                   \
		.forward = "The flow of a task that is not made yet is " \
			   "worked out by bk-sops alone",                \
	}

const struct endpoint current_preview = PREVIEW(prepare_preview);
const struct endpoint current_common_preview = PREVIEW(prepare_common_preview);

/* Both URLs of each log, that with ids and that below inner/. */
const struct endpoint current_plugin_log = {
    .view = VIEW_REST,
    .forward = "The logs of a plugin are kept by its service, which is not "
	       "asked here",
};

const struct endpoint current_job_log = {
    .view = VIEW_REST,
    .forward = "The logs of a job are kept by JOB, which is not asked here",
};

/* It calls any view of bk-sops. */
const struct endpoint current_plugin_query = {
    .forward = "What a plugin asks of bk-sops itself is answered by its code "
	       "alone",
};

static bool
is_of_3_32(const struct config_pool *config)
{
	return config->release == RELEASE_3_32;
}

/* sops-current 0.4 */
const struct endpoint current_execution_record = {
    .exists = is_of_3_32,
    .forward = "How long a node of a template took in earlier tasks is "
	       "answered by bk-sops alone",
};
