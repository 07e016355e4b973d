/* SPDX-License-Identifier: MIT */
/* Values as their callers ask for them, and as JSON (sops 2.4, sops-current
 * 1.5). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "decode/pickle.h"
#include "decode/pickle_names.h"
#include "decode/pickle_scalar.h"
#include "python/number.h"
#include "python/repr.h"

/*
 * What one written value may hold: bytes of text, and VALUE_SIZE for each value
 * in it.  A small pickle can refer to one value often enough for more than any
 * memory.
 */
#define WRITTEN_MAX ((size_t)64 * 1024 * 1024)
#define VALUE_SIZE  ((size_t)16)

#define DAY	  86400 /* seconds */
#define DELTA_MAX 48	/* bytes of a timedelta's text with its NUL */

/* The containers that are being written, the innermost first. */
struct frame {
	const struct frame *outer;
	const struct pickle_value *value;
	size_t depth;
};

struct writing {
	struct json_writer *w;
	const char **why;
	struct buf scratch;
	size_t written;
};

static int write_value(struct writing *wr, const struct frame *outer,
    const struct pickle_value *v);

static int
no_form(struct writing *wr, const char *why)
{
	*wr->why = why;
	return -1;
}

/* A class, as Python shows classes; functions, too. */
static struct text
name_text(const struct pickle_value *v, struct buf *scratch)
{
	const struct pickle_name *n = v->name;
	bool type = n->builtin && v->python == PICKLE_PYTHON_2;
	bool bare = n->builtin && (text_is(n->module, "__builtin__") ||
				      text_is(n->module, "builtins"));

	buf_reset(scratch);
	buf_addf(scratch, "<%s '", type ? "type" : "class");
	if (!bare)
		buf_addf(scratch, "%.*s.", TEXT_ARG(n->module));
	buf_addf(scratch, "%.*s'>", TEXT_ARG(n->name));
	return buf_text(scratch);
}

static struct text
opaque_text(const struct pickle_name *n, struct buf *scratch)
{
	buf_reset(scratch);
	buf_addf(
	    scratch, "<%.*s.%.*s>", TEXT_ARG(n->module), TEXT_ARG(n->name));
	return buf_text(scratch);
}

static int
write_text(struct writing *wr, struct text t)
{
	struct text utf8;

	if (wr->scratch.failed || !pickle_to_utf8(t, &wr->scratch, &utf8))
		return no_form(wr, "bytes that are not UTF-8");
	if (utf8.len > WRITTEN_MAX - wr->written)
		return no_form(wr, "a value too large to write");
	wr->written += utf8.len;
	return json_string(wr->w, utf8);
}

/* JSON text of Python's text in `out`; false when it has none. */
static bool
add_escaped(struct buf *out, struct text t)
{
	uint32_t c;
	size_t n;

	for (; t.len > 0; t.s += n, t.len -= n) {
		n = pickle_get_char(t.s, t.len, &c);
		if (n == 0)
			return false;
		if (utf8_is_high(c) || utf8_is_low(c) || c < 0x20 || c == '"' ||
		    c == '\\')
			buf_addf(out, "\\u%04x", (unsigned)c);
		else
			buf_add(out, t.s, n);
	}
	return true;
}

/* A half of a character has no UTF-8: Python 3 writes it as an escape. */
static int
write_unicode(struct writing *wr, const struct pickle_value *v)
{
	struct text json;

	if (v->python == PICKLE_PYTHON_2 || utf8_valid(v->text.s, v->text.len))
		return write_text(wr, v->text);
	buf_reset(&wr->scratch);
	buf_add_char(&wr->scratch, '"');
	if (!add_escaped(&wr->scratch, v->text))
		return no_form(wr, "text that is not UTF-8");
	buf_add_char(&wr->scratch, '"');
	json = buf_text(&wr->scratch);
	if (wr->scratch.failed || json.len > WRITTEN_MAX - wr->written)
		return no_form(wr, "a value too large to write");
	wr->written += json.len;
	return json_raw(wr->w, json);
}

/* Python 3 reads neither surrogates in bytes nor a bytearray as text; in the
 * repr() of the latter a ' has its backslash between any quotes. */
static int
write_bytes(struct writing *wr, const struct pickle_value *v)
{
	char quote = python_repr_quote(v->text);

	if (v->python == PICKLE_PYTHON_2)
		return write_text(wr, v->text);
	if (v->kind == KIND_BYTES)
		return utf8_valid(v->text.s, v->text.len)
			   ? write_text(wr, v->text)
			   : no_form(wr, "bytes that are not UTF-8");
	buf_reset(&wr->scratch);
	buf_addf(&wr->scratch, "bytearray(b%c", quote);
	for (size_t i = 0; i < v->text.len; i++)
		python_repr_character(
		    &wr->scratch, (unsigned char)v->text.s[i], '\'');
	buf_addf(&wr->scratch, "%c)", quote);
	return write_text(wr, buf_text(&wr->scratch));
}

