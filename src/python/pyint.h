/* SPDX-License-Identifier: MIT */
/*
 * Python's int() of a text: ESB and bk-sops read nonces, token expiries and
 * template ids with it (esb 3.4, 4.2; sops 3.2).
 */
#ifndef PYTHON_PYINT_H
#define PYTHON_PYINT_H

#include "base/arena.h"

/*
 * Reads [blanks][sign][digits][blanks].  False when t has another form.
 * *digits is the part of t without sign and leading zeros ("0" keeps one), of
 * any length; *negative is never set for zero.
 */
bool pyint_parse(struct text t, bool *negative, struct text *digits);

/*
 * The same as a number, cut to the range of int64_t: a longer number gives
 * INT64_MAX or INT64_MIN.
 */
bool pyint_to_int64(struct text t, int64_t *number);

/*
 * The same of a unicode object, with digits and blanks of any script, and
 * blanks behind the sign: *json is the number as JSON, of any length, in the
 * arena (sops 3.2; 6.2/88).
 */
bool pyint_of_unicode(struct arena *arena, struct text t, struct text *json);

#endif
