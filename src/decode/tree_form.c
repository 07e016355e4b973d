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

	size_t constant; /* the one that is written, counted from 0 */
	bool is_show_type;
	bool has_show_type, is_shown;
};

static int
no_form(struct form_walk *k, const char *why)
{
	k->why = why;
	return -1;
}

/* A value begins in the reading that finds out. */
static int
value_begins(
    struct form_walk *k, enum json_event event, struct text text, size_t depth)
{
	if (depth == 0 && event != JSON_OBJECT)
		return no_form(k, "its constants are no object");
	if (depth == 1 && event != JSON_OBJECT)
		return no_form(k, "a constant is no object");
	if (depth == 2 && k->is_show_type) {
		k->has_show_type = true;
		k->is_shown = event == JSON_STRING && text_is(text, "show");
	}
	return 0;
}

static int
end_constant(struct form_walk *k)
{
	if (!k->has_show_type)
		return no_form(k, "a constant has no show_type");
	if (buf_add_char(&k->shown, k->is_shown ? 1 : 0) != 0)
		return no_form(k, "too many constants, or out of memory");
	return 0;
}

static int
find_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct form_walk *k = context;

	if (json_value_begins(event))
		return value_begins(k, event, text, depth);
	if (event == JSON_KEY && depth == 1)
		k->has_show_type = k->is_shown = false;
	else if (event == JSON_KEY && depth == 2)
		k->is_show_type = text_is(text, "show_type");
	else if (event == JSON_OBJECT_END && depth == 1)
		return end_constant(k);
	return 0;
}

static int
write_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct form_walk *k = context;

	if ((depth == 0 || k->shown.data[k->constant] != '\0') &&
	    json_copy(k->w, event, text, depth) != 0)
		return -1;
	if (event == JSON_OBJECT_END && depth == 1)
		k->constant++;
	return 0;
}

static enum tree_result
walk(struct form_walk *k)
{
	enum tree_result result;

	k->reader = (struct json_reader){
	    .event = k->w == NULL ? find_event : write_event,
	    .context = k,
	    .one_value = true};
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
