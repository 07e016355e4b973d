/* SPDX-License-Identifier: MIT */
/*
 * What every answer of the current generation asks of its caller, in the order
 * of bk-sops (sops-current 1.3): whether the application is trusted, the
 * project, the permission.  These statements go with the endpoint's own in one
 * round trip.
 */
#ifndef SOPS_CURRENT_ADMIT_H
#define SOPS_CURRENT_ADMIT_H

#include "sops/query.h"

/* Codes of bk-sops (sops-current 1.7). */
#define CODE_PARAM	3540000
#define CODE_FORBIDDEN	3540100
#define CODE_NOT_FOUND	3540400
#define CODE_OPERATION	3545000
#define CODE_VALIDATION 3546100
#define CODE_UNKNOWN	3599999

/* Whose permission is asked for those who are not trusted (3, "gate"). */
enum gate {
	GATE_PROJECT, /* project_view */
	GATE_TASK     /* task_view, of the task with the first id of the path */
};

/*
 * What every endpoint starts with: asks for the caller and `query` in one round
 * trip, and has the caller checked.  The project of the path is the variable
 * "project_id"; `scope` is read from the query or the JSON body (2.4).  When it
 * returns OUTCOME_OK, call->access.project is the project, and the rows of
 * `query` were read.  A statement that fails is OUTCOME_FAULT.
 */
enum outcome admit(struct call *call, enum gate gate, const struct query *query,
    void *context);

/*
 * " FROM core_project p JOIN taskflow3_taskflowinstance t ON t.project_id=p.id"
 * with the project of the caller, and nothing else: no WHERE.
 */
void admit_from_tasks(const struct call *call, struct batch *q);

/* The text of ORM's "does not exist" that bk-sops answers with 200 (1.6,
 * DNE200); `what` is in the arena or a literal. */
enum outcome refuse_missing_row(struct call *call, struct text what);

/* The project's number and the id of variable `i`, as texts of a message. */
struct text admit_project_id(const struct call *call);

#endif
