/* SPDX-License-Identifier: MIT */
/* --doctor --url: who answers a URL, one of the pools or another server? */
#ifndef DOCTOR_URL_H
#define DOCTOR_URL_H

#include "config/config.h"
#include "doctor/report.h"

/*
 * Asks the URL and reports who answered: ok when it was a pool.  Of a site, a
 * URL without a path, an endpoint of each pool is asked.  Needs no secret of
 * the configuration.
 */
void
url_check(const struct config *config, const char *url, struct report *report);

#endif
