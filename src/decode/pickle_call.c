/* SPDX-License-Identifier: MIT */
#include "decode/pickle_call.h"

void *
pickle_call_refuse(const struct pickle_call *call)
{
	return pickle_refuse(call->vm, call->name->module, call->name->name);
}

static struct pickle_value *
opaque(const struct pickle_call *call)
{
	struct pickle_value *v = pickle_new(call->vm, KIND_OPAQUE);

	if (v != NULL)
		v->name = call->name;
	return v;
}

/* The call that the arguments (class, ...) of a helper describe. */
static bool
inner(const struct pickle_call *call, struct pickle_call *class)
{
	if (call->count == 0 || call->args[0]->kind != KIND_NAME) {
		pickle_call_refuse(call);
		return false;
	}
	*class = (struct pickle_call){
	    call->vm, call->args[0]->name, call->args + 1, call->count - 1};
	return true;
}

static struct pickle_value *
merged(struct pickle_value *dict)
{
	if (dict != NULL)
		dict->dict->made = MADE_MERGED;
	return dict;
}

/*
 * copy_reg._reconstructor(class, base, state): an object is opaque, what is
 * based on a type that holds data is that data.
 */
static struct pickle_value *
reconstruct(const struct pickle_call *call)
{
	struct pickle_call class, base;

	if (call->count != 3 || !inner(call, &class))
		return pickle_call_refuse(call);
	if (call->args[1]->kind != KIND_NAME)
		return pickle_call_refuse(call);
	if (class.name->meaning == MEANS_SECRET)
		return opaque(&class);
	if (class.name->meaning == MEANS_UUID)
		return pickle_new(call->vm, KIND_UUID);
	base = (struct pickle_call){
	    call->vm, call->args[1]->name, call->args + 2, 1};
	switch (base.name->meaning) {
	case MEANS_OBJECT:
		return opaque(&class);
	case MEANS_DICT:
		return merged(pickle_call_container(&base));
	case MEANS_LIST:
	case MEANS_TUPLE:
	case MEANS_SET:
	case MEANS_FROZENSET:
		return pickle_call_container(&base);
	case MEANS_BYTES:
	case MEANS_UNICODE:
		return pickle_call_text(&base);
	case MEANS_INT:
	case MEANS_FLOAT:
		return pickle_call_number(&base);
	default:
		return pickle_call_refuse(&base);
	}
}

/* copy_reg.__newobj__(class, ...) and __newobj_ex__(class, args, keywords). */
static struct pickle_value *
new_object(const struct pickle_call *call)
{
	struct pickle_call class;

	if (!inner(call, &class))
		return NULL;
	if (call->name->meaning == MEANS_NEWOBJ_EX) {
		if (class.count != 2 || class.args[0]->kind != KIND_TUPLE ||
		    class.args[1]->kind != KIND_DICT)
			return pickle_call_refuse(call);
		if (class.args[1]->dict->count > 0 &&
		    class.name->meaning > MEANS_FUNCTION)
			return pickle_call_refuse(&class);
		class.count = class.args[0]->list.count;
		class.args = class.args[0]->list.items;
	}
	return pickle_instance(&class);
}

struct pickle_value *
pickle_call(const struct pickle_call *call)
{
	switch (call->name->meaning) {
	case MEANS_OPAQUE:
	case MEANS_SECRET:
	case MEANS_FUNCTION:
		return pickle_call_refuse(call);
	case MEANS_OBJECT:
		return opaque(call);
	case MEANS_DICT:
	case MEANS_DEFAULTDICT:
	case MEANS_LIST:
	case MEANS_TUPLE:
	case MEANS_SET:
	case MEANS_FROZENSET:
		return pickle_call_container(call);
	case MEANS_BYTES:
	case MEANS_UNICODE:
	case MEANS_BYTEARRAY:
		return pickle_call_text(call);
	case MEANS_INT:
	case MEANS_FLOAT:
	case MEANS_BOOL:
	case MEANS_COMPLEX:
		return pickle_call_number(call);
	case MEANS_ENCODE:
		return pickle_call_encode(call);
	case MEANS_RECONSTRUCT:
		return reconstruct(call);
	case MEANS_NEWOBJ:
	case MEANS_NEWOBJ_EX:
		return new_object(call);
	case MEANS_DATETIME:
	case MEANS_DATE:
	case MEANS_TIME:
	case MEANS_TIMEDELTA:
		return pickle_call_moment(call);
	case MEANS_TIMEZONE:
	case MEANS_PYTZ:
	case MEANS_PYTZ_UTC:
	case MEANS_PYTZ_FIXED:
		return pickle_call_zone(call);
	case MEANS_DECIMAL:
	case MEANS_UUID:
	case MEANS_LAZY:
	case MEANS_ERROR:
	case MEANS_ERROR_KEY:
	case MEANS_ERROR_OS:
	case MEANS_ERROR_OTHER:
		return pickle_call_object(call);
	}
	return pickle_call_refuse(call);
}

struct pickle_value *
pickle_instance(const struct pickle_call *call)
{
	switch (call->name->meaning) {
	case MEANS_OPAQUE:
	case MEANS_SECRET:
		return opaque(call);
	case MEANS_UUID:
		return pickle_new(call->vm, KIND_UUID);
	default:
		return pickle_call(call);
	}
}
