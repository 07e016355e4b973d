/* SPDX-License-Identifier: MIT */
#include "decode/tree_form.h"

#include "decode/tree_walk.h"

/*
 * One reading of the constants: without a writer to find out which are shown,
 * with one to write those.  Of several members "show_type" of one constant
 * the last one counts.
 */
struct form_walk {
	struct json_reader reader;
	struct tree *tree;
	struct json_writer *w; /* NULL: find out */
	struct buf shown;      /* a byte for each constant: whether it is */
	const char *why;       /* it is no form, or NULL */

	size_t depth;
	size_t constant; /* counted from 0; only inside of one */
	bool is_show_type;
	bool has_show_type, is_shown;
};

static int
no_form(struct form_walk *k, const char *why)
{
	k->why = why;
	return -1;
}

/* A value begins: its text if it is one, else TEXT_NONE. */
static int
value_begins(struct form_walk *k, bool is_object, struct text text)
{
	if (k->w != NULL || k->depth > 2)
		return 0;
	if (k->depth == 0)
		return is_object ? 0
				 : no_form(k, "its constants are no object");
	if (k->depth == 1)
		return is_object ? 0 : no_form(k, "a constant is no object");
	if (k->is_show_type) {
		k->has_show_type = true;
		k->is_shown = text.s != NULL && text_is(text, "show");
	}
	return 0;
}

static bool
is_written(const struct form_walk *k)
{
	return k->w != NULL &&
	       (k->depth == 0 || k->shown.data[k->constant] != '\0');
}

static int
form_null(void *context)
{
	struct form_walk *k = context;

	if (value_begins(k, false, TEXT_NONE) != 0)
		return -1;
	return is_written(k) ? json_null(k->w) : 0;
}

static int
form_boolean(void *context, bool value)
{
	struct form_walk *k = context;

	if (value_begins(k, false, TEXT_NONE) != 0)
		return -1;
	return is_written(k) ? json_bool(k->w, value) : 0;
}

static int
form_number(void *context, struct text number, bool is_float)
{
	struct form_walk *k = context;

	(void)is_float;
	if (value_begins(k, false, TEXT_NONE) != 0)
		return -1;
	return is_written(k) ? json_number(k->w, number) : 0;
}

static int
form_not_finite(void *context, const char *name)
{
	(void)name;
	return form_null(context);
}

static int
form_string(void *context, struct text value)
{
	struct form_walk *k = context;

	if (value_begins(k, false, value) != 0)
		return -1;
	return is_written(k) ? json_string(k->w, value) : 0;
}

static int
form_key(void *context, struct text key)
{
	struct form_walk *k = context;

	if (k->depth == 1)
		k->has_show_type = k->is_shown = false;
	if (k->depth == 2)
		k->is_show_type = text_is(key, "show_type");
	return is_written(k) ? json_key(k->w, key) : 0;
}

static int
form_object_open(void *context)
{
	struct form_walk *k = context;
	bool written = is_written(k);

	if (value_begins(k, true, TEXT_NONE) != 0)
		return -1;
	k->depth++;
	return written ? json_object_open(k->w) : 0;
}

static int
form_array_open(void *context)
{
	struct form_walk *k = context;
	bool written = is_written(k);

	if (value_begins(k, false, TEXT_NONE) != 0)
		return -1;
	k->depth++;
	return written ? json_array_open(k->w) : 0;
}

/* A constant ends. */
static int
end_constant(struct form_walk *k)
{
	k->constant++;
	if (k->w != NULL)
		return 0;
	if (!k->has_show_type)
		return no_form(k, "a constant has no show_type");
	if (buf_add_char(&k->shown, k->is_shown ? 1 : 0) != 0)
		return no_form(k, "too many constants, or out of memory");
	return 0;
}

static int
form_object_close(void *context)
{
	struct form_walk *k = context;

	k->depth--;
	if (is_written(k) && json_object_close(k->w) != 0)
		return -1;
	return k->depth == 1 ? end_constant(k) : 0;
}

static int
form_array_close(void *context)
{
	struct form_walk *k = context;

	k->depth--;
	return is_written(k) ? json_array_close(k->w) : 0;
}

static const struct json_events form_events = {
    .null = form_null,
    .boolean = form_boolean,
    .number = form_number,
    .not_finite = form_not_finite,
    .string = form_string,
    .object_open = form_object_open,
    .key = form_key,
    .object_close = form_object_close,
    .array_open = form_array_open,
    .array_close = form_array_close,
};

static enum tree_result
walk(struct form_walk *k)
{
	enum tree_result result;

	k->constant = 0;
	k->reader = (struct json_reader){
	    .events = &form_events, .context = k, .one_value = true};
	result = walk_constants_with(k->tree, &k->reader);
	if (result == TREE_STOPPED && k->why != NULL)
		return walk_failed(k->tree, TREE_BROKEN, k->why);
	return result;
}

enum tree_result
tree_write_form(struct tree *tree, struct json_writer *w)
{
	struct form_walk k = {.tree = tree};
	enum tree_result result;

	buf_init(&k.shown, TREE_CONSTANTS);
	result = walk(&k);
	if (result == TREE_OK) {
		k.w = w;
		result = walk(&k);
	}
	buf_free(&k.shown);
	return result;
}
