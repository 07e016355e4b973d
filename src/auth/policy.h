/* SPDX-License-Identifier: MIT */
/*
 * What IAM answers about one action of one user: an expression, which is
 * evaluated here over the resource in question (sops-current 5.2, 5.3).
 */
#ifndef AUTH_POLICY_H
#define AUTH_POLICY_H

#include "base/arena.h"

/* 0 is the one that admits nobody and blames nobody. */
enum permission {
	PERMISSION_FAILED, /* not known: bk-sops answers 500 */
	PERMISSION_DENIED,
	PERMISSION_ALLOWED,
	PERMISSION_CANCELLED /* the client went away meanwhile */
};

#define POLICY_ATTRIBUTES 4

/* What the action is asked for.  "id" is an attribute as well. */
struct policy_resource {
	const char *type; /* "task" */
	struct text id;
	struct {
		const char *name; /* NULL: this one is not used */
		struct text value;
	} attributes[POLICY_ATTRIBUTES];
};

/* AND and OR in each other: more are an error. */
#define POLICY_DEPTH 32

/*
 * Evaluates the body of IAM's answer.  Never PERMISSION_CANCELLED.  An answer
 * that is no JSON, has a code other than 0 or an expression that is not of its
 * form anywhere is PERMISSION_FAILED, and *why says what is wrong: a literal.
 * So is an AND of nothing, which bk-sops' library takes for true, and what
 * that library would raise an exception over.
 */
enum permission policy_evaluate(struct arena *arena, struct text answer,
    const struct policy_resource *resource, const char **why);

#endif
