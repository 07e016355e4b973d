/* SPDX-License-Identifier: MIT */
/* Python 2's str() of exceptions, as far as their arguments are plain data. */
#include "base/buf.h"
#include "decode/pickle_call.h"
#include "decode/pickle_text.h"
#include "python/number.h"

/* Bytes of one text; longer ones are shown by the class only. */
#define ERROR_TEXT_MAX ((size_t)64 * 1024)

/* Units of work of a call, and of each byte. */
#define CALL_WORK 256
#define BYTE_WORK 8

#define REPR_DEPTH 8 /* levels of tuples and lists */

/* A character of a repr() that is not written as it is. */
static void
put_escaped(struct buf *b, uint32_t c)
{
	switch (c) {
	case '\t':
		buf_addf(b, "\\t");
		break;
	case '\n':
		buf_addf(b, "\\n");
		break;
	case '\r':
		buf_addf(b, "\\r");
		break;
	default:
		buf_addf(b,
		    c < 0x100	  ? "\\x%02x"
		    : c < 0x10000 ? "\\u%04x"
				  : "\\U%08x",
		    c);
		break;
	}
}

static void
put_text_repr(struct buf *b, const struct pickle_value *v)
{
	struct text t = v->text;
	bool apostrophe = t.len > 0 && memchr(t.s, '\'', t.len) != NULL;
	bool double_quote = t.len > 0 && memchr(t.s, '"', t.len) != NULL;
	char quote = apostrophe && !double_quote ? '"' : '\'';
	size_t n;

	if (v->kind == KIND_UNICODE)
		buf_add_char(b, 'u');
	buf_add_char(b, quote);
	for (; t.len > 0 && !b->failed; t.s += n, t.len -= n) {
		uint32_t c = (unsigned char)t.s[0];

		n = v->kind == KIND_UNICODE ? pickle_get_char(t.s, t.len, &c)
					    : 1;
		if (c >= 0x20 && c < 0x7F) {
			if (c == '\\' || c == (unsigned char)quote)
				buf_add_char(b, '\\');
			buf_add_char(b, (char)c);
		} else {
			put_escaped(b, c);
		}
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
		buf_addf(b, "%.*sL", TEXT_ARG(v->text));
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
	if (!pickle_is_text(v))
		return put_repr(b, v, REPR_DEPTH);
	buf_add_text(b, v->text);
	return true;
}

/* (errno, text) and (errno, text, file name) */
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
	return put_repr(b, call->args[2], REPR_DEPTH);
}

static bool
put_error(struct buf *b, const struct pickle_call *call)
{
	enum pickle_meaning meaning = call->name->meaning;

	if (meaning == MEANS_ERROR_OTHER)
		return false;
	if (call->count == 0)
		return true;
	if (call->count == 1)
		return meaning == MEANS_ERROR_KEY
			   ? put_repr(b, call->args[0], REPR_DEPTH)
			   : put_str(b, call->args[0]);
	if (meaning == MEANS_ERROR_OS && call->count <= 3)
		return put_os_error(b, call);
	for (size_t i = 0; i < call->count && !b->failed; i++) {
		buf_addf(b, i == 0 ? "(" : ", ");

		if (!put_repr(b, call->args[i], REPR_DEPTH))
			return false;
	}
	buf_add_char(b, ')');
	return true;
}

struct text
pickle_error_text(const struct pickle_call *call)
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
