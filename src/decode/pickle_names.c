/* SPDX-License-Identifier: MIT */
#include "decode/pickle_names.h"

#include <stdio.h>

/*
 * The modules of the environment that bk-sops runs in.  A decoder cannot ask
 * Python which modules exist; what is not here is missing (sops 2.3.1).  That
 * is the environment of 2019.  For Python 3 all others exist, too: plugins come
 * in packages of any name, and an instance of theirs must not cost the answer.
 */
/* What is known of a module. */
enum module {
	MODULE_MISSING, /* ImportError */
	MODULE_INVALID, /* no name of a module at all */
	MODULE_LISTED,	/* its names are all in the table: others are missing */
	MODULE_CLOSED,	/* those that are not in the table are refused */
	MODULE_OPEN,	/* those that are not in the table are opaque classes */
	MODULE_SECRET	/* the same, and nothing of them is ever shown */
};

/*
 * Of a package "a.*" all modules below count as existing.  The longest entry
 * that fits counts, so that a module may differ from its package.
 */
struct module_row {
	const char *pattern;
	enum module is;
};

static const struct module_row module_rows[] = {
    {"pipeline.utils.collections", MODULE_LISTED},
    {"collections", MODULE_LISTED},
    {"datetime", MODULE_LISTED},
    {"decimal", MODULE_LISTED},
    {"uuid", MODULE_LISTED},
    {"exceptions", MODULE_LISTED},
    {"pytz", MODULE_LISTED},
    {"django.utils.functional", MODULE_CLOSED},
    {"django.utils.translation", MODULE_CLOSED},

    /* What runs commands, reads files or reaches into the interpreter. */
    {"__builtin__", MODULE_CLOSED},
    {"builtins", MODULE_CLOSED},
    {"_codecs", MODULE_CLOSED},
    {"copy_reg", MODULE_CLOSED},
    {"copyreg", MODULE_CLOSED},
    {"pickle", MODULE_CLOSED},
    {"cPickle", MODULE_CLOSED},
    {"marshal", MODULE_CLOSED},
    {"posix", MODULE_CLOSED},
    {"nt", MODULE_CLOSED},
    {"os", MODULE_CLOSED},
    {"os.path", MODULE_CLOSED},
    {"sys", MODULE_CLOSED},
    {"subprocess", MODULE_CLOSED},
    {"popen2", MODULE_CLOSED},
    {"commands", MODULE_CLOSED},
    {"platform", MODULE_CLOSED},
    {"pty", MODULE_CLOSED},
    {"socket", MODULE_CLOSED},
    {"shutil", MODULE_CLOSED},
    {"imp", MODULE_CLOSED},
    {"importlib", MODULE_CLOSED},
    {"ctypes.*", MODULE_CLOSED},
    {"code", MODULE_CLOSED},
    {"codeop", MODULE_CLOSED},
    {"runpy", MODULE_CLOSED},
    {"timeit", MODULE_CLOSED},
    {"types", MODULE_CLOSED},
    {"operator", MODULE_CLOSED},
    {"functools", MODULE_CLOSED},
    {"itertools", MODULE_CLOSED},

    /* API clients carry app secrets. */
    {"packages.blueking.component.*", MODULE_SECRET},

    {"pipeline.apps", MODULE_OPEN},
    {"pipeline.builder.*", MODULE_OPEN},
    {"pipeline.celery.*", MODULE_OPEN},
    {"pipeline.component_framework.*", MODULE_OPEN},
    {"pipeline.conf.*", MODULE_OPEN},
    {"pipeline.constants", MODULE_OPEN},
    {"pipeline.contrib.*", MODULE_OPEN},
    {"pipeline.core.*", MODULE_OPEN},
    {"pipeline.engine.*", MODULE_OPEN},
    {"pipeline.exceptions", MODULE_OPEN},
    {"pipeline.log.*", MODULE_OPEN},
    {"pipeline.management.*", MODULE_OPEN},
    {"pipeline.models", MODULE_OPEN},
    {"pipeline.parser.*", MODULE_OPEN},
    {"pipeline.service.*", MODULE_OPEN},
    {"pipeline.signals.*", MODULE_OPEN},
    {"pipeline.utils.*", MODULE_OPEN},
    {"pipeline.validators.*", MODULE_OPEN},
    {"pipeline.variable_framework.*", MODULE_OPEN},
    {"pipeline_plugins.*", MODULE_OPEN},
    {"pipeline_web.*", MODULE_OPEN},
    {"gcloud.apigw.*", MODULE_OPEN},
    {"gcloud.commons.*", MODULE_OPEN},
    {"gcloud.conf.*", MODULE_OPEN},
    {"gcloud.constants", MODULE_OPEN},
    {"gcloud.contrib.*", MODULE_OPEN},
    {"gcloud.core.*", MODULE_OPEN},
    {"gcloud.exceptions", MODULE_OPEN},
    {"gcloud.external_plugins.*", MODULE_OPEN},
    {"gcloud.periodictask.*", MODULE_OPEN},
    {"gcloud.taskflow3.*", MODULE_OPEN},
    {"gcloud.tasktmpl3.*", MODULE_OPEN},
    {"gcloud.utils.*", MODULE_OPEN},
    {"gcloud.webservice3.*", MODULE_OPEN},
    {"blueapps.*", MODULE_OPEN},
    {"config.*", MODULE_OPEN},
    {"pytz.*", MODULE_OPEN},
    {"django.*", MODULE_OPEN},
};

