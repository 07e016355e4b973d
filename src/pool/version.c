/* SPDX-License-Identifier: MIT */
#include "pool/version.h"

#include "auth/limiter.h"
#include "mysql/db.h"

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <yajl/yajl_version.h>
#include <zlib.h>

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#ifdef HAVE_LIBSECCOMP
#include <seccomp.h>
#endif

static void
set(struct version *v, const char *name, const char *version)
{
	snprintf(v->name, sizeof(v->name), "%s", name);
	snprintf(v->version, sizeof(v->version), "%s", version);
}

static void
get_yajl(struct version *v)
{
	int n = yajl_version();

	set(v, "yajl", "");
	snprintf(v->version, sizeof(v->version), "%d.%d.%d", n / 10000,
	    n / 100 % 100, n % 100);
}

static void
get_seccomp(struct version *v)
{
	set(v, "libseccomp", "none");
#ifdef HAVE_LIBSECCOMP
	const struct scmp_version *lib = seccomp_version();

	snprintf(v->version, sizeof(v->version), "%u.%u.%u", lib->major,
	    lib->minor, lib->micro);
#endif
}

/* "OpenSSL 3.0.17 1 Jul 2025": whoever it is says its name first. */
static void
get_crypto(struct version *v)
{
	const char *all = OpenSSL_version(OPENSSL_VERSION);
	size_t name = strcspn(all, " ");

	set(v, all, all[name] == ' ' ? all + name + 1 : "");
	if (name < sizeof(v->name))
		v->name[name] = '\0';
}

bool
version_get(size_t i, struct version *v)
{
	switch (i) {
	case 0:
		set(v, "bksops-fcgi", PACKAGE_VERSION);
		return true;
	case 1:
		set(v, "libfcgi", LIBFCGI_VERSION);
		return true;
	case 2:
		get_yajl(v);
		return true;
	case 3:
		set(v, "MySQL client", db_client_version());
		return true;
	case 4:
		set(v, "zlib", zlibVersion());
		return true;
	case 5:
		set(v, "libjwt", LIBJWT_VERSION);
		return true;
	case 6:
		set(v, "hiredis", redis_client_version());
		return true;
	case 7:
		set(v, "libcurl", curl_version_info(CURLVERSION_NOW)->version);
		return true;
	case 8:
		get_seccomp(v);
		return true;
	case 9:
		get_crypto(v);
		return true;
	default:
		return false;
	}
}
