/* SPDX-License-Identifier: MIT */
#include "decode/pickle_call.h"

#include "base/utf8.h"
#include "decode/pickle_scalar.h"
#include "python/number.h"

/* ---------- the built-in types, and _codecs.encode ---------- */

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
		return pickle_refuse(call->vm, call->name);
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
		return pickle_refuse(call->vm, call->name);
	if (count > 0 && !pickle_work(call->vm, count * ITEM_WORK))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct pickle_item item;

		if (from->kind == KIND_DICT) {
			item = from->dict->items[i];
		} else {
			const struct pickle_value *pair = from->list.items[i];

			if (!is_sequence(pair) || pair->list.count != 2)
				return pickle_refuse(call->vm, call->name);
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
		return pickle_refuse(call->vm, call->name);
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
		return pickle_refuse(call->vm, call->name);
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
		return pickle_refuse(call->vm, call->name);
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
		return pickle_refuse(call->vm, call->name);
	for (size_t i = 0; i < call->count; i++)
		if (pickle_is_text(call->args[i]) ||
		    !to_real(call->args[i], &part[i]))
			return pickle_refuse(call->vm, call->name);
	if (pickle_is_python3(call->vm)) {
		python3_complex_part(part[0], re);
		python3_complex_part(part[1], im);
	} else {
		python_complex_part(part[0], re);
		python_complex_part(part[1], im);
	}
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
		return pickle_refuse(call->vm, call->name);
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
		return pickle_refuse(call->vm, call->name);
	if (meaning == MEANS_INT && call->count == 1)
		return call_int(call);
	v = pickle_new(call->vm, meaning == MEANS_INT	  ? KIND_INT
				 : meaning == MEANS_FLOAT ? KIND_FLOAT
							  : KIND_BOOL);
	if (v == NULL || call->count == 0)
		return v;
	if (meaning == MEANS_FLOAT) {
		if (!to_real(call->args[0], &v->real))
			return pickle_refuse(call->vm, call->name);
	} else {
		if (!pickle_is_int(call->args[0]))
			return pickle_refuse(call->vm, call->name);
		v->number = call->args[0]->number != 0;
	}
	return v;
}

static struct pickle_value *
call_type(const struct pickle_call *call)
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
		return pickle_refuse(call->vm, call->name);
	}
}

/* ---------- all that may be called ---------- */

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
		pickle_refuse(call->vm, call->name);
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
		return pickle_refuse(call->vm, call->name);
	if (call->args[1]->kind != KIND_NAME)
		return pickle_refuse(call->vm, call->name);
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
		return merged(call_type(&base));
	case MEANS_LIST:
	case MEANS_TUPLE:
	case MEANS_SET:
	case MEANS_FROZENSET:
	case MEANS_BYTES:
	case MEANS_UNICODE:
	case MEANS_INT:
	case MEANS_FLOAT:
		return call_type(&base);
	default:
		return pickle_refuse(base.vm, base.name);
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
			return pickle_refuse(call->vm, call->name);
		if (class.args[1]->dict->count > 0 &&
		    class.name->meaning > MEANS_FUNCTION)
			return pickle_refuse(class.vm, class.name);
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
		return pickle_refuse(call->vm, call->name);
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
		return call_type(call);
	case MEANS_DATETIME:
	case MEANS_DATE:
	case MEANS_TIME:
	case MEANS_TIMEDELTA:
	case MEANS_TIMEZONE:
	case MEANS_PYTZ:
	case MEANS_PYTZ_UTC:
	case MEANS_PYTZ_FIXED:
	case MEANS_ZONEINFO:
	case MEANS_DECIMAL:
	case MEANS_UUID:
	case MEANS_LAZY:
	case MEANS_ERROR:
	case MEANS_ERROR_KEY:
	case MEANS_ERROR_OS:
	case MEANS_ERROR_OTHER:
		return pickle_call_object(call);
	}
	return pickle_refuse(call->vm, call->name);
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
		return pickle_refuse(call.vm, call.name);
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
		return pickle_refuse(vm, v->name);
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