/* Python 2.7's own modules, and bk-sops' requirements, with what is below. */
static const char open_packages[] =
    "BaseHTTPServer Bastion CGIHTTPServer ConfigParser Cookie "
    "DocXMLRPCServer HTMLParser MimeWriter Queue SimpleHTTPServer "
    "SimpleXMLRPCServer SocketServer StringIO Tkinter UserDict "
    "UserList UserString __future__ __main__ _abcoll _ast _bisect "
    "_collections _csv _elementtree _functools _heapq _io _json "
    "_locale _random _socket _sqlite3 _sre _ssl _strptime _struct "
    "_threading_local _warnings _weakref _weakrefset abc aifc anydbm "
    "argparse array ast asynchat asyncore atexit audioop base64 bdb "
    "binascii binhex bisect bsddb bz2 cProfile cStringIO calendar cgi "
    "cgitb chunk cmath cmd codecs colorsys compiler contextlib "
    "cookielib copy crypt csv curses dbhash difflib dircache dis "
    "distutils doctest dumbdbm dummy_thread dummy_threading email "
    "encodings errno fcntl filecmp fileinput fnmatch formatter "
    "fpformat fractions ftplib future_builtins gc genericpath getopt "
    "getpass gettext glob grp gzip hashlib heapq hmac hotshot "
    "htmlentitydefs htmllib httplib idlelib imaplib imghdr inspect io "
    "json keyword lib2to3 linecache locale logging macpath mailbox "
    "mailcap markupbase math md5 mhlib mimetools mimetypes mimify "
    "mmap modulefinder multifile multiprocessing mutex netrc new "
    "nntplib ntpath nturl2path numbers opcode optparse parser pdb "
    "pickletools pipes pkgutil plistlib poplib posixpath pprint "
    "profile pstats pwd py_compile pyclbr pydoc pyexpat quopri random "
    "re readline repr resource rfc822 rlcompleter robotparser sched "
    "select sets sgmllib sha shelve shlex signal site smtpd smtplib "
    "sndhdr spwd sqlite3 sre sre_compile sre_constants sre_parse ssl "
    "stat statvfs string stringprep strop struct sunau symbol "
    "symtable sysconfig syslog tabnanny tarfile telnetlib tempfile "
    "termios textwrap this thread threading time token tokenize trace "
    "traceback tty unicodedata unittest urllib urllib2 urlparse user "
    "uu warnings wave weakref webbrowser whichdb wsgiref xdrlib xml "
    "xmllib xmlrpclib zipfile zlib account auth_backend celery "
    "djcelery kombu amqp billiard anyjson requests urllib3 ujson "
    "guardian tastypie rest_framework pymysql MySQLdb redis mako "
    "markupsafe jinja2 yaml six dateutil jwt cryptography gunicorn "
    "gevent greenlet boto botocore boto3 xlrd xlwt openpyxl numpy "
    "pandas mock whitenoise raven arrow eventlet django_nose south";

