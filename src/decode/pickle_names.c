/* SPDX-License-Identifier: MIT */
#include "decode/pickle_names.h"

#include <stdio.h>

/* Units of work to go through the tables, in the order of nanoseconds. */
#define RESOLVE_WORK 1024

struct name_row {
	const char *module, *name;
	enum pickle_meaning meaning;
	bool builtin;
};

static const struct name_row rows[] = {
    {"copy_reg", "_reconstructor", MEANS_RECONSTRUCT, false},
    {"copy_reg", "__newobj__", MEANS_NEWOBJ, false},
    {"copy_reg", "__newobj_ex__", MEANS_NEWOBJ_EX, false},
    {"copyreg", "_reconstructor", MEANS_RECONSTRUCT, false},
    {"copyreg", "__newobj__", MEANS_NEWOBJ, false},
    {"copyreg", "__newobj_ex__", MEANS_NEWOBJ_EX, false},
    {"pipeline.utils.collections", "FancyDict", MEANS_DICT, false},

    {"__builtin__", "dict", MEANS_DICT, true},
    {"__builtin__", "list", MEANS_LIST, true},
    {"__builtin__", "tuple", MEANS_TUPLE, true},
    {"__builtin__", "set", MEANS_SET, true},
    {"__builtin__", "frozenset", MEANS_FROZENSET, true},
    {"__builtin__", "object", MEANS_OBJECT, true},
    {"__builtin__", "str", MEANS_BYTES, true},
    {"__builtin__", "unicode", MEANS_UNICODE, true},
    {"__builtin__", "bytes", MEANS_BYTES, true},
    {"__builtin__", "bytearray", MEANS_BYTEARRAY, true},
    {"__builtin__", "int", MEANS_INT, true},
    {"__builtin__", "long", MEANS_INT, true},
    {"__builtin__", "float", MEANS_FLOAT, true},
    {"__builtin__", "bool", MEANS_BOOL, true},
    {"__builtin__", "complex", MEANS_COMPLEX, true},
    {"builtins", "dict", MEANS_DICT, true},
    {"builtins", "list", MEANS_LIST, true},
    {"builtins", "tuple", MEANS_TUPLE, true},
    {"builtins", "set", MEANS_SET, true},
    {"builtins", "frozenset", MEANS_FROZENSET, true},
    {"builtins", "object", MEANS_OBJECT, true},
    {"builtins", "str", MEANS_UNICODE, true},
    {"builtins", "unicode", MEANS_UNICODE, true},
    {"builtins", "bytes", MEANS_BYTES, true},
    {"builtins", "bytearray", MEANS_BYTEARRAY, true},
    {"builtins", "int", MEANS_INT, true},
    {"builtins", "long", MEANS_INT, true},
    {"builtins", "float", MEANS_FLOAT, true},
    {"builtins", "bool", MEANS_BOOL, true},
    {"builtins", "complex", MEANS_COMPLEX, true},

    {"_codecs", "encode", MEANS_ENCODE, false},
    {"collections", "OrderedDict", MEANS_DICT, false},
    {"collections", "Counter", MEANS_DICT, false},
    {"collections", "defaultdict", MEANS_DEFAULTDICT, true},
    {"collections", "deque", MEANS_FUNCTION, true},
    {"collections", "namedtuple", MEANS_FUNCTION, false},

    {"datetime", "datetime", MEANS_DATETIME, true},
    {"datetime", "date", MEANS_DATE, true},
    {"datetime", "time", MEANS_TIME, true},
    {"datetime", "timedelta", MEANS_TIMEDELTA, true},
    {"datetime", "timezone", MEANS_TIMEZONE, true},
    {"datetime", "tzinfo", MEANS_FUNCTION, true},
    {"pytz", "_p", MEANS_PYTZ, false},
    {"pytz", "_UTC", MEANS_PYTZ_UTC, false},
    {"pytz", "FixedOffset", MEANS_PYTZ_FIXED, false},
    {"pytz", "_FixedOffset", MEANS_PYTZ_FIXED, false},
    {"decimal", "Decimal", MEANS_DECIMAL, false},
    {"decimal", "Context", MEANS_FUNCTION, false},
    {"uuid", "UUID", MEANS_UUID, false},
    {"uuid", "SafeUUID", MEANS_FUNCTION, false},

    {"django.utils.functional", "_lazy_proxy_unpickle", MEANS_LAZY, false},
    {"django.utils.translation", "ugettext", MEANS_FUNCTION, false},
    {"django.utils.translation", "gettext", MEANS_FUNCTION, false},
    {"django.utils.safestring", "SafeText", MEANS_UNICODE, false},
    {"django.utils.safestring", "SafeUnicode", MEANS_UNICODE, false},
    {"django.utils.safestring", "SafeBytes", MEANS_BYTES, false},
    {"django.utils.safestring", "SafeString", MEANS_BYTES, false},
};

