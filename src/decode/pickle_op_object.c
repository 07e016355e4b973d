/* SPDX-License-Identifier: MIT */
/* Opcodes that name classes and functions, and those that would call them. */
#include "decode/pickle_call.h"
#include "decode/pickle_op.h"

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

bool
op_global(struct pickle_vm *vm, int unused)
{
	(void)unused;
	return pickle_push(vm, take_name(vm));
}

bool
op_stack_global(struct pickle_vm *vm, int unused)
{
	struct pickle_value *name = pickle_pop(vm);
	struct pickle_value *module = name == NULL ? NULL : pickle_pop(vm);

	(void)unused;
	if (module == NULL)
		return false;
	if (name->kind != KIND_UNICODE || module->kind != KIND_UNICODE)
		return pickle_broken(vm, "a name that is no text");
	return pickle_push(vm, name_value(vm, module->text, name->text));
}

/* The call of a popped name; false when it is none. */
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

bool
op_inst(struct pickle_vm *vm, int unused)
{
	const struct pickle_value *callee = take_name(vm);
	struct pickle_value **args;
	struct pickle_call call;
	size_t count;

	(void)unused;
	args = callee == NULL ? NULL : pickle_pop_mark(vm, &count);
	return args != NULL && call_of(vm, callee, args, count, &call) &&
	       pickle_push(vm, pickle_instance(&call));
}

bool
op_obj(struct pickle_vm *vm, int unused)
{
	struct pickle_value **args;
	struct pickle_call call;
	size_t count;

	(void)unused;
	args = pickle_pop_mark(vm, &count);
	if (args == NULL)
		return false;
	if (count == 0)
		return pickle_broken(vm, "no class for an instance");
	return call_of(vm, args[0], args + 1, count - 1, &call) &&
	       pickle_push(vm, pickle_instance(&call));
}

static bool
is_tuple(struct pickle_vm *vm, const struct pickle_value *args)
{
	if (args != NULL && args->kind != KIND_TUPLE)
		pickle_broken(vm, "arguments that are no tuple");
	return args != NULL && args->kind == KIND_TUPLE;
}

bool
op_reduce(struct pickle_vm *vm, int unused)
{
	struct pickle_value *args = pickle_pop(vm);
	struct pickle_call call;

	(void)unused;
	return is_tuple(vm, args) &&
	       call_of(vm, pickle_pop(vm), args->list.items, args->list.count,
		   &call) &&
	       pickle_push(vm, pickle_call(&call));
}

bool
op_newobj(struct pickle_vm *vm, int unused)
{
	struct pickle_value *args = pickle_pop(vm);
	struct pickle_call call;

	(void)unused;
	return is_tuple(vm, args) &&
	       call_of(vm, pickle_pop(vm), args->list.items, args->list.count,
		   &call) &&
	       pickle_push(vm, pickle_instance(&call));
}

bool
op_newobj_ex(struct pickle_vm *vm, int unused)
{
	struct pickle_value *keywords = pickle_pop(vm);
	struct pickle_value *args = keywords == NULL ? NULL : pickle_pop(vm);
	struct pickle_call call;

	(void)unused;
	if (!is_tuple(vm, args) ||
	    !call_of(
		vm, pickle_pop(vm), args->list.items, args->list.count, &call))
		return false;
	if (keywords->kind != KIND_DICT)
		return pickle_broken(vm, "keywords that are no dict");
	if (keywords->dict->count > 0 && call.name->meaning > MEANS_FUNCTION)
		return pickle_call_refuse(&call);
	return pickle_push(vm, pickle_instance(&call));
}

/*
 * Of all states only a UUID's is looked at; a class's own state is not a
 * pickle's to change.
 */
bool
op_build(struct pickle_vm *vm, int unused)
{
	struct pickle_value *state = pickle_pop(vm);
	struct pickle_value *v = state == NULL ? NULL : pickle_top(vm);

	(void)unused;
	if (v == NULL)
		return false;
	if (v->kind == KIND_NAME)
		return pickle_refuse(vm, v->name->module, v->name->name);
	return v->kind != KIND_UUID || pickle_uuid_state(vm, v, state);
}
