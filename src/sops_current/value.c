/* SPDX-License-Identifier: MIT */
#include "sops_current/value.h"

#include <stdlib.h>

#include "base/decimal.h"
#include "base/utf8.h"
#include "json/reader.h"

/* What bk-sops makes of a column that it cannot read; of the lines that follow
 * only the last one can be known here. */
#define IO_ERROR                             \
	"IOField to_python raise error: "    \
	"Traceback (most recent call last):" \
	"\n"

/* A reading of JSON that is in memory as a whole. */
struct reading {
	struct call *call;
	struct json_reader reader;
	struct text json;
	bool as_is;  /* so far */
	size_t from; /* where what is read next begins, at the earliest */

	struct value_member *members;
	size_t count;
	struct text *text;     /* of value_utf8 */
	struct json_writer *w; /* of value_write */
};

static enum json_result
reading_run(struct reading *r, json_handler event)
{
	struct json_memory memory = {.text = r->json};

	r->reader = (struct json_reader){.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = event,
	    .context = r,
	    .max_depth = VALUE_DEPTH,
	    .max_string = r->json.len};
	return json_read(&r->reader);
}

/* JSON has no infinite numbers, and Python's int has no -0. */
static bool
is_odd(const struct reading *r, enum json_event event, struct text text)
{
	size_t end = (size_t)r->reader.offset;

	if (event == JSON_NOT_FINITE)
		return true;
	return event == JSON_INT && text_is(text, "0") && end >= 2 &&
	       r->json.s[end - 2] == '-';
}

static int
check_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct reading *r = context;

	(void)depth;
	if (is_odd(r, event, text))
		r->as_is = false;
	return 0;
}

struct value
value_json(struct text json)
{
	return (struct value){.kind = VALUE_JSON, .as_is = true, .text = json};
}

struct value
value_string(struct text utf8)
{
	return (struct value){.kind = VALUE_TEXT, .text = utf8};
}

enum value_result
value_read_json(struct text stored, struct value *value, const char **why)
{
	struct reading r = {.json = stored, .as_is = true};
	enum json_result result = reading_run(&r, check_event);

	*why = json_result_text(result);
	if (result == JSON_BROKEN)
		*why = "the stored text is no JSON";
	if (result != JSON_OK)
		return result == JSON_BROKEN ? VALUE_BROKEN : VALUE_FAILED;
	*value = (struct value){.kind = VALUE_JSON,
	    .as_is = r.as_is && utf8_valid(stored.s, stored.len),
	    .text = text_strip(stored)};
	return VALUE_OK;
}

static struct pickle_rules
rules_of(const struct call *call)
{
	return (struct pickle_rules){
	    PICKLE_PYTHON_3, PICKLE_PROTOCOL, call->english};
}

static enum value_result
end_pickle(struct call *call, enum pickle_result result)
{
	switch (result) {
	case PICKLE_OK:
		return VALUE_OK;
	case PICKLE_BROKEN:
		return VALUE_BROKEN;
	case PICKLE_REFUSED:
		call->result.refused_pickle = true;
		break;
	case PICKLE_LARGE:
	case PICKLE_MEMORY:
		break;
	}
	return VALUE_FAILED;
}

enum value_result
value_read_eri(struct call *call, struct text stored, struct text serializer,
    struct value *value, const char **why)
{
	struct pickle_rules rules = rules_of(call);
	struct text unknown;

	*value = (struct value){.kind = VALUE_PICKLE};
	if (text_is(serializer, "json"))
		return value_read_json(stored, value, why);
	if (text_is(serializer, "pickle"))
		return end_pickle(call, pickle_read_base64(call->arena, stored,
					    &rules, &value->pickle, why));
	unknown = ARENA_JOIN(
	    call->arena, TEXT("unsupport serializer type: "), serializer);
	*why = unknown.s != NULL ? unknown.s : "out of memory";
	return unknown.s != NULL ? VALUE_BROKEN : VALUE_FAILED;
}

