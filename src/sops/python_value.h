/* SPDX-License-Identifier: MIT */
/* Parameters as Python 2 shows them in a message. */
#ifndef SOPS_PYTHON_VALUE_H
#define SOPS_PYTHON_VALUE_H

#include "params/params.h"

/* As "%s" shows it: a text as it is, 1.5, None, [u'a'].  .s is NULL when out of
 * memory. */
struct text python_str(struct arena *arena, const struct param *param);

/* python_str, a list shown as the tuple that Django makes of it. */
struct text python_str_tuple(struct arena *arena, const struct param *param);

#endif
