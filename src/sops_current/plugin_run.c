/* SPDX-License-Identifier: MIT */
/*
 * plugin-gateway/runs and plugin-gateway/runs/status (sops-current 4.15): how
 * far a plugin came that an application runs through bk-sops.  It is shown to
 * that application alone, and to each of its users.
 */
#include "sops_current/endpoints.h"

#include "python/number.h"
#include "sops_current/admit.h"
#include "sops_current/value.h"

/* Characters of a task_tag. */
#define TAG_MAX 64

struct plugin_run {
	struct text asked; /* its id */
	enum store_state state;
	struct text id, status, app, plugin, version, error;
	struct text stored; /* JSON of its outputs */
	struct value outputs;
};

static void
add_run(const struct call *call, struct batch *q, void *context)
{
	const struct plugin_run *run = context;

	(void)call;
	batch_statement(q, "plugin_gateway_plugingatewayrun");
	batch_sql(q, "SELECT g.open_plugin_run_id,g.run_status,"
		     "g.caller_app_code,g.plugin_id,g.plugin_version,"
		     "g.error_message,g.outputs"
		     " FROM plugin_gateway_plugingatewayrun g"
		     " WHERE g.open_plugin_run_id=");
	batch_text(q, run->asked);
}

static bool
read_run(struct call *call, size_t i, void *context)
{
	struct plugin_run *run = context;
	struct db_row row;

	run->state = query_row(call, i, &row);
	if (run->state != STORE_ROW)
		return true;
	run->id = row.cells[0];
	run->status = row.cells[1];
	run->app = row.cells[2];
	run->plugin = row.cells[3];
	run->version = row.cells[4];
	run->error = row.cells[5];
	run->stored = row.cells[6];
	return true;
}

static enum outcome
refuse_run(struct call *call, int code, const char *before, struct text which,
    const char *after)
{
	return call_refuse_code(call, code, CALL_DATA_ABSENT,
	    ARENA_JOIN(call->arena, text_of(before), which, text_of(after)));
}

static enum outcome
read_outputs(struct call *call, struct plugin_run *run)
{
	const char *why = "";
	struct text text;

	run->outputs = value_json(TEXT("null"));
	if (run->stored.s == NULL ||
	    value_read_json(run->stored, &run->outputs, &why) == VALUE_OK)
		return OUTCOME_OK;
	text = arena_printf(
	    call->arena, "plugin_gateway_plugingatewayrun.outputs: %s", why);
	return call_fault(call, text.s);
}

static enum outcome
find_run(struct call *call, struct plugin_run *run)
{
	static const struct query query = {add_run, read_run};
	struct text app = call->caller.app_code;
	enum outcome outcome =
	    admit_ask_without_project(call, GATE_NONE, &query, run);

	if (outcome != OUTCOME_OK)
		return outcome;
	if (run->state != STORE_ROW)
		return refuse_run(call, CODE_NOT_FOUND, "plugin gateway run(",
		    run->asked, ") does not exist");
	if (app.s == NULL || !text_eq(run->app, app))
		return refuse_run(call, CODE_FORBIDDEN,
		    "plugin gateway run does not belong to app(",
		    app.s == NULL ? TEXT("None") : app, ")");
	return read_outputs(call, run);
}

static enum outcome
prepare_run(struct call *call)
{
	struct plugin_run *run = call->state;

	run->asked = call->variables[0];
	return find_run(call, run);
}

/* An error of the form, or more, as JSON: neither has a character to escape. */
static enum outcome
refuse_tag(struct call *call, const char *why, const char *more)
{
	call->result.is_json = true;
	return call_refuse_code(call, CODE_PARAM, CALL_DATA_ABSENT,
	    ARENA_JOIN(call->arena, TEXT("{\"task_tag\":[\""), text_of(why),
		text_of(more == NULL ? "" : "\",\""),
		text_of(more == NULL ? "" : more), TEXT("\"]}")));
}

static bool
is_long(struct text tag)
{
	size_t characters = 0;

	/* All bytes of a character but its first are 10xxxxxx. */
	for (size_t i = 0; i < tag.len; i++)
		characters += ((unsigned char)tag.s[i] & 0xC0) != 0x80;
	return characters > TAG_MAX;
}

static enum outcome
check_tag(struct call *call, struct text tag)
{
	const char *length =
	    call->english ? "Ensure this field has no more than 64 characters."
			  : "请确保这个字段不能超过 64 个字符。";
	const char *null = call->english ? "Null characters are not allowed."
					 : "不允许是用空字符串。";
	bool has_null;

	if (tag.len == 0)
		return refuse_tag(call,
		    call->english ? "This field may not be blank."
				  : "该字段不能为空。",
		    NULL);
	has_null = memchr(tag.s, '\0', tag.len) != NULL;
	if (is_long(tag))
		return refuse_tag(call, length, has_null ? null : NULL);
	return has_null ? refuse_tag(call, null, NULL) : OUTCOME_OK;
}

static enum outcome
prepare_status(struct call *call)
{
	struct plugin_run *run = call->state;
	const struct param *param = call_param(call, "task_tag");
	enum outcome outcome;

	if (param == NULL || param->type == PARAM_ABSENT)
		return refuse_tag(call,
		    call->english ? "This field is required."
				  : "该字段是必填项。",
		    NULL);
	run->asked = python3_strip(param->value);
	outcome = check_tag(call, run->asked);
	return outcome == OUTCOME_OK ? find_run(call, run) : outcome;
}

static enum outcome
write_end(
    struct call *call, struct json_writer *w, const struct plugin_run *run)
{
	enum outcome outcome;

	json_key(w, TEXT("outputs"));
	outcome = value_write(
	    call, w, "plugin_gateway_plugingatewayrun.outputs", &run->outputs);
	json_member_string(w, "error_message", run->error);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_status(struct call *call, struct json_writer *w)
{
	const struct plugin_run *run = call->state;

	json_object_open(w);
	json_member_string(w, "status", run->status);
	return write_end(call, w, run);
}

static enum outcome
write_run(struct call *call, struct json_writer *w)
{
	const struct plugin_run *run = call->state;

	json_object_open(w);
	json_member_string(w, "open_plugin_run_id", run->id);
	json_member_string(w, "status", run->status);
	json_member_string(w, "plugin_id", run->plugin);
	json_member_string(w, "plugin_version", run->version);
	return write_end(call, w, run);
}

const struct endpoint current_plugin_run = {
    .view = VIEW_PLUGIN,
    .state_size = sizeof(struct plugin_run),
    .prepare = prepare_run,
    .write = write_run,
    .cacheable = call_is_cacheable,
};

static const char *const parameters[] = {"task_tag", NULL};

const struct endpoint current_plugin_run_status = {
    .parameters = parameters,
    .view = VIEW_PLUGIN,
    .state_size = sizeof(struct plugin_run),
    .prepare = prepare_status,
    .write = write_status,
    .cacheable = call_is_cacheable,
};
