/* SPDX-License-Identifier: MIT */
/* The lines of SHOW GRANTS, of MariaDB and MySQL. */
#ifndef DOCTOR_GRANTS_H
#define DOCTOR_GRANTS_H

#include "base/arena.h"

struct grant {
	struct text object; /* "`bk_sops`.*", as the server writes it; .s NULL:
			     * the line gives roles */
	struct text excess; /* "INSERT, DELETE": what goes beyond reading; ""
			     * for nothing.  In the arena. */
	struct text roles;  /* "`a`,`b`", as the server writes them */
};

/*
 * Reads a line.  False when it gives nothing, such as SET DEFAULT ROLE, or
 * when the arena is full.  What stands behind TO, which may be the hash of a
 * password, is not in the answer.  Beyond reading is everything but SELECT,
 * USAGE, SHOW VIEW and PROCESS.
 */
bool grant_read(struct arena *arena, struct text line, struct grant *grant);

#endif