/* The names of Python's exceptions, in `exceptions` and `builtins`. */
static const char errors[] =
    "ArithmeticError AssertionError AttributeError BaseException BufferError "
    "BytesWarning DeprecationWarning EOFError Exception FloatingPointError "
    "FutureWarning GeneratorExit ImportError ImportWarning IndexError "
    "KeyboardInterrupt LookupError MemoryError NameError NotImplementedError "
    "OverflowError PendingDeprecationWarning ReferenceError RuntimeError "
    "RuntimeWarning StandardError StopIteration SyntaxWarning SystemError "
    "SystemExit TypeError UnboundLocalError UnicodeWarning UserWarning "
    "ValueError Warning ZeroDivisionError";

static bool
is_word_of(const char *words, struct text name)
{
	struct text rest = text_of(words), word;

	while (text_split(&rest, ' ', &word))
		if (text_eq(word, name))
			return true;
	return false;
}

static bool
find_error(struct pickle_name *n)
{
	if (!text_is(n->module, "exceptions") &&
	    !text_is(n->module, "builtins"))
		return false;
	n->builtin = true;
	n->meaning = MEANS_ERROR;
	if (text_is(n->name, "KeyError"))
		n->meaning = MEANS_ERROR_KEY;
	else if (is_word_of("EnvironmentError IOError OSError", n->name))
		n->meaning = MEANS_ERROR_OS;
	else if (is_word_of("SyntaxError IndentationError TabError "
			    "UnicodeError UnicodeDecodeError "
			    "UnicodeEncodeError UnicodeTranslateError",
		     n->name))
		n->meaning = MEANS_ERROR_OTHER;
	else
		return is_word_of(errors, n->name);
	return true;
}

static bool
find_row(struct pickle_name *n)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (text_is(n->name, rows[i].name) &&
		    text_is(n->module, rows[i].module)) {
			n->meaning = rows[i].meaning;
			n->builtin = rows[i].builtin;
			return true;
		}
	return find_error(n);
}

void *
pickle_refuse(struct pickle_vm *vm, struct text module, struct text name)
{
	char escaped[PICKLE_NAME_MAX + 8];
	const struct text parts[] = {module, TEXT(" "), name};
	size_t at = 0;
	struct text why;

	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < parts[i].len && at < PICKLE_NAME_MAX;
		     k++) {
			unsigned char c = (unsigned char)parts[i].s[k];

			if (c >= 0x20 && c < 0x7F && c != '\\')
				escaped[at++] = (char)c;
			else
				at += (size_t)snprintf(escaped + at,
				    sizeof(escaped) - at, "\\x%02x", c);
		}
	why = arena_printf(
	    vm->arena, "names \"%.*s\", which is not data", (int)at, escaped);
	return pickle_fail(vm, PICKLE_REFUSED,
	    why.s != NULL ? why.s : "names what is not data");
}

/* bk-sops takes the text of the ImportError for the field's value. */
static void *
missing(struct pickle_vm *vm, struct text module)
{
	struct text shown = arena_show(vm->arena, module, PICKLE_NAME_MAX);

	if (shown.s != NULL)
		shown = ARENA_JOIN(vm->arena,
		    TEXT("the pickle names the module \""), shown,
		    TEXT("\", which bk-sops does not have"));
	vm->root = pickle_text(vm, KIND_BYTES, shown);
	return NULL;
}

/* Letters, digits, _ and, in Python 3, the dots of nested classes. */
static bool
is_identifier(struct text name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789_.";

	for (size_t i = 0; i < name.len; i++)
		if (name.s[i] == '\0' || strchr(letters, name.s[i]) == NULL)
			return false;
	return name.len > 0 && name.len <= PICKLE_NAME_MAX;
}

/* What is not in the table depends on its module. */
static bool
judge(struct pickle_vm *vm, struct pickle_name *n)
{
	if (!pickle_work(vm, RESOLVE_WORK))
		return false;
	switch (pickle_module_of(n->module)) {
	case MODULE_MISSING:
		return missing(vm, n->module);
	case MODULE_INVALID:
		return pickle_broken(vm, "an empty name of a module");
	case MODULE_LISTED:
		return pickle_broken(vm, "a class that does not exist");
	case MODULE_CLOSED:
		return pickle_refuse(vm, n->module, n->name);
	case MODULE_SECRET:
		n->meaning = MEANS_SECRET;
		break;
	case MODULE_OPEN:
		n->meaning = MEANS_OPAQUE;
		break;
	}
	if (!is_identifier(n->name) || !is_identifier(n->module))
		return pickle_broken(vm, "a class that does not exist");
	return true;
}

struct pickle_name *
pickle_resolve(struct pickle_vm *vm, struct text module, struct text name)
{
	struct pickle_name found = {.module = module, .name = name}, *n;

	if (!find_row(&found) && !judge(vm, &found))
		return NULL;
	n = pickle_alloc(vm, sizeof(*n));
	if (n != NULL)
		*n = found;
	return n;
}
