/* SPDX-License-Identifier: MIT */
/*
 * Inside the pickle decoder: the names that a pickle may use (sops 2.3.4).
 * Nothing is looked up anywhere but in these tables.
 */
#ifndef DECODE_PICKLE_NAMES_H
#define DECODE_PICKLE_NAMES_H

#include "decode/pickle_vm.h"

#define PICKLE_NAME_MAX 200 /* bytes of a module's or a class's name */

/* What a call of a name gives. */
enum pickle_meaning {
	MEANS_OPAQUE,	/* a class: instances are opaque, calls are refused */
	MEANS_SECRET,	/* the same, and whatever it is based on */
	MEANS_FUNCTION, /* exists, but is not data: calls are refused */
	MEANS_OBJECT,
	MEANS_DICT,
	MEANS_DEFAULTDICT,
	MEANS_LIST,
	MEANS_TUPLE,
	MEANS_SET,
	MEANS_FROZENSET,
	MEANS_BYTES,
	MEANS_UNICODE,
	MEANS_BYTEARRAY,
	MEANS_INT,
	MEANS_FLOAT,
	MEANS_BOOL,
	MEANS_COMPLEX,
	MEANS_ENCODE,	   /* _codecs.encode */
	MEANS_RECONSTRUCT, /* copy_reg._reconstructor */
	MEANS_NEWOBJ,	   /* copy_reg.__newobj__ */
	MEANS_NEWOBJ_EX,
	MEANS_DATETIME,
	MEANS_DATE,
	MEANS_TIME,
	MEANS_TIMEDELTA,
	MEANS_TIMEZONE, /* Python 3's datetime.timezone */
	MEANS_PYTZ,	/* pytz._p */
	MEANS_PYTZ_UTC,
	MEANS_PYTZ_FIXED,
	MEANS_ZONEINFO, /* zoneinfo.ZoneInfo._unpickle */
	MEANS_DECIMAL,
	MEANS_UUID,
	MEANS_LAZY,	  /* _lazy_proxy_unpickle */
	MEANS_ERROR,	  /* a Python exception */
	MEANS_ERROR_KEY,  /* KeyError, whose str() differs */
	MEANS_ERROR_OS,	  /* EnvironmentError and its subclasses */
	MEANS_ERROR_OTHER /* shown by its class */
};

/* A name that a pickle used, resolved. */
struct pickle_name {
	struct text module, name;
	enum pickle_meaning meaning;
	bool builtin; /* Python 2 shows it as <type ...>, not <class ...> */
};

/*
 * Resolves a name; NULL after pickle_fail, or when the module is missing in
 * Python 2: then the pickle is done and vm->root is a text that says so.
 */
struct pickle_name *
pickle_resolve(struct pickle_vm *vm, struct text module, struct text name);

/* Fails with PICKLE_REFUSED and the name, or because its arguments are not
 * understood. */
void *pickle_refuse(struct pickle_vm *vm, const struct pickle_name *name);

#endif
