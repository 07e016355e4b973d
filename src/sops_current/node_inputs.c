/* SPDX-License-Identifier: MIT */
#include "sops_current/node.h"

#include "base/utf8.h"

#include <stdlib.h>

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

/* False: they are too many, or out of memory. */
static bool
make_list(struct call *call, struct node_inputs *inputs)
{
	return inputs->list != NULL || value_members(call, &inputs->value,
					   &inputs->list, &inputs->count);
}

enum outcome
node_inputs_unwrap(struct call *call, struct node_inputs *inputs)
{
	if (!value_is_object(&inputs->value))
		return call_fault(call, "the inputs of a node are no object");
	if (!make_list(call, inputs))
		return call_fault(call, "too many inputs, or out of memory");
	for (size_t i = 0; i < inputs->count; i++) {
		if (inputs->list[i].key.s == NULL)
			return call_fault(call, "an input has no name");
		inputs->list[i].key = cut_key(inputs->list[i].key);
	}
	return OUTCOME_OK;
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

static int
compare_keys(const void *a, const void *b)
{
	const struct value_member *x = *(struct value_member *const *)a;
	const struct value_member *y = *(struct value_member *const *)b;

	return text_compare(x->key, y->key);
}

/* Those of the list whose keys are texts, by key. */
struct keys {
	struct value_member **items;
	size_t count;
};

static bool
sort_keys(
    struct call *call, const struct node_inputs *inputs, struct keys *keys)
{
	keys->count = 0;
	keys->items = arena_array(
	    call->arena, inputs->count, sizeof(struct value_member *));
	if (keys->items == NULL)
		return false;
	for (size_t i = 0; i < inputs->count; i++)
		if (inputs->list[i].key.s != NULL)
			keys->items[keys->count++] = &inputs->list[i];
	qsort(keys->items, keys->count, sizeof(struct value_member *),
	    compare_keys);
	return true;
}

static void
set_input(const struct keys *keys, struct text key, const struct value *value)
{
	struct value_member wanted = {.key = key}, *at = &wanted, **found;

	found = bsearch(&at, keys->items, keys->count,
	    sizeof(struct value_member *), compare_keys);
	if (found != NULL)
		(*found)->value = *value;
}

enum outcome
node_inputs_fix(struct call *call, struct text data, struct node_inputs *inputs)
{
	struct value_member *fields;
	struct field field;
	struct keys keys = {.items = NULL};
	size_t count;

	if (!value_is_object(&inputs->value))
		return OUTCOME_OK;
	if (!read_fields(call, data, &fields, &count))
		return call_forward(
		    call, "What the flow has for this node cannot be read");
	for (size_t i = 0; i < count; i++) {
		if (!read_field(call, &fields[i].value, &field))
			return call_fault(call, "out of memory");
		if (!field.is_fixed)
			continue;
		if (field.value.kind == VALUE_NONE)
			return call_fault(call, "an input has no value");
		if (keys.items == NULL && (!make_list(call, inputs) ||
					      !sort_keys(call, inputs, &keys)))
			return call_fault(
			    call, "too many inputs, or out of memory");
		set_input(&keys, fields[i].key, &field.value);
	}
	return OUTCOME_OK;
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