/* Python's str() of a timedelta. */
static void
delta_text(struct pickle_delta delta, char out[DELTA_MAX])
{
	int days = (int)(delta.seconds / DAY),
	    rest = (int)(delta.seconds % DAY);
	char head[24] = "", tail[16] = "";

	if (rest < 0) {
		days--;
		rest += DAY;
	}
	if (days != 0)
		snprintf(head, sizeof(head), "%d day%s, ", days,
		    abs(days) == 1 ? "" : "s");
	if (delta.micros != 0)
		snprintf(tail, sizeof(tail), ".%06d", (int)delta.micros);
	snprintf(out, DELTA_MAX, "%s%d:%02d:%02d%s", head, rest / 3600,
	    rest / 60 % 60, rest % 60, tail);
}

static int
write_float(struct writing *wr, double real)
{
	char text[PYTHON_NUMBER_MAX];

	if (!isfinite(real))
		return json_null(wr->w);
	python_float_repr(real, text);
	return json_raw(wr->w, text_of(text));
}

static int
write_long(struct writing *wr, struct text digits)
{
	if (digits.len > WRITTEN_MAX - wr->written)
		return no_form(wr, "a value too large to write");
	wr->written += digits.len;
	return json_raw(wr->w, digits);
}

static struct text
long_text(const struct pickle_value *v, char out[PYTHON_NUMBER_MAX])
{
	if (v->kind == KIND_LONG)
		return v->text;
	snprintf(out, PYTHON_NUMBER_MAX, "%lld", (long long)v->number);
	return text_of(out);
}

/*
 * The text of a key: as long as `key` and `scratch` are left alone.  False
 * when it has none, or scratch failed.
 */
static bool
key_text(const struct pickle_value *key, struct buf *scratch, struct text *text)
{
	char small[PYTHON_NUMBER_MAX];

	switch (key->kind) {
	case KIND_BYTES:
	case KIND_UNICODE:
		return !pickle_is_bytes3(key) &&
		       pickle_to_utf8(key->text, scratch, text);
	case KIND_NONE:
		*text = TEXT("null");
		return true;
	case KIND_BOOL: /* what json of CPython 2.7 writes, and of 3 */
		if (key->python == PICKLE_PYTHON_2)
			*text = key->number ? TEXT("True") : TEXT("False");
		else
			*text = key->number ? TEXT("true") : TEXT("false");
		return true;
	case KIND_INT:
	case KIND_LONG:
		*text = long_text(key, small);
		break;
	case KIND_FLOAT:
		python_float_repr(key->real, small);
		*text = isnan(key->real)      ? TEXT("NaN")
			: isfinite(key->real) ? text_of(small)
			: key->real > 0	      ? TEXT("Infinity")
					      : TEXT("-Infinity");
		break;
	default:
		return false;
	}
	/* Out of the array that ends here. */
	buf_reset(scratch);
	buf_add_text(scratch, *text);
	*text = buf_text(scratch);
	return !scratch->failed;
}

static int
write_dict(struct writing *wr, const struct frame *frame,
    const struct pickle_dict *dict)
{
	struct text key;

	if (json_object_open(wr->w) != 0)
		return -1;
	for (size_t i = 0; i < dict->count; i++) {
		if (!key_text(dict->items[i].key, &wr->scratch, &key))
			return no_form(wr, "a dict key without JSON form");
		if (key.len > WRITTEN_MAX - wr->written)
			return no_form(wr, "a value too large to write");
		wr->written += key.len;
		if (json_key(wr->w, key) != 0 ||
		    write_value(wr, frame, dict->items[i].value) != 0)
			return -1;
	}
	return json_object_close(wr->w);
}

static int
write_set(struct writing *wr, const struct frame *frame,
    const struct pickle_dict *set)
{
	if (json_array_open(wr->w) != 0)
		return -1;
	for (size_t i = 0; i < set->count; i++)
		if (write_value(wr, frame, set->items[i].key) != 0)
			return -1;
	return json_array_close(wr->w);
}

static int
write_list(struct writing *wr, const struct frame *frame,
    const struct pickle_list *list)
{
	if (json_array_open(wr->w) != 0)
		return -1;
	for (size_t i = 0; i < list->count; i++)
		if (write_value(wr, frame, list->items[i]) != 0)
			return -1;
	return json_array_close(wr->w);
}

