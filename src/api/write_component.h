/* SPDX-License-Identifier: MIT */
/*
 * The components of bk-sops that write (esb chapter 7).  They stay with the
 * Python services; a web server that sends one here is configured wrongly, and
 * its caller is told so instead of being told that there is no such URL.
 */
#ifndef API_WRITE_COMPONENT_H
#define API_WRITE_COMPONENT_H

#include "base/arena.h"

#define WRITE_COMPONENT_STATUS 501 /* HTTP: not implemented */

/* Their names, by number; NULL behind the last. */
const char *write_component_name(size_t i);

/*
 * Whether a component that writes is named by the first part of `path`:
 * "/create_task/" or "/create_task/1/2/".  Then *message, in the arena, says
 * that `owner` (ESB, bk-sops) answers it.
 */
bool write_component_asked(struct arena *arena, struct text path,
    const char *owner, struct text *message);

#endif
