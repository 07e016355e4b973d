/* SPDX-License-Identifier: MIT */
#include "pool/version.h"

#include "pool/sandbox.h"
#include "store/version.h"

#include <openssl/crypto.h>
#include <yajl/yajl_version.h>
#include <zlib.h>

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

void
version_print(FILE *out)
{
	int yajl = yajl_version();

	fprintf(out, "bksops-fcgi %s\n", PACKAGE_VERSION);
	fprintf(out, "libfcgi %s\n", LIBFCGI_VERSION);
	fprintf(
	    out, "yajl %d.%d.%d\n", yajl / 10000, yajl / 100 % 100, yajl % 100);
	fprintf(out, "MySQL client %s\n", store_client_version());
	fprintf(out, "zlib %s\n", zlibVersion());
	fprintf(out, "libjwt %s\n", LIBJWT_VERSION);
	sandbox_print_library(out);
	fprintf(out, "%s\n", OpenSSL_version(OPENSSL_VERSION));
}
