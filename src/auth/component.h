/* SPDX-License-Identifier: MIT */
/* Which component a row of esb_channel means (esb 5.1): its comp_conf says. */
#ifndef AUTH_COMPONENT_H
#define AUTH_COMPONENT_H

#include "auth/esb.h"

/*
 * Longest string in a comp_conf that is read, in bytes.  The values that count
 * are shorter than 255, labels and descriptions may be longer.
 */
#define COMPONENT_CONF_STRING 65536

struct component_conf {
	struct text dest_path; /* both TEXT_NONE when unusable */
	struct text dest_http_method;
	struct text name; /* TEXT_NONE when it has none */
};

/*
 * Reads a comp_conf: a JSON object, or a list of [key, value] pairs.  False
 * when it is neither, or lacks one of the first two texts.  They are copied
 * into the arena.
 */
bool component_conf_read(
    struct arena *arena, struct text json, struct component_conf *conf);

/* The component with this destination; NULL when there is none. */
const struct esb_component *component_of_conf(
    const struct esb_call *call, const struct component_conf *conf);

/* The built-in channel: method and path compare exactly (esb 1.3).  NULL when
 * there is none. */
const struct esb_component *component_built_in(const struct esb_call *call);

/* The component whose path is the `like` of the built-in one that is called;
 * NULL when there is none. */
const struct esb_component *component_lender(const struct esb_call *call);

/* The path of a row is one of the built-in paths, as SQL compares: without
 * case, with or without the slash at the end. */
bool component_has_path(const struct esb_call *call, struct text path);

#endif