/* API clients of the current generation, with what is below. */
static const char secret_packages[] =
    "packages blueking bkapi bkapi_client_core api";

static bool
is_word_of(const char *words, struct text name)
{
	struct text rest = text_of(words), word;

	while (text_split(&rest, ' ', &word))
		if (text_eq(word, name))
			return true;
	return false;
}

/* The package that a pattern "a.b.*" names, or the module "a.b". */
static struct text
base_of(const char *pattern, bool *package)
{
	struct text base = text_of(pattern);

	*package = base.len > 2 && base.s[base.len - 1] == '*';
	if (*package)
		base.len -= 2;
	return base;
}

static bool
is_below(struct text module, struct text package)
{
	return module.len > package.len && module.s[package.len] == '.' &&
	       memcmp(module.s, package.s, package.len) == 0;
}

static enum module
find_module(struct text module)
{
	enum module is = MODULE_MISSING;
	struct text rest = module, first;
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(module_rows) / sizeof(*module_rows);
	     i++) {
		bool package;
		struct text base = base_of(module_rows[i].pattern, &package);

		if (base.len >= longest &&
		    (text_eq(base, module) ||
			(package && is_below(module, base)))) {
			longest = base.len;
			is = module_rows[i].is;
		}
	}
	if (is == MODULE_MISSING && text_split(&rest, '.', &first) &&
	    is_word_of(open_packages, first))
		is = MODULE_OPEN;
	return is;
}

/* Is it a package that something known is below? */
static bool
is_parent(struct text module)
{
	for (size_t i = 0; i < sizeof(module_rows) / sizeof(*module_rows);
	     i++) {
		bool package;

		if (is_below(base_of(module_rows[i].pattern, &package), module))
			return true;
	}
	return false;
}

static enum module
module_of(struct text module)
{
	enum module is = find_module(module);
	struct text rest = module, part;

	if (is != MODULE_MISSING)
		return is;
	if (is_parent(module))
		return MODULE_OPEN;
	/* Python imports one package after the other, up to a missing one. */
	while (text_split(&rest, '.', &part)) {
		struct text head = {
		    module.s, (size_t)(part.s + part.len - module.s)};

		if (part.len == 0)
			return MODULE_INVALID;
		if (find_module(head) == MODULE_MISSING && !is_parent(head))
			break;
	}
	return MODULE_MISSING;
}

static enum module
module_of_python3(struct text module)
{
	enum module is = find_module(module);
	struct text rest = module, part, first = TEXT_NONE;

	while (text_split(&rest, '.', &part)) {
		if (part.len == 0)
			return MODULE_INVALID;
		if (first.s == NULL)
			first = part;
	}
	if (is_word_of(secret_packages, first))
		return MODULE_SECRET;
	return is == MODULE_MISSING ? MODULE_OPEN : is;
}

/* Units of work to go through the tables, in the order of nanoseconds. */
#define RESOLVE_WORK 1024

struct name_row {
	const char *module, *name;
	enum pickle_meaning meaning;
	bool builtin;
};