static bool
is_cycle(const struct frame *innermost)
{
	for (const struct frame *f = innermost->outer; f != NULL; f = f->outer)
		if (f->value == innermost->value)
			return true;
	return false;
}

/* Recursion ends at PICKLE_DEPTH: a cycle of values gets there, too. */
static int
write_container(
    struct writing *wr, const struct frame *outer, const struct pickle_value *v)
{
	struct frame frame = {outer, v, outer == NULL ? 1 : outer->depth + 1};

	if (frame.depth > PICKLE_DEPTH)
		return no_form(wr, is_cycle(&frame)
				       ? "a value that contains itself"
				       : "a value nested too deep");
	if (v->kind == KIND_DICT)
		return write_dict(wr, &frame, v->dict);
	if (v->kind == KIND_SET || v->kind == KIND_FROZENSET)
		return write_set(wr, &frame, v->dict);
	return write_list(wr, &frame, &v->list);
}

static int
write_value(
    struct writing *wr, const struct frame *outer, const struct pickle_value *v)
{
	char delta[DELTA_MAX];

	if (VALUE_SIZE > WRITTEN_MAX - wr->written)
		return no_form(wr, "a value too large to write");
	wr->written += VALUE_SIZE;
	switch (v->kind) {
	case KIND_NONE:
		return json_null(wr->w);
	case KIND_BOOL:
		return json_bool(wr->w, v->number != 0);
	case KIND_INT:
		return json_int(wr->w, v->number);
	case KIND_LONG:
		return write_long(wr, v->text);
	case KIND_FLOAT:
		return write_float(wr, v->real);
	case KIND_BYTES:
	case KIND_BYTEARRAY:
		return write_bytes(wr, v);
	case KIND_UNICODE:
	case KIND_SHOWN:
		return write_unicode(wr, v);
	case KIND_LIST:
	case KIND_TUPLE:
	case KIND_SET:
	case KIND_FROZENSET:
	case KIND_DICT:
		return write_container(wr, outer, v);
	case KIND_DELTA:
		delta_text(v->delta, delta);
		return write_text(wr, text_of(delta));
	case KIND_ZONE:
		return write_text(wr, v->zone->name);
	case KIND_UUID:
		return v->text.s == NULL ? no_form(wr, "a UUID without number")
					 : write_text(wr, v->text);
	case KIND_OPAQUE:
		return write_text(wr, opaque_text(v->name, &wr->scratch));
	case KIND_NAME:
		return write_text(wr, name_text(v, &wr->scratch));
	case KIND_NOFORM:
		return no_form(wr, v->text.s);
	}
	return no_form(wr, "a value without JSON form");
}

int
pickle_write(
    const struct pickle_value *value, struct json_writer *w, const char **why)
{
	struct writing wr = {.w = w, .why = why};
	int r;

	*why = "the writer failed";
	buf_init(&wr.scratch, WRITTEN_MAX);
	r = write_value(&wr, NULL, value);
	buf_free(&wr.scratch);
	return r;
}

bool
pickle_dict_item(struct arena *arena, const struct pickle_value *dict, size_t i,
    struct text *key, const struct pickle_value **value)
{
	const struct pickle_item *item = &dict->dict->items[i];
	struct buf scratch;
	bool has_form;

	*value = item->value;
	buf_init(&scratch, PICKLE_MAX);
	has_form = key_text(item->key, &scratch, key);
	if (has_form)
		*key = arena_copy(arena, *key);
	buf_free(&scratch);
	return has_form && key->s != NULL;
}

bool
pickle_str(
    struct arena *arena, const struct pickle_value *value, struct text *utf8)
{
	struct buf scratch;

	if (value->kind != KIND_UNICODE &&
	    (value->kind != KIND_BYTES || value->python != PICKLE_PYTHON_2))
		return false;
	buf_init_in(&scratch, arena, PICKLE_MAX);
	return pickle_to_utf8(value->text, &scratch, utf8);
}

bool
pickle_is_true(const struct pickle_value *value)
{
	switch (value->kind) {
	case KIND_NONE:
		return false;
	case KIND_BOOL:
	case KIND_INT:
		return value->number != 0;
	case KIND_FLOAT:
		return value->real != 0;
	case KIND_BYTES:
	case KIND_UNICODE:
	case KIND_BYTEARRAY:
		return value->text.len > 0;
	case KIND_LIST:
	case KIND_TUPLE:
		return value->list.count > 0;
	case KIND_SET:
	case KIND_FROZENSET:
	case KIND_DICT:
		return value->dict->count > 0;
	default:
		return true;
	}
}
