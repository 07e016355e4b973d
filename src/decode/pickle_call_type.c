/* SPDX-License-Identifier: MIT */
/* Calls of the built-in types, and of _codecs.encode. */
#include <stdio.h>

#include "base/utf8.h"
#include "decode/pickle_call.h"
#include "decode/pickle_scalar.h"
#include "python/number.h"

/* Units of work to look at one item. */
#define ITEM_WORK 8

static bool
is_sequence(const struct pickle_value *v)
{
	return v->kind == KIND_LIST || v->kind == KIND_TUPLE;
}

static bool
is_keyed(const struct pickle_value *v)
{
	return v->kind == KIND_DICT || v->kind == KIND_SET ||
	       v->kind == KIND_FROZENSET;
}

/* What list(), tuple() and set() iterate over. */
static bool
add_all(const struct pickle_call *call, struct pickle_value *to,
    const struct pickle_value *from)
{
	size_t count = is_sequence(from) ? from->list.count
		       : is_keyed(from)	 ? from->dict->count
					 : 0;

	if (!is_sequence(from) && !is_keyed(from))
		return pickle_call_refuse(call);
	if (count > 0 && !pickle_work(call->vm, count * ITEM_WORK))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct pickle_value *item = is_sequence(from)
						? from->list.items[i]
						: from->dict->items[i].key;

		if (is_keyed(to)
			? !pickle_set(call->vm, to->dict, item, NULL)
			: !pickle_append(call->vm, &to->list, &item, 1))
			return false;
	}
	return true;
}

/* dict(dict) and dict([(key, value), ...]) */
static bool
set_all(const struct pickle_call *call, struct pickle_dict *to,
    const struct pickle_value *from)
{
	size_t count = is_sequence(from)	 ? from->list.count
		       : from->kind == KIND_DICT ? from->dict->count
						 : 0;

	if (!is_sequence(from) && from->kind != KIND_DICT)
		return pickle_call_refuse(call);
	if (count > 0 && !pickle_work(call->vm, count * ITEM_WORK))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct pickle_item item;

		if (from->kind == KIND_DICT) {
			item = from->dict->items[i];
		} else {
			const struct pickle_value *pair = from->list.items[i];

			if (!is_sequence(pair) || pair->list.count != 2)
				return pickle_call_refuse(call);
			item = (struct pickle_item){
			    pair->list.items[0], pair->list.items[1]};
		}
		if (!pickle_set(call->vm, to, item.key, item.value))
			return false;
	}
	return true;
}

static enum pickle_kind
kind_of(enum pickle_meaning meaning)
{
	switch (meaning) {
	case MEANS_LIST:
		return KIND_LIST;
	case MEANS_TUPLE:
		return KIND_TUPLE;
	case MEANS_SET:
		return KIND_SET;
	case MEANS_FROZENSET:
		return KIND_FROZENSET;
	default:
		return KIND_DICT;
	}
}

static struct pickle_value *
call_container(const struct pickle_call *call)
{
	enum pickle_kind kind = kind_of(call->name->meaning);
	/* The factory of a defaultdict makes no difference to a reader. */
	size_t first = call->name->meaning == MEANS_DEFAULTDICT ? 1 : 0;
	struct pickle_value *v;

	if (call->count > first + 1)
		return pickle_call_refuse(call);
	v = kind == KIND_LIST || kind == KIND_TUPLE
		? pickle_new(call->vm, kind)
		: pickle_dict(call->vm, kind);
	if (v != NULL && text_is(call->name->name, "OrderedDict"))
		v->dict->made = MADE_ORDERED;
	if (v == NULL || call->count <= first)
		return v;
	if (kind == KIND_DICT)
		return set_all(call, v->dict, call->args[first]) ? v : NULL;
	return add_all(call, v, call->args[first]) ? v : NULL;
}

static bool
is_latin1(const struct pickle_value *v)
{
	return pickle_is_text(v) &&
	       (text_is(v->text, "latin1") || text_is(v->text, "latin-1"));
}

static bool
is_utf8(const struct pickle_value *v)
{
	return pickle_is_text(v) &&
	       (text_is(v->text, "utf8") || text_is(v->text, "utf-8"));
}

static struct text
from_latin1(struct pickle_vm *vm, struct text bytes)
{
	char *utf8;
	size_t len = 0;

	if (bytes.len > PICKLE_MAX)
		return TEXT_NONE;
	utf8 = pickle_alloc(vm, bytes.len * 2 + 1);
	for (size_t i = 0; utf8 != NULL && i < bytes.len; i++)
		len += utf8_put(utf8 + len, (unsigned char)bytes.s[i]);
	return (struct text){utf8, len};
}

static struct text
to_latin1(struct pickle_vm *vm, struct text unicode)
{
	char *bytes = pickle_alloc(vm, unicode.len + 1);
	size_t len = 0, n;
	uint32_t c;

	for (; bytes != NULL && unicode.len > 0;
	     unicode.s += n, unicode.len -= n) {
		n = pickle_get_char(unicode.s, unicode.len, &c);
		if (n == 0 || c > 0xFF) {
			pickle_broken(vm, "text that is not Latin-1");
			return TEXT_NONE;
		}
		bytes[len++] = (char)c;
	}
	return (struct text){bytes, len};
}

