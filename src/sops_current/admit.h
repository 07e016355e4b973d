/* SPDX-License-Identifier: MIT */
/*
 * What every answer of the current generation asks of its caller, in the order
 * of bk-sops (sops-current 1.3): whether the application is trusted, the
 * project, the permission.  These statements go with the endpoint's own in one
 * round trip.
 */
#ifndef SOPS_CURRENT_ADMIT_H
#define SOPS_CURRENT_ADMIT_H

#include "auth/policy.h"
#include "sops/query.h"

/* Codes of bk-sops (sops-current 1.7). */
#define CODE_PARAM	3540000
#define CODE_FORBIDDEN	3540100
#define CODE_NOT_FOUND	3540400
#define CODE_OPERATION	3545000
#define CODE_VALIDATION 3546100
#define CODE_UNKNOWN	3599999
#define CODE_IAM	9900403

/* Whether the application is trusted whatever the database says (2.3): by
 * bk-sops itself or by trusted_apps. */
bool admit_is_trusted(const struct config_pool *config, struct text app_code);

/*
 * The public key that signed a token (2.1): the value of iss:kid or of kid in
 * apigw_manager_context, TEXT_NONE when there is neither.  It lives until
 * sops_release.
 */
enum outcome admit_key(
    struct call *call, struct text iss, struct text kid, struct text *pem);

/* Which permission is asked for those who are not trusted (3, "gate"). */
enum gate {
	GATE_NONE,
	GATE_TRUSTED,	  /* none: 3.34 answers trusted applications alone */
	GATE_FILTER,	  /* none: the answer has what a policy allows */
	GATE_PROJECT,	  /* project_view */
	GATE_TASK,	  /* task_view, of call->task */
	GATE_FLOW,	  /* flow_view, of call->template_id */
	GATE_COMMON_FLOW, /* common_flow_view, of call->template_id */
	GATE_PERIODIC,	  /* periodic_task_view, of call->task */
	GATE_FUNCTION	  /* function_view, which is of no resource */
};

/*
 * What every endpoint starts with: asks for the caller and `query` in one round
 * trip, and has the caller checked.  The project is call->project; "scope",
 * which the endpoint's parameters name, is read from the query or the JSON body
 * (2.4).  When it
 * returns OUTCOME_OK, call->access.project is the project, and the rows of
 * `query` were read.  A statement that fails is OUTCOME_FAULT.
 */
enum outcome admit_ask(struct call *call, enum gate gate,
    const struct query *query, void *context);

/* The same for an endpoint of no project (3: without P), whose own statements
 * look one up if need be. */
enum outcome admit_ask_without_project(struct call *call, enum gate gate,
    const struct query *query, void *context);

/* Reads "scope" for who looks the project up (2.4). */
enum outcome admit_read_scope(struct call *call);

/*
 * The same for a call with wrong parameters, which are told to those alone who
 * may ask: `wrong` with its message when the caller is admitted.  A refusal
 * around the view (result.outside), that of an unknown time zone, is told to
 * everybody who names a project that is there (1.3, steps 7 to 9).
 */
enum outcome admit_wrong(struct call *call, enum gate gate, enum outcome wrong);
enum outcome admit_wrong_without_project(
    struct call *call, enum gate gate, enum outcome wrong);

/*
 * What IAM's policies may look at (5.2) of a row: its id, a cell that does not
 * count, owner, project, name and type; project and type may be NULL.
 */
struct policy_resource
admit_resource(struct call *call, const char *type, const struct text *cells);

/* The outcome where IAM's answer is neither yes nor no. */
enum outcome admit_iam_failed(struct call *call, enum permission permission);

/* " FROM core_project p WHERE" with the condition on the project. */
void admit_from_projects(const struct call *call, struct batch *q);

/*
 * " FROM core_project p JOIN TABLE t ON t.project_id=p.id" with the condition
 * on the project; no WHERE yet.  `table` is a literal; admit_from_tasks is of
 * taskflow3_taskflowinstance.
 */
void admit_from(const struct call *call, struct batch *q, const char *table);
void admit_from_tasks(const struct call *call, struct batch *q);

/*
 * "(SELECT p.id FROM core_project p WHERE ...)", the id of the caller's
 * project, which the server looks up once, so that an index of project_id has
 * the rows in order.
 */
void admit_add_project_id(const struct call *call, struct batch *q);

/* The text of ORM's "does not exist" that bk-sops answers with 200 (1.6,
 * DNE200); `what` is in the arena or a literal. */
enum outcome refuse_missing_row(struct call *call, struct text what);

/* That the project has no such task, in the words of the endpoint `api`. */
enum outcome refuse_missing_task(struct call *call, const char *api);

#endif
