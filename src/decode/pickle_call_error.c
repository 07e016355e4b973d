/* SPDX-License-Identifier: MIT */
/* Exceptions, as the text that Python's str() gives of them (sops 2.3.4,
 * sops-current 1.5). */
#include "base/buf.h"
#include "decode/pickle_call.h"
#include "decode/pickle_scalar.h"
#include "python/number.h"
#include "python/repr.h"

/* Bytes of one text; longer ones are shown by the class only. */
#define ERROR_TEXT_MAX ((size_t)64 * 1024)

/* Units of work of a call, and of each byte. */
#define CALL_WORK 256
#define BYTE_WORK 8

#define REPR_DEPTH 8 /* levels of tuples and lists */

static void
put_text_repr(struct buf *b, const struct pickle_value *v)
{
	bool python3 = v->python == PICKLE_PYTHON_3;
	bool unicode = v->kind == KIND_UNICODE;
	struct text t = v->text;
	char quote = python_repr_quote(t);
	size_t n;

	if (unicode != python3)
		buf_add_char(b, unicode ? 'u' : 'b');
	buf_add_char(b, quote);
	for (; t.len > 0 && !b->failed; t.s += n, t.len -= n) {
		uint32_t c = (unsigned char)t.s[0];

		n = unicode ? pickle_get_char(t.s, t.len, &c) : 1;
		if (unicode && python3)
			python3_repr_character(b, c, quote);
		else
			python_repr_character(b, c, quote);
	}
	buf_add_char(b, quote);
}

static bool
put_scalar_repr(struct buf *b, const struct pickle_value *v)
{
	char text[PYTHON_NUMBER_MAX];

	switch (v->kind) {
	case KIND_NONE:
		buf_addf(b, "None");
		return true;
	case KIND_BOOL:
		buf_addf(b, v->number ? "True" : "False");
		return true;
	case KIND_INT:
		buf_addf(b, "%lld", (long long)v->number);
		return true;
	case KIND_LONG:
		buf_addf(b, "%.*s%s", TEXT_ARG(v->text),
		    v->python == PICKLE_PYTHON_3 ? "" : "L");
		return true;
	case KIND_FLOAT:
		python_float_repr(v->real, text);
		buf_addf(b, "%s", text);
		return true;
	case KIND_BYTES:
	case KIND_UNICODE:
		put_text_repr(b, v);
		return true;
	default:
		return false;
	}
}

/* False when something is no plain data; b may have failed, too. */
static bool
put_repr(struct buf *b, const struct pickle_value *v, int depth)
{
	bool tuple = v->kind == KIND_TUPLE;

	if (!tuple && v->kind != KIND_LIST)
		return put_scalar_repr(b, v);
	if (depth == 0)
		return false;
	buf_add_char(b, tuple ? '(' : '[');
	for (size_t i = 0; i < v->list.count && !b->failed; i++) {
		if (i > 0)
			buf_addf(b, ", ");
		if (!put_repr(b, v->list.items[i], depth - 1))
			return false;
	}
	if (tuple && v->list.count == 1)
		buf_add_char(b, ',');
	buf_add_char(b, tuple ? ')' : ']');
	return true;
}

static bool
put_str(struct buf *b, const struct pickle_value *v)
{
	if (!pickle_is_text(v) || pickle_is_bytes3(v))
		return put_repr(b, v, REPR_DEPTH);
	buf_add_text(b, v->text);
	return true;
}

/* (errno, text), (errno, text, file name) and, in Python 3 alone, (errno, text,
 * file name, anything[, file name]) */
static bool
put_os_error(struct buf *b, const struct pickle_call *call)
{
	buf_addf(b, "[Errno ");
	if (!put_str(b, call->args[0]))
		return false;
	buf_addf(b, "] ");
	if (!put_str(b, call->args[1]))
		return false;
	if (call->count < 3)
		return true;
	buf_addf(b, ": ");
	if (!put_repr(b, call->args[2], REPR_DEPTH))
		return false;
	if (call->count < 5)
		return true;
	buf_addf(b, " -> ");
	return put_repr(b, call->args[4], REPR_DEPTH);
}

static bool
put_error(struct buf *b, const struct pickle_call *call)
{
	enum pickle_meaning meaning = call->name->meaning;
	size_t os_max = pickle_is_python3(call->vm) ? 5 : 3;

	if (meaning == MEANS_ERROR_OTHER)
		return false;
	if (call->count == 0)
		return true;
	if (call->count == 1)
		return meaning == MEANS_ERROR_KEY
			   ? put_repr(b, call->args[0], REPR_DEPTH)
			   : put_str(b, call->args[0]);
	if (meaning == MEANS_ERROR_OS && call->count <= os_max)
		return put_os_error(b, call);
	for (size_t i = 0; i < call->count && !b->failed; i++) {
		buf_addf(b, i == 0 ? "(" : ", ");
		if (!put_repr(b, call->args[i], REPR_DEPTH))
			return false;
	}
	buf_add_char(b, ')');
	return true;
}

/*
 * What Python's str() of an exception with these arguments gives; .s is
 * NULL when an argument is not plain data.
 */
static struct text
error_text(const struct pickle_call *call)
{
	struct text text = TEXT_NONE;
	struct buf b;

	buf_init(&b, ERROR_TEXT_MAX);
	if (put_error(&b, call) && !b.failed)
		text = arena_copy(call->vm->arena, buf_text(&b));
	/* Also for text that was given up. */
	if (!pickle_work(call->vm, CALL_WORK + b.len * BYTE_WORK))
		text = TEXT_NONE;
	buf_free(&b);
	return text;
}

struct pickle_value *
pickle_call_error(const struct pickle_call *call)
{
	struct text text = error_text(call);

	if (text.s == NULL)
		text = ARENA_JOIN(call->vm->arena, TEXT("<"),
		    call->name->module, TEXT("."), call->name->name, TEXT(">"));
	return pickle_text(call->vm, KIND_SHOWN, text);
}
