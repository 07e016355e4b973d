/* SPDX-License-Identifier: MIT */
/*
 * bksops-fcgi --doctor: what an operator would look at when a pool does not
 * answer, or before it is to.  Reads and tells; changes nothing.
 */
#ifndef DOCTOR_DOCTOR_H
#define DOCTOR_DOCTOR_H

#include "config/config.h"

struct doctor_options {
	const char *url; /* NULL: none */
	bool json;
	bool quiet; /* only warnings and errors */
};

/*
 * Checks every pool, one after another, or, with a URL, only who answers it
 * (url.h), and prints what was found, as lines or as JSON (report.h).  A bad
 * pool is an error that was found, and there may be no good one.  Without a URL
 * the secrets have been read.  Frees the configuration. The exit status: 0 all
 * is well, 1 warnings, 2 errors; EX_OSERR when there is no memory, EX_IOERR
 * when not all could be told.
 */
int doctor_run(struct config *config, const struct doctor_options *options);

#endif
