/* SPDX-License-Identifier: MIT */
/* Dates that clients of get_task_list write (sops-current 4.1). */
#ifndef SOPS_DATE_TEXT_H
#define SOPS_DATE_TEXT_H

#include "base/arena.h"

/*
 * Reads one of the forms
 *
 *	YYYY-MM-DD  YYYY-MM-DD HH:MM[:SS]  in the process's zone
 *	YYYY-MM-DD HH:MM[:SS][ ]ZONE
 *	YYYY-MM-DDTHH:MM:SS[.ffffff]ZONE
 *
 * with ZONE "Z", "+0800" or "+08:00"; but for the year, numbers may have one
 * digit.  *stored is the time as databases have it, in UTC with six digits, in
 * the arena; of a date alone it is its first or, with `end`, its last
 * microsecond.  False when it has another form or no such time exists.
 */
bool date_text_read(
    struct arena *arena, struct text t, bool end, struct text *stored);

#endif
