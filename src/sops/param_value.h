/* SPDX-License-Identifier: MIT */
/*
 * What a parameter says: as Python shows it in a message, as it reaches
 * bk-sops behind ESB, and as the text, number or flag that it stands for.
 */
#ifndef SOPS_PARAM_VALUE_H
#define SOPS_PARAM_VALUE_H

#include "sops/call.h"

/* As "%s" shows it: a text as it is, 1.5, None, [u'a'].  .s is NULL when out of
 * memory. */
struct text python_str(struct arena *arena, const struct param *param);

/* The same of Python 3, in which the current generation is written: ['a']. */
struct text python3_str(struct arena *arena, const struct param *param);

/* python_str, a list shown as the tuple that Django makes of it. */
struct text python_str_tuple(struct arena *arena, const struct param *param);

/*
 * The parameter's text, in the arena or as it came: ESB writes numbers and
 * True, leaves out null and [], sends a list as the name repeated and an
 * object as its keys, of which bk-sops takes the last.  TEXT_NONE when it does
 * not arrive.
 */
struct text forwarded_text(const struct call *call, const char *name);

/*
 * Parameters of a GET, which in ESB mode may come as JSON (esb 6.2): numbers
 * and True as their text; null and [] do not arrive.
 *
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
