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

/* An expression that was read, in the arena; NULL: nobody may. */
struct policy;

/*
 * Reads the body of IAM's answer about one action.  False when it is no JSON,
 * has a code other than 0 or an expression that is not of its form anywhere;
 * *why says what is wrong then: a literal.  So is an AND of nothing, which
 * bk-sops' library takes for true.  The policy lives as long as the answer and
 * the arena.
 */
bool policy_read(struct arena *arena, struct text answer,
    const struct policy **policy, const char **why);

/* The same for an answer about several actions, NULL behind the last: the
 * policy of each, NULL for one that IAM does not name. */
bool policy_read_actions(struct arena *arena, struct text answer,
    const char *const *actions, const struct policy **policies,
    const char **why);

/* What the policy says of the resource.  PERMISSION_FAILED over what bk-sops'
 * library would raise an exception over, which *why says; never
 * PERMISSION_CANCELLED. */
enum permission policy_decide(const struct policy *policy,
    const struct policy_resource *resource, const char **why);

/* Whether each of its conditions but "any" says which values one of these
 * fields ("project.id") has or has not: eq, in, not_eq or not_in. */
bool policy_is_about(
    const struct policy *policy, const char *const *fields, size_t nfields);

#endif