/* text(), text(text), text(text, encoding) */
static struct pickle_value *
call_text(const struct pickle_call *call)
{
	bool unicode = call->name->meaning == MEANS_UNICODE;
	enum pickle_kind kind = unicode ? KIND_UNICODE
				: call->name->meaning == MEANS_BYTES
				    ? KIND_BYTES
				    : KIND_BYTEARRAY;
	bool latin1 = call->count == 2 && is_latin1(call->args[1]);
	struct text text;

	if (call->count == 0)
		return pickle_text(call->vm, kind, TEXT(""));
	if (call->count > 2 || !pickle_is_text(call->args[0]) ||
	    (call->count == 2 && !latin1 && !is_utf8(call->args[1])))
		return pickle_call_refuse(call);
	text = call->args[0]->text;
	if (unicode == (call->args[0]->kind == KIND_UNICODE))
		return pickle_text(call->vm, kind, text);
	if (!pickle_work(call->vm, text.len))
		return NULL;
	if (latin1)
		text = unicode ? from_latin1(call->vm, text)
			       : to_latin1(call->vm, text);
	else if (unicode)
		text = pickle_from_utf8(call->vm, text);
	return pickle_text(call->vm, kind, text);
}

/* How Python 3 writes bytes for protocols that have none. */
static struct pickle_value *
call_encode(const struct pickle_call *call)
{
	if (call->count != 2 || call->args[0]->kind != KIND_UNICODE ||
	    !is_latin1(call->args[1]))
		return pickle_call_refuse(call);
	return pickle_text(
	    call->vm, KIND_BYTES, to_latin1(call->vm, call->args[0]->text));
}

static bool
to_real(const struct pickle_value *v, double *real)
{
	if (v->kind == KIND_FLOAT)
		*real = v->real;
	else if (pickle_is_int(v))
		*real = (double)v->number;
	else if (pickle_is_text(v) || v->kind == KIND_LONG)
		return python_float_read(v->text, real);
	else
		return false;
	return true;
}

static struct pickle_value *
call_complex(const struct pickle_call *call)
{
	char re[PYTHON_NUMBER_MAX], im[PYTHON_NUMBER_MAX];
	double part[2] = {0, 0};

	if (call->count > 2)
		return pickle_call_refuse(call);
	for (size_t i = 0; i < call->count; i++)
		if (pickle_is_text(call->args[i]) ||
		    !to_real(call->args[i], &part[i]))
			return pickle_call_refuse(call);
	python_complex_part(part[0], re);
	python_complex_part(part[1], im);
	return pickle_text(call->vm, KIND_SHOWN,
	    strcmp(re, "0") == 0 ? arena_printf(call->vm->arena, "%sj", im)
				 : arena_printf(call->vm->arena, "(%s%s%sj)",
				       re, im[0] == '-' ? "" : "+", im));
}

static struct pickle_value *
call_int(const struct pickle_call *call)
{
	struct pickle_value *arg = call->args[0];

	if (arg->kind == KIND_LONG)
		return arg;
	if (pickle_is_int(arg))
		return pickle_int(call->vm, arg->number);
	if (!pickle_is_text(arg))
		return pickle_call_refuse(call);
	return pickle_int_text(call->vm, arg->text);
}

static struct pickle_value *
call_number(const struct pickle_call *call)
{
	enum pickle_meaning meaning = call->name->meaning;
	struct pickle_value *v;

	if (meaning == MEANS_COMPLEX)
		return call_complex(call);
	if (call->count > 1)
		return pickle_call_refuse(call);
	if (meaning == MEANS_INT && call->count == 1)
		return call_int(call);
	v = pickle_new(call->vm, meaning == MEANS_INT	  ? KIND_INT
				 : meaning == MEANS_FLOAT ? KIND_FLOAT
							  : KIND_BOOL);
	if (v == NULL || call->count == 0)
		return v;
	if (meaning == MEANS_FLOAT) {
		if (!to_real(call->args[0], &v->real))
			return pickle_call_refuse(call);
	} else {
		if (!pickle_is_int(call->args[0]))
			return pickle_call_refuse(call);
		v->number = call->args[0]->number != 0;
	}
	return v;
}

struct pickle_value *
pickle_call_type(const struct pickle_call *call)
{
	switch (call->name->meaning) {
	case MEANS_DICT:
	case MEANS_DEFAULTDICT:
	case MEANS_LIST:
	case MEANS_TUPLE:
	case MEANS_SET:
	case MEANS_FROZENSET:
		return call_container(call);
	case MEANS_BYTES:
	case MEANS_UNICODE:
	case MEANS_BYTEARRAY:
		return call_text(call);
	case MEANS_INT:
	case MEANS_FLOAT:
	case MEANS_BOOL:
	case MEANS_COMPLEX:
		return call_number(call);
	case MEANS_ENCODE:
		return call_encode(call);
	default:
		return pickle_call_refuse(call);
	}
}
