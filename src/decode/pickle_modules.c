/* SPDX-License-Identifier: MIT */
/*
 * The modules of the environment that bk-sops runs in.  A decoder cannot ask
 * Python which modules exist; what is not here is missing (sops 2.3.1).
 */
#include "decode/pickle_names.h"

/*
 * Of a package "a.*" all modules below count as existing.  The longest entry
 * that fits counts, so that a module may differ from its package.
 */
struct module_row {
	const char *pattern;
	enum pickle_module is;
};

static const struct module_row rows[] = {
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

static bool
is_open_package(struct text name)
{
	struct text rest = {open_packages, sizeof(open_packages) - 1}, word;

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

static enum pickle_module
find(struct text module)
{
	enum pickle_module is = MODULE_MISSING;
	struct text rest = module, first;
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool package;
		struct text base = base_of(rows[i].pattern, &package);

		if (base.len >= longest &&
		    (text_eq(base, module) ||
			(package && is_below(module, base)))) {
			longest = base.len;
			is = rows[i].is;
		}
	}
	if (is == MODULE_MISSING && text_split(&rest, '.', &first) &&
	    is_open_package(first))
		is = MODULE_OPEN;
	return is;
}

/* Is it a package that something known is below? */
static bool
is_parent(struct text module)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool package;

		if (is_below(base_of(rows[i].pattern, &package), module))
			return true;
	}
	return false;
}

enum pickle_module
pickle_module_of(struct text module)
{
	enum pickle_module is = find(module);
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
		if (find(head) == MODULE_MISSING && !is_parent(head))
			break;
	}
	return MODULE_MISSING;
}
