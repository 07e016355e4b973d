/* SPDX-License-Identifier: MIT */
/*
 * The members of a JSON object, or the elements of a list, as parameters, one
 * by one in the order of the document.  Inside src/fcgi/ only.
 */
#ifndef PARAMS_COLLECTOR_H
#define PARAMS_COLLECTOR_H

#include "params/params.h"
#include "json/reader.h"

struct collector {
	struct arena *arena;
	bool object_only; /* a list is JSON_BROKEN */
	/* Takes one, whose texts stand in the arena, in the JSON or in the
	 * program, and of which only a number surely has a NUL behind it; an
	 * element has no name.  0, or -1 to stop. */
	int (*take)(void *context, const struct param *param);
	void *context;
	size_t deepest; /* out: containers in each other */
};

/*
 * Reads `json` as Python's json module does.  JSON_BROKEN also when it is
 * neither object nor list, JSON_STOPPED when `take` said so.
 */
enum json_result collector_read(struct collector *c, struct text json);

#endif
