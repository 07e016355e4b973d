/* SPDX-License-Identifier: MIT */
/*
 * Parameters of a GET, which in ESB mode may come as JSON (esb 6.2): numbers
 * and True as their text; null and [] do not arrive.
 */
#ifndef SOPS_PARAM_TEXT_H
#define SOPS_PARAM_TEXT_H

#include "sops/call.h"

/*
 * All of these: OUTCOME_REFUSED, and a message that begins with the name, when
 * it has another form; blanks around a value do not count.  *value stays as it
 * is when there is no such parameter.
 */
enum outcome
param_text(struct call *call, const char *name, struct text *value);

/* A whole number that is not negative, at most `max`. */
enum outcome param_number(
    struct call *call, const char *name, uint64_t max, uint64_t *value);

/* "true" or "false" in any case; empty is false.  *given: it was there. */
enum outcome
param_flag(struct call *call, const char *name, bool *given, bool *value);

/* OUTCOME_REFUSED with the message "NAME: WHY"; `why` is a literal. */
enum outcome param_refuse(struct call *call, const char *name, const char *why);

#endif