enum value_result
value_read_io(struct call *call, struct text stored, struct value *value,
    const char **why)
{
	struct pickle_rules rules = rules_of(call);
	enum value_result result;
	struct text text;

	*value = (struct value){.kind = VALUE_PICKLE};
	result = end_pickle(call,
	    pickle_read(call->arena, stored, &rules, &value->pickle, why));
	if (result != VALUE_BROKEN)
		return result;
	text = ARENA_JOIN(call->arena, TEXT(IO_ERROR), text_of(*why));
	if (text.s == NULL) {
		*why = "out of memory";
		return VALUE_FAILED;
	}
	*value = value_string(text);
	return VALUE_OK;
}

bool
value_is_object(const struct value *value)
{
	switch (value->kind) {
	case VALUE_JSON:
		return value->text.s[0] == '{';
	case VALUE_PICKLE:
		return pickle_is_dict(value->pickle);
	case VALUE_NONE:
	case VALUE_TEXT:
		break;
	}
	return false;
}

/* Of checked JSON without blanks around it. */
static bool
json_is_true(struct text json)
{
	double number;

	switch (json.s[0]) {
	case '{':
	case '[':
		json.s++;
		json.len -= 2;
		return text_strip(json).len > 0;
	case '"':
		return json.len > 2;
	case 't':
		return true;
	case 'f':
	case 'n':
		return false;
	default:
		/* NaN is true. */
		decimal_to_double(json, &number);
		return number != 0;
	}
}

bool
value_is_true(const struct value *value)
{
	switch (value->kind) {
	case VALUE_JSON:
		return json_is_true(value->text);
	case VALUE_TEXT:
		return value->text.len > 0;
	case VALUE_PICKLE:
		return pickle_is_true(value->pickle);
	case VALUE_NONE:
		break;
	}
	return false;
}

static int
add_member(struct reading *r, struct text key)
{
	struct value_member *more;

	if (r->count == VALUE_MEMBERS_MAX)
		return -1;
	more = arena_grow(r->call->arena, r->members, r->count, sizeof(*more));
	if (more == NULL)
		return -1;
	r->members = more;
	r->members[r->count] =
	    (struct value_member){.key = arena_copy(r->call->arena, key)};
	r->from = (size_t)r->reader.offset;
	r->as_is = true;
	return r->members[r->count++].key.s == NULL ? -1 : 0;
}

/* What stands between a key and the next offset: blanks, a colon, the value. */
static struct text
member_text(const struct reading *r)
{
	struct text t = {
	    r->json.s + r->from, (size_t)r->reader.offset - r->from};

	t = text_strip(t);
	t.s++;
	t.len--;
	return text_strip(t);
}

static int
member_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct reading *r = context;

	if (event == JSON_KEY && depth == 1)
		return add_member(r, text);
	if (is_odd(r, event, text))
		r->as_is = false;
	if (json_value_ends(event) && depth == 1) {
		struct value *value = &r->members[r->count - 1].value;

		*value = value_json(member_text(r));
		value->as_is =
		    r->as_is && utf8_valid(value->text.s, value->text.len);
	}
	return 0;
}

/* Equal keys in stored order. */
static int
compare_members(const void *a, const void *b)
{
	const struct value_member *x = *(const struct value_member *const *)a,
				  *y = *(const struct value_member *const *)b;
	int order = text_compare(x->key, y->key);

	return order != 0 ? order : (x > y) - (x < y);
}

/* Gives the first of equal keys the value of the last, and drops the others.
 * False when out of memory. */
static bool
merge_equal(struct reading *r)
{
	struct value_member **sorted = arena_array(
	    r->call->arena, r->count, sizeof(struct value_member *));
	struct value_member *first = NULL;
	size_t kept = 0;

	if (sorted == NULL)
		return false;
	for (size_t i = 0; i < r->count; i++)
		sorted[i] = &r->members[i];
	qsort(sorted, r->count, sizeof(struct value_member *), compare_members);
	for (size_t i = 0; i < r->count; i++) {
		if (first == NULL || !text_eq(first->key, sorted[i]->key)) {
			first = sorted[i];
			continue;
		}
		first->value = sorted[i]->value;
		sorted[i]->value.kind = VALUE_NONE;
	}
	for (size_t i = 0; i < r->count; i++)
		if (r->members[i].value.kind != VALUE_NONE)
			r->members[kept++] = r->members[i];
	r->count = kept;
	return true;
}

