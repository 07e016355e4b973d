/* SPDX-License-Identifier: MIT */
#include "sops_2019/node_outputs.h"

#define FIELD "engine_data.outputs"

enum outcome
node_outputs_read(struct call *call, const struct pickle_value *value,
    struct text code, struct node_outputs *outputs)
{
	*outputs = (struct node_outputs){.component = NULL};
	if (code.len > 0) {
		outputs->component = plugins_find(call->plugins, code);
		outputs->unknown = outputs->component == NULL;
	}
	if (value == NULL || outputs->unknown)
		return OUTCOME_OK;
	if (!pickle_is_dict(value)) {
		/* Python asks what is not empty for the declared keys. */
		if (outputs->component != NULL && pickle_is_true(value))
			return call_fault(call, FIELD " is no dict");
		return OUTCOME_OK;
	}
	outputs->dict = value;
	outputs->order = pickle_dict_order(call->arena, value);
	return outputs->order != NULL ? OUTCOME_OK
				      : call_fault(call, "out of memory");
}

static bool
is_declared(const struct node_outputs *outputs, size_t item)
{
	const struct component *c = outputs->component;

	for (size_t i = 0; c != NULL && i < c->noutputs; i++)
		if (pickle_dict_key_is(outputs->dict, item, c->outputs[i].key))
			return true;
	return false;
}

static enum outcome
write_declared(struct call *call, const struct node_outputs *outputs,
    const struct component_output *output, struct json_writer *w)
{
	const struct pickle_value *value = NULL;
	enum outcome outcome = OUTCOME_OK;

	if (outputs->dict != NULL)
		value = pickle_dict_get(outputs->dict, output->key);
	json_object_open(w);
	json_member_string(
	    w, "name", call->english ? output->en : output->zh_hans);
	json_member_string(w, "key", output->key);
	json_key(w, TEXT("value"));
	if (value == NULL)
		json_string(w, TEXT(""));
	else
		outcome = pickled_write(call, w, FIELD, value);
	json_member_bool(w, "preset", true);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_other(struct call *call, const struct node_outputs *outputs, size_t item,
    struct json_writer *w)
{
	const struct pickle_value *key = pickle_dict_key(outputs->dict, item);
	enum outcome outcome = OUTCOME_OK;

	json_object_open(w);
	if (outputs->component != NULL) {
		json_key(w, TEXT("name"));
		outcome = pickled_write(call, w, FIELD, key);
	}
	json_key(w, TEXT("key"));
	if (outcome == OUTCOME_OK)
		outcome = pickled_write(call, w, FIELD, key);
	json_key(w, TEXT("value"));
	if (outcome == OUTCOME_OK)
		outcome = pickled_write(
		    call, w, FIELD, pickle_dict_value(outputs->dict, item));
	json_member_bool(w, "preset", false);
	json_object_close(w);
	return outcome;
}

enum outcome
node_outputs_write(struct call *call, const struct node_outputs *outputs,
    struct json_writer *w)
{
	const struct component *c = outputs->component;
	size_t n = outputs->dict == NULL ? 0 : pickle_dict_size(outputs->dict);
	enum outcome outcome = OUTCOME_OK;

	json_array_open(w);
	for (size_t i = 0; c != NULL && i < c->noutputs; i++) {
		if (outcome == OUTCOME_OK)
			outcome =
			    write_declared(call, outputs, &c->outputs[i], w);
	}
	for (size_t i = 0; i < n && outcome == OUTCOME_OK; i++)
		if (!is_declared(outputs, outputs->order[i]))
			outcome =
			    write_other(call, outputs, outputs->order[i], w);
	json_array_close(w);
	return outcome;
}
