/* SPDX-License-Identifier: MIT */
#include "sops_current/node.h"

#include "base/utf8.h"

/* The first two characters and the last one are cut. */
static struct text
cut_key(struct text key)
{
	uint32_t c;

	for (int i = 0; i < 2 && key.len > 0; i++) {
		size_t len = utf8_get(key.s, key.len, &c);

		key.s += len;
		key.len -= len;
	}
	while (key.len > 0 && ((unsigned char)key.s[--key.len] & 0xC0) == 0x80)
		;
	return key;
}

static enum outcome
make_list(struct call *call, struct node_inputs *inputs)
{
	if (inputs->list == NULL &&
	    !value_members(call, &inputs->value, &inputs->list, &inputs->count))
		return call_fault(call, "too many inputs, or out of memory");
	return OUTCOME_OK;
}

enum outcome
node_inputs_unwrap(struct call *call, struct node_inputs *inputs)
{
	enum outcome outcome;

	if (!value_is_object(&inputs->value))
		return call_fault(call, "the inputs of a node are no object");
	outcome = make_list(call, inputs);
	for (size_t i = 0; i < inputs->count && outcome == OUTCOME_OK; i++) {
		if (inputs->list[i].key.s == NULL)
			return call_fault(call, "an input has no name");
		inputs->list[i].key = cut_key(inputs->list[i].key);
	}
	return outcome;
}

/* A field of component.data: {"hook", "need_render", "value"}. */
struct field {
	struct value value;
	bool is_fixed; /* need_render is false */
};

/* What is no such object has no value.  False when out of memory. */
static bool
read_field(struct call *call, const struct value *json, struct field *field)
{
	struct value_member *members;
	struct value render;
	size_t count;

	*field = (struct field){.is_fixed = false};
	if (!value_is_object(json))
		return true;
	if (!value_members(call, json, &members, &count))
		return false;
	field->value = value_find(members, count, TEXT("value"));
	render = value_find(members, count, TEXT("need_render"));
	field->is_fixed =
	    render.kind == VALUE_JSON && text_is(render.text, "false");
	return true;
}

/* The members of component.data; false when there is none that can be read. */
static bool
read_fields(struct call *call, struct text data, struct value_member **fields,
    size_t *count)
{
	struct value value = value_json(data);

	return data.s != NULL && value_is_object(&value) &&
	       value_members(call, &value, fields, count);
}

static enum outcome
forward(struct call *call)
{
	return call_forward(call,
	    "The inputs of a node that was not executed yet are worked out by "
	    "bk-sops alone where they have variables");
}

enum outcome
node_inputs_preview(
    struct call *call, struct text data, struct node_inputs *inputs)
{
	struct field field;

	if (data.s == NULL || memmem(data.s, data.len, "${", 2) != NULL ||
	    !read_fields(call, data, &inputs->list, &inputs->count))
		return forward(call);
	for (size_t i = 0; i < inputs->count; i++) {
		if (!read_field(call, &inputs->list[i].value, &field))
			return call_fault(call, "out of memory");
		if (field.value.kind == VALUE_NONE)
			return forward(call);
		inputs->list[i].value = field.value;
	}
	return OUTCOME_OK;
}

static void
set_input(
    struct node_inputs *inputs, struct text key, const struct value *value)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (text_eq(inputs->list[i].key, key))
			inputs->list[i].value = *value;
}

enum outcome
node_inputs_fix(struct call *call, struct text data, struct node_inputs *inputs)
{
	struct value_member *fields;
	struct field field;
	enum outcome outcome = OUTCOME_OK;
	size_t count;

	if (!value_is_object(&inputs->value))
		return OUTCOME_OK;
	if (!read_fields(call, data, &fields, &count))
		return call_forward(
		    call, "What the flow has for this node cannot be read");
	for (size_t i = 0; i < count && outcome == OUTCOME_OK; i++) {
		if (!read_field(call, &fields[i].value, &field))
			return call_fault(call, "out of memory");
		if (!field.is_fixed)
			continue;
		if (field.value.kind == VALUE_NONE)
			return call_fault(call, "an input has no value");
		outcome = make_list(call, inputs);
		set_input(inputs, fields[i].key, &field.value);
	}
	return outcome;
}

enum outcome
node_inputs_show(
    struct call *call, struct json_writer *w, const struct node_inputs *inputs)
{
	enum outcome outcome = OUTCOME_OK;

	if (inputs->list == NULL)
		return value_write(call, w, "inputs", &inputs->value);
	json_object_open(w);
	for (size_t i = 0; i < inputs->count && outcome == OUTCOME_OK; i++) {
		json_key(w, inputs->list[i].key);
		outcome =
		    value_write(call, w, "inputs", &inputs->list[i].value);
	}
	json_object_close(w);
	return outcome;
}
