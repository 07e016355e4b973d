/* SPDX-License-Identifier: MIT */
/* Parameters as they reach bk-sops: as text in a URL (esb 6.2). */
#ifndef SOPS_FORWARDED_H
#define SOPS_FORWARDED_H

#include "sops/call.h"

/*
 * The parameter's text, in the arena or as it came: ESB writes numbers and
 * True, leaves out null and [], sends a list as the name repeated and an
 * object as its keys, of which bk-sops takes the last.  TEXT_NONE when it does
 * not arrive.
 */
struct text forwarded_text(const struct call *call, const char *name);

#endif
