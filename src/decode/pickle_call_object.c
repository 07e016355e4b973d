/* SPDX-License-Identifier: MIT */
/* Calls of Decimal, lazy texts and exceptions; the state of a UUID. */
#include "decode/catalogue.h"
#include "decode/pickle_call.h"
#include "decode/pickle_number.h"

/* Decimal digits of the largest UUID. */
#define UUID_DIGITS 39

/* The text of a Decimal is what its own str() gave. */
static bool
is_decimal(struct text t)
{
	static const char letters[] = "0123456789+-.EeInfityNasSIFTYA";

	for (size_t i = 0; i < t.len; i++)
		if (t.s[i] == '\0' || strchr(letters, t.s[i]) == NULL)
			return false;
	return t.len > 0 && t.len <= PICKLE_DIGITS_MAX;
}

static struct pickle_value *
call_decimal(const struct pickle_call *call)
{
	struct text text;

	if (call->count != 1)
		return pickle_call_refuse(call);
	if (pickle_is_int(call->args[0]))
		text = arena_printf(
		    call->vm->arena, "%lld", (long long)call->args[0]->number);
	else if (pickle_is_text(call->args[0]))
		text = text_strip(call->args[0]->text);
	else
		return pickle_call_refuse(call);
	/* The same long text may be called for as often as the pickle likes. */
	if (!pickle_work(call->vm, text.len))
		return NULL;
	if (text.s != NULL && !is_decimal(text))
		return pickle_broken(call->vm, "no Decimal");
	return pickle_text(call->vm, KIND_SHOWN, text);
}

/*
 * _lazy_proxy_unpickle(function, (msgid,), {}, class): the msgid, which is the
 * text in the source's language, or its translation.
 */
static struct pickle_value *
call_lazy(const struct pickle_call *call)
{
	const struct pickle_value *function, *args;
	struct text text;

	if (call->count < 3)
		return pickle_call_refuse(call);
	function = call->args[0];
	args = call->args[1];
	if (function->kind != KIND_NAME ||
	    !text_is(function->name->module, "django.utils.translation") ||
	    args->kind != KIND_TUPLE || args->list.count != 1 ||
	    !pickle_is_text(args->list.items[0]))
		return pickle_call_refuse(call);
	text = args->list.items[0]->text;
	if (call->vm->english)
		text = catalogue_english(text);
	return pickle_text(call->vm, KIND_SHOWN, text);
}

static struct pickle_value *
call_error(const struct pickle_call *call)
{
	struct text text = pickle_error_text(call);

	if (text.s == NULL)
		text = ARENA_JOIN(call->vm->arena, TEXT("<"),
		    call->name->module, TEXT("."), call->name->name, TEXT(">"));
	return pickle_text(call->vm, KIND_SHOWN, text);
}

struct pickle_value *
pickle_call_object(const struct pickle_call *call)
{
	switch (call->name->meaning) {
	case MEANS_DECIMAL:
		return call_decimal(call);
	case MEANS_LAZY:
		return call_lazy(call);
	case MEANS_ERROR:
	case MEANS_ERROR_KEY:
	case MEANS_ERROR_OS:
	case MEANS_ERROR_OTHER:
		return call_error(call);
	default:
		return pickle_call_refuse(call);
	}
}

/* Decimal digits as 128 bits, the low word first; false when they are more. */
static bool
read_128(struct text digits, uint32_t words[4])
{
	memset(words, 0, 4 * sizeof(*words));
	if (digits.len > UUID_DIGITS || !text_is_digits(digits))
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		uint64_t carry = (uint64_t)(digits.s[i] - '0');

		for (size_t k = 0; k < 4; k++) {
			carry += (uint64_t)words[k] * 10;
			words[k] = (uint32_t)carry;
			carry >>= 32;
		}
		if (carry != 0)
			return false;
	}
	return true;
}

static bool
read_uuid(const struct pickle_value *v, uint32_t words[4])
{
	memset(words, 0, 4 * sizeof(*words));
	if (v->kind == KIND_LONG)
		return read_128(v->text, words);
	if (v->kind != KIND_INT || v->number < 0)
		return false;
	words[0] = (uint32_t)v->number;
	words[1] = (uint32_t)(v->number >> 32);
	return true;
}

bool
pickle_uuid_state(
    struct pickle_vm *vm, struct pickle_value *uuid, struct pickle_value *state)
{
	const struct pickle_value *number = NULL;
	uint32_t w[4];

	if (state->kind != KIND_DICT || !pickle_work(vm, state->dict->count))
		return pickle_broken(vm, "a UUID of another state");
	for (size_t i = 0; i < state->dict->count; i++) {
		const struct pickle_item *item = &state->dict->items[i];

		if (pickle_is_text(item->key) &&
		    text_is(item->key->text, "int"))
			number = item->value;
	}
	if (number == NULL || !read_uuid(number, w))
		return pickle_broken(vm, "a UUID of another state");
	uuid->text = arena_printf(vm->arena, "%08x-%04x-%04x-%04x-%04x%08x",
	    w[3], w[2] >> 16, w[2] & 0xFFFF, w[1] >> 16, w[1] & 0xFFFF, w[0]);
	return uuid->text.s != NULL ||
	       pickle_fail(vm, PICKLE_MEMORY, "the arena is full");
}