static const struct name_row name_rows[] = {
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

/* What Python 3 has besides, or instead. */
static const struct name_row name_rows_python3[] = {
    {"django.utils.safestring", "SafeString", MEANS_UNICODE, false},
    {"zoneinfo", "ZoneInfo._unpickle", MEANS_ZONEINFO, false},
    {"backports.zoneinfo", "ZoneInfo._unpickle", MEANS_ZONEINFO, false},
    {"collections", "ChainMap", MEANS_OPAQUE, false},
    {"collections", "UserDict", MEANS_OPAQUE, false},
    {"collections", "UserList", MEANS_OPAQUE, false},
    {"collections", "UserString", MEANS_OPAQUE, false},
};

/* Names of Python 2 that Python 3 takes for its own. */
static const struct {
	const char *module, *name;   /* NULL: any */
	const char *module3, *name3; /* NULL: the same */
} renamed[] = {
    {"__builtin__", "unicode", "builtins", "str"},
    {"__builtin__", "long", "builtins", "int"},
    {"__builtin__", NULL, "builtins", NULL},
    {"copy_reg", NULL, "copyreg", NULL},
    {"exceptions", NULL, "builtins", NULL},
};

static void
rename_for_python3(struct pickle_name *n)
{
	for (size_t i = 0; i < sizeof(renamed) / sizeof(*renamed); i++) {
		if (!text_is(n->module, renamed[i].module) ||
		    (renamed[i].name != NULL &&
			!text_is(n->name, renamed[i].name)))
			continue;
		n->module = text_of(renamed[i].module3);
		if (renamed[i].name3 != NULL)
			n->name = text_of(renamed[i].name3);
		return;
	}
}

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

/* Python 3's, of which the first are OSErrors. */
static const char os_errors_python3[] =
    "BlockingIOError BrokenPipeError ChildProcessError ConnectionAbortedError "
    "ConnectionError ConnectionRefusedError ConnectionResetError "
    "FileExistsError FileNotFoundError InterruptedError IsADirectoryError "
    "NotADirectoryError PermissionError ProcessLookupError TimeoutError";
static const char errors_python3[] =
    "EncodingWarning ModuleNotFoundError RecursionError ResourceWarning "
    "StopAsyncIteration";

static bool
find_error_python3(struct pickle_name *n)
{
	if (is_word_of(os_errors_python3, n->name))
		n->meaning = MEANS_ERROR_OS;
	else if (is_word_of("BaseExceptionGroup ExceptionGroup", n->name))
		n->meaning = MEANS_ERROR_OTHER;
	else
		return is_word_of(errors_python3, n->name);
	return true;
}

static bool
find_error(struct pickle_name *n, bool python3)
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
		return is_word_of(errors, n->name) ||
		       (python3 && find_error_python3(n));
	return true;
}

static bool
find_in(const struct name_row *rows, size_t count, struct pickle_name *n)
{
	for (size_t i = 0; i < count; i++)
		if (text_is(n->name, rows[i].name) &&
		    text_is(n->module, rows[i].module)) {
			n->meaning = rows[i].meaning;
			n->builtin = rows[i].builtin;
			return true;
		}
	return false;
}

#define FIND_IN(rows, n) find_in((rows), sizeof(rows) / sizeof(*(rows)), (n))

static bool
find_row(struct pickle_name *n, bool python3)
{
	return (python3 && FIND_IN(name_rows_python3, n)) ||
	       FIND_IN(name_rows, n) || find_error(n, python3);
}

void *
pickle_refuse(struct pickle_vm *vm, const struct pickle_name *n)
{
	char escaped[PICKLE_NAME_MAX + 8];
	const struct text parts[] = {n->module, TEXT(" "), n->name};
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
	enum module is;

	if (!pickle_work(vm, RESOLVE_WORK))
		return false;
	is = pickle_is_python3(vm) ? module_of_python3(n->module)
				   : module_of(n->module);
	switch (is) {
	case MODULE_MISSING:
		return missing(vm, n->module);
	case MODULE_INVALID:
		return pickle_broken(vm, "an empty name of a module");
	case MODULE_LISTED:
		/* Python 3 finds a method, and would call it. */
		if (pickle_is_python3(vm) && n->name.len > 0 &&
		    memchr(n->name.s, '.', n->name.len) != NULL)
			return pickle_refuse(vm, n);
		return pickle_broken(vm, "a class that does not exist");
	case MODULE_CLOSED:
		return pickle_refuse(vm, n);
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
	bool python3 = pickle_is_python3(vm);

	if (python3)
		rename_for_python3(&found);
	if (!find_row(&found, python3) && !judge(vm, &found))
		return NULL;
	n = pickle_alloc(vm, sizeof(*n));
	if (n != NULL)
		*n = found;
	return n;
}