static bool
json_members(struct reading *r)
{
	return reading_run(r, member_event) == JSON_OK && merge_equal(r);
}

static bool
pickle_members(struct reading *r, const struct pickle_value *dict)
{
	struct arena *arena = r->call->arena;

	r->count = pickle_dict_size(dict);
	if (r->count > VALUE_MEMBERS_MAX)
		return false;
	r->members = arena_array(arena, r->count, sizeof(*r->members));
	if (r->members == NULL)
		return false;
	for (size_t i = 0; i < r->count; i++) {
		struct value_member *m = &r->members[i];

		m->own = pickle_dict_key(dict, i);
		m->value.kind = VALUE_PICKLE;
		if (!pickle_dict_item(
			arena, dict, i, &m->key, &m->value.pickle))
			m->key = TEXT_NONE;
	}
	return true;
}

bool
value_members(struct call *call, const struct value *object,
    struct value_member **members, size_t *count)
{
	struct reading r = {.call = call, .json = object->text};
	bool good = object->kind == VALUE_JSON
			? json_members(&r)
			: pickle_members(&r, object->pickle);

	*members = r.members;
	*count = r.count;
	return good;
}

struct value
value_find(const struct value_member *members, size_t count, struct text key)
{
	for (size_t i = 0; i < count; i++)
		if (text_eq(members[i].key, key))
			return members[i].value;
	return (struct value){.kind = VALUE_NONE};
}

static int
text_event(void *context, enum json_event event, struct text text, size_t depth)
{
	const struct reading *r = context;

	(void)depth;
	if (event != JSON_STRING)
		return -1;
	*r->text = arena_copy(r->call->arena, text);
	return r->text->s == NULL ? -1 : 0;
}

bool
value_utf8(struct call *call, const struct value *value, struct text *text)
{
	struct reading r = {.call = call, .json = value->text, .text = text};

	switch (value->kind) {
	case VALUE_JSON:
		return reading_run(&r, text_event) == JSON_OK;
	case VALUE_TEXT:
		*text = value->text;
		return true;
	case VALUE_PICKLE:
		return pickle_str(call->arena, value->pickle, text);
	case VALUE_NONE:
		break;
	}
	return false;
}

/* A string is written as it is stored: JSON may have half a character in it,
 * UTF-8 cannot. */
static int
write_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct reading *r = context;
	size_t from = r->from, to = (size_t)r->reader.offset;

	r->from = to;
	if (event == JSON_STRING) {
		const char *quote = memchr(r->json.s + from, '"', to - from);
		struct text string = {quote, (size_t)(r->json.s + to - quote)};

		if (utf8_valid(string.s, string.len))
			return json_raw(r->w, string);
	}
	return json_copy(r->w, event, text, depth);
}

static enum outcome
write_value_json(struct call *call, struct json_writer *w, const char *column,
    struct text json)
{
	struct reading r = {.call = call, .json = json, .w = w};
	enum json_result result = reading_run(&r, write_event);
	struct text why;

	if (result == JSON_OK || result == JSON_STOPPED)
		return OUTCOME_OK;
	why = arena_printf(
	    call->arena, "%s: %s", column, json_result_text(result));
	return call_fault(call, why.s);
}

enum outcome
value_write(struct call *call, struct json_writer *w, const char *column,
    const struct value *value)
{
	switch (value->kind) {
	case VALUE_JSON:
		if (!value->as_is)
			return write_value_json(call, w, column, value->text);
		json_raw(w, value->text);
		break;
	case VALUE_TEXT:
		json_string(w, value->text);
		break;
	case VALUE_PICKLE:
		return call_write_pickle(call, w, column, value->pickle);
	case VALUE_NONE:
		json_null(w);
		break;
	}
	return OUTCOME_OK;
}

enum outcome
value_write_key(struct call *call, struct json_writer *w, const char *column,
    const struct value_member *member)
{
	if (member->own != NULL)
		return call_write_pickle(call, w, column, member->own);
	json_string(w, member->key);
	return OUTCOME_OK;
}
