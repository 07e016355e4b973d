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
		return merged(pickle_call_type(&base));
	case MEANS_LIST:
	case MEANS_TUPLE:
	case MEANS_SET:
	case MEANS_FROZENSET:
	case MEANS_BYTES:
	case MEANS_UNICODE:
	case MEANS_INT:
	case MEANS_FLOAT:
		return pickle_call_type(&base);
	default:
		return pickle_call_refuse(&base);
	}
}

static struct pickle_value *new_instance(const struct pickle_call *call);

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
	return new_instance(&class);
}

/* REDUCE, and INST or OBJ of a name that is data. */
static struct pickle_value *
call_name(const struct pickle_call *call)
{
	switch (call->name->meaning) {
	case MEANS_OPAQUE:
	case MEANS_SECRET:
	case MEANS_FUNCTION:
		return pickle_call_refuse(call);
	case MEANS_OBJECT:
		return opaque(call);
	case MEANS_RECONSTRUCT:
		return reconstruct(call);
	case MEANS_NEWOBJ:
	case MEANS_NEWOBJ_EX:
		return new_object(call);
	case MEANS_DICT:
	case MEANS_DEFAULTDICT:
	case MEANS_LIST:
	case MEANS_TUPLE:
	case MEANS_SET:
	case MEANS_FROZENSET:
	case MEANS_BYTES:
	case MEANS_UNICODE:
	case MEANS_BYTEARRAY:
	case MEANS_INT:
	case MEANS_FLOAT:
	case MEANS_BOOL:
	case MEANS_COMPLEX:
	case MEANS_ENCODE:
		return pickle_call_type(call);
	case MEANS_DATETIME:
	case MEANS_DATE:
	case MEANS_TIME:
	case MEANS_TIMEDELTA:
	case MEANS_TIMEZONE:
	case MEANS_PYTZ:
	case MEANS_PYTZ_UTC:
	case MEANS_PYTZ_FIXED:
		return pickle_call_datetime(call);
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

/* A new instance: NEWOBJ, INST, OBJ, copy_reg.__newobj__. */
static struct pickle_value *
new_instance(const struct pickle_call *call)
{
	switch (call->name->meaning) {
	case MEANS_OPAQUE:
	case MEANS_SECRET:
		return opaque(call);
	case MEANS_UUID:
		return pickle_new(call->vm, KIND_UUID);
	default:
		return call_name(call);
	}
}

/* NULL, too, when the module is missing: the pickle is done then. */
static struct pickle_value *
name_value(struct pickle_vm *vm, struct text module, struct text name)
{
	const struct pickle_name *resolved = pickle_resolve(vm, module, name);
	struct pickle_value *v;

	if (resolved == NULL)
		return NULL;
	v = pickle_new(vm, KIND_NAME);
	if (v != NULL)
		v->name = resolved;
	return v;
}

static struct pickle_value *
take_name(struct pickle_vm *vm)
{
	struct text module, name;

	if (!pickle_take_line(vm, &module) || !pickle_take_line(vm, &name))
		return NULL;
	return name_value(vm, module, name);
}

static bool
op_global(struct pickle_vm *vm)
{
	return pickle_push(vm, take_name(vm));
}

static bool
op_stack_global(struct pickle_vm *vm)
{
	struct pickle_value *name = pickle_pop(vm);
	struct pickle_value *module = name == NULL ? NULL : pickle_pop(vm);

	if (module == NULL)
		return false;
	if (name->kind != KIND_UNICODE || module->kind != KIND_UNICODE)
		return pickle_broken(vm, "a name that is no text");
	return pickle_push(vm, name_value(vm, module->text, name->text));
}

/* The call of a popped name; false when what was popped is not a name. */
static bool
call_of(struct pickle_vm *vm, const struct pickle_value *callee,
    struct pickle_value *const *args, size_t count, struct pickle_call *call)
{
	if (callee == NULL)
		return false;
	if (callee->kind != KIND_NAME)
		return pickle_broken(vm, "a call of what is no name");
	*call = (struct pickle_call){vm, callee->name, args, count};
	return true;
}

static bool
op_inst(struct pickle_vm *vm)
{
	const struct pickle_value *callee = take_name(vm);
	struct pickle_value **args;
	struct pickle_call call;
	size_t count;

	args = callee == NULL ? NULL : pickle_pop_mark(vm, &count);
	return args != NULL && call_of(vm, callee, args, count, &call) &&
	       pickle_push(vm, new_instance(&call));
}

static bool
op_obj(struct pickle_vm *vm)
{
	struct pickle_value **args;
	struct pickle_call call;
	size_t count;

	args = pickle_pop_mark(vm, &count);
	if (args == NULL)
		return false;
	if (count == 0)
		return pickle_broken(vm, "no class for an instance");
	return call_of(vm, args[0], args + 1, count - 1, &call) &&
	       pickle_push(vm, new_instance(&call));
}

static bool
is_tuple(struct pickle_vm *vm, const struct pickle_value *args)
{
	if (args != NULL && args->kind != KIND_TUPLE)
		pickle_broken(vm, "arguments that are no tuple");
	return args != NULL && args->kind == KIND_TUPLE;
}

/* REDUCE and NEWOBJ: what is called and its arguments were pushed. */
static bool
op_call(struct pickle_vm *vm,
    struct pickle_value *(*make)(const struct pickle_call *call))
{
	struct pickle_value *args = pickle_pop(vm);
	struct pickle_call call;

	return is_tuple(vm, args) &&
	       call_of(vm, pickle_pop(vm), args->list.items, args->list.count,
		   &call) &&
	       pickle_push(vm, make(&call));
}

static bool
op_newobj_ex(struct pickle_vm *vm)
{
	struct pickle_value *keywords = pickle_pop(vm);
	struct pickle_value *args = keywords == NULL ? NULL : pickle_pop(vm);
	struct pickle_call call;

	if (!is_tuple(vm, args) ||
	    !call_of(
		vm, pickle_pop(vm), args->list.items, args->list.count, &call))
		return false;
	if (keywords->kind != KIND_DICT)
		return pickle_broken(vm, "keywords that are no dict");
	if (keywords->dict->count > 0 && call.name->meaning > MEANS_FUNCTION)
		return pickle_call_refuse(&call);
	return pickle_push(vm, new_instance(&call));
}

/*
 * Of all states only a UUID's is looked at; a class's own state is not a
 * pickle's to change.
 */
static bool
op_build(struct pickle_vm *vm)
{
	struct pickle_value *state = pickle_pop(vm);
	struct pickle_value *v = state == NULL ? NULL : pickle_top(vm);

	if (v == NULL)
		return false;
	if (v->kind == KIND_NAME)
		return pickle_refuse(vm, v->name->module, v->name->name);
	return v->kind != KIND_UUID || pickle_uuid_state(vm, v, state);
}

bool
pickle_op_name(struct pickle_vm *vm, int opcode)
{
	switch (opcode) {
	case 'c':
		return op_global(vm);
	case 0x93:
		return op_stack_global(vm);
	case 'i':
		return op_inst(vm);
	case 'o':
		return op_obj(vm);
	case 'R':
		return op_call(vm, call_name);
	case 0x81:
		return op_call(vm, new_instance);
	case 0x92:
		return op_newobj_ex(vm);
	default:
		return op_build(vm);
	}
}
