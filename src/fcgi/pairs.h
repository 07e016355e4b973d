/* SPDX-License-Identifier: MIT */
/* Name-value pairs, as FastCGI 3.4 writes them.  Inside src/fcgi/ only. */
#ifndef FCGI_PAIRS_H
#define FCGI_PAIRS_H

#include "base/text.h"

/*
 * Takes the first pair off *rest.  1 and *name and *value, which point into
 * *rest; 0 when nothing is left; -1 when a length says more than there is.
 */
int pairs_next(struct text *rest, struct text *name, struct text *value);

#endif
