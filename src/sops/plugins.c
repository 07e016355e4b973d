/* SPDX-License-Identifier: MIT */
#include "sops/plugins.h"

#include "base/arena.h"
#include "base/log.h"

#include <stdlib.h>

/* The text, and what is made of it, which is not larger than a few times. */
#define PLUGINS_MEMORY (16 * COMPONENT_OUTPUTS_MAX)

struct plugins {
	struct arena *arena;
	struct component_outputs own;
};

#define OUTPUT(key, zh, en)                                   \
	{                                                     \
		{key, sizeof(key) - 1}, {zh, sizeof(zh) - 1}, \
		{                                             \
			en, sizeof(en) - 1                    \
		}                                             \
	}
#define RESULT OUTPUT("_result", "执行结果", "Execution Result")

#define COMPONENT(code, outputs)                         \
	{                                                \
		{code, sizeof(code) - 1}, outputs,       \
		    sizeof(outputs) / sizeof(*(outputs)) \
	}

static struct component_output none[] = {RESULT};

static struct component_output http_request[] = {
    OUTPUT("data", "响应内容", "Response Content"),
    OUTPUT("status_code", "状态码", "Status Code"), RESULT};

static struct component_output notify[] = {
    OUTPUT("code", "返回码", "Response Code"),
    OUTPUT("message", "信息", "Message"), RESULT};

static struct component_output job[] = {
    OUTPUT("job_inst_id", "JOB任务ID", "JOB Task ID"),
    OUTPUT("job_inst_url", "JOB任务链接", "JOB Task URL"), RESULT};

/* bk-sops registers the example when its settings say so. */
static const struct component stock[] = {
    COMPONENT("bk_http_request", http_request),
    COMPONENT("bk_notify", notify),
    COMPONENT("cc_batch_delete_set", none),
    COMPONENT("cc_create_set", none),
    COMPONENT("cc_empty_set_hosts", none),
    COMPONENT("cc_replace_fault_machine", none),
    COMPONENT("cc_transfer_host_module", none),
    COMPONENT("cc_transfer_to_idle", none),
    COMPONENT("cc_update_host", none),
    COMPONENT("cc_update_module", none),
    COMPONENT("cc_update_set", none),
    COMPONENT("cc_update_set_service_status", none),
    COMPONENT("example_component", none),
    COMPONENT("job_execute_task", job),
    COMPONENT("job_fast_execute_script", job),
    COMPONENT("job_fast_push_file", job),
    COMPONENT("pause_node", none),
    COMPONENT("sleep_timer", none),
};

struct plugins *
plugins_new(const struct config_pool *config)
{
	struct plugins *plugins = calloc(1, sizeof(*plugins));
	const char *wrong;
	int line, column;

	if (plugins == NULL)
		return NULL;
	plugins->arena = arena_new(PLUGINS_MEMORY);
	if (plugins->arena == NULL) {
		plugins_free(plugins);
		return NULL;
	}
	if (config->component_outputs_json == NULL)
		return plugins;
	/* It was checked when it was read. */
	wrong = component_outputs_read(plugins->arena,
	    text_of(config->component_outputs_json), &plugins->own, &line,
	    &column);
	if (wrong != NULL) {
		log_error("component_outputs = %s: %s",
		    config->component_outputs, wrong);
		plugins_free(plugins);
		return NULL;
	}
	return plugins;
}

void
plugins_free(struct plugins *plugins)
{
	if (plugins == NULL)
		return;
	if (plugins->arena != NULL)
		arena_free(plugins->arena);
	free(plugins);
}

static const struct component *
find_component(
    const struct component *components, size_t count, struct text code)
{
	for (size_t i = 0; i < count; i++)
		if (text_eq(components[i].code, code))
			return &components[i];
	return NULL;
}

const struct component *
plugins_find_own(const struct plugins *plugins, struct text code)
{
	return find_component(
	    plugins->own.components, plugins->own.count, code);
}

const struct component *
plugins_find(const struct plugins *plugins, struct text code)
{
	const struct component *own = plugins_find_own(plugins, code);

	return own != NULL ? own
			   : find_component(
				 stock, sizeof(stock) / sizeof(*stock), code);
}
