/* SPDX-License-Identifier: MIT */
/* A form of Django's over the query (sops-current 4.1, 4.12): texts, and an
 * object of all that is wrong with its fields. */
#ifndef SOPS_CURRENT_FORM_H
#define SOPS_CURRENT_FORM_H

#include "base/buf.h"
#include "sops/call.h"

/* A form while it is read. */
struct form {
	struct call *call;
	struct buf json;
	struct json_writer *errors; /* an object with a list for each field */
	bool is_wrong;
	bool is_failed; /* no memory for a value, which is not none */
};

/* OUTCOME_FAULT when out of memory; else form_end must follow. */
enum outcome form_begin(struct form *f, struct call *call);

/* Says what is wrong with a field, once for each. */
void form_error(struct form *f, const char *name, struct text why);

/* The parameter without blanks around it; .s is NULL when there is none, or a
 * wrong one. */
struct text form_text(struct form *f, const char *name);

/* What came of it: OUTCOME_REFUSED with that object (3546100), or `outcome`
 * when every field is right. */
enum outcome form_end(struct form *f, enum outcome outcome);

#endif
