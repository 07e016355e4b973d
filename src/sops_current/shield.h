/* SPDX-License-Identifier: MIT */
/* What is masked in the ex_data of nodes (sops-current 4.6.6): bk-sops' secret
 * key and the keywords of its logs. */
#ifndef SOPS_CURRENT_SHIELD_H
#define SOPS_CURRENT_SHIELD_H

#include "sops/value.h"

/* Masks them in a value that is text; others stay as they are.  False when out
 * of memory. */
bool shield_value(struct call *call, struct value *value);

#endif
