/* SPDX-License-Identifier: MIT */
/*
 * An admitted call: who asks what, and how an endpoint answers.  An endpoint
 * knows nothing of how the caller was admitted nor of what is written around
 * its data.
 */
#ifndef SOPS_CALL_H
#define SOPS_CALL_H

#include "config/config.h"
#include "decode/pickle.h"
#include "decode/tree.h"
#include "params/params.h"
#include "sops/datetime.h"
#include "sops/sops.h"
#include "json/writer.h"

/* How the backend's part of a call ended. */
enum outcome {
	OUTCOME_OK,
	OUTCOME_REFUSED,  /* result.message: the text that bk-sops gives */
	OUTCOME_FORWARD,  /* only bk-sops itself can answer this; result.why
			   * says to the client what is missing here */
	OUTCOME_FAULT,	  /* bk-sops answers 500 here; result.why for the log
			   */
	OUTCOME_TIMEOUT,  /* the database did not answer in time */
	OUTCOME_CANCELLED /* the client went away */
};

struct plugins;
struct endpoint;
struct iam;

/* What bk-sops gets as a body, where an endpoint reads one. */
enum call_body {
	CALL_BODY_OBJECT, /* its members are the params */
	CALL_BODY_OTHER,  /* JSON, but no object */
	CALL_BODY_BROKEN  /* no JSON */
};

/* Path variables of one endpoint, at most. */
#define CALL_VARIABLES 2

/* The member "data" of a refusal: none, {}, "" or null; in ESB mode it is
 * always there. */
enum call_data {
	CALL_DATA_ABSENT,
	CALL_DATA_EMPTY,
	CALL_DATA_TEXT, /* of the current generation alone */
	CALL_DATA_NULL
};

/* What is written around an answer of the current generation, which has views
 * of several kinds (sops-current 1.4, 4.15). */
enum call_view {
	VIEW_PLAIN,
	VIEW_REST,  /* no trace_id; a wrong method is told in JSON */
	VIEW_PLUGIN /* a refusal has an "error_type" */
};

/* What comes of a call beside its data; texts are in the arena. */
struct call_result {
	struct text message; /* of a refusal, UTF-8 */
	struct text notice;  /* the message of a good answer, which has none
			      * as a rule */
	bool is_json;	     /* the message is JSON text: an object */
	bool is_detail;	     /* the message is all, as the member "detail" */
	bool has_code;	     /* bk-sops sends a "code" of its own; the 2019
			      * generation does not */
	int code;
	int status;		/* of HTTP; 0: 200 */
	bool outside;		/* refused before the view that adds a trace_id
				 * (sops-current 1.4) */
	enum call_data data;	/* of a refusal */
	struct text permission; /* JSON: what IAM would have to grant, in a
				 * refusal that says so; TEXT_NONE */
	const char *why;	/* of a fault, for the log; a literal or in the
				 * arena */
	bool is_down;	     /* why is a server that is away, of which the log
			      * tells once */
	bool refused_pickle; /* a stored pickle was refused: PICKLE_REFUSED */
};

/* What is asked, the same for the whole call; then what became of it. */
struct call {
	const struct config_pool *config;
	enum config_generation generation; /* which is answered: never AUTO */
	struct sops *sops;
	struct iam *iam;	  /* iam = ask; else NULL */
	struct tree_store *trees; /* NULL: none are stored */
	struct arena *arena;
	const struct plugins *plugins;
	const unsigned char *etag_salt; /* ETAG_SALT bytes */

	const struct endpoint *endpoint;
	const struct params *params; /* read with call_param */
	enum call_body body;
	bool has_body;	      /* of at least one byte */
	struct text trace_id; /* of the current generation, in each answer */
	bool english; /* the language that bk-sops answers in; else Chinese */
	struct text variables[CALL_VARIABLES]; /* digits as typed, UTF-8 */
	uint64_t ids[CALL_VARIABLES];	       /* their numbers */
	struct sops_caller caller;
	struct text business_typed;
	struct text project_typed; /* of the current generation */
	uint64_t project;	   /* its number; "scope" says of what */
	struct text task_typed;	   /* and of the variable task_id */
	uint64_t task;
	struct text template_typed; /* and of template_id there */
	uint64_t template_id;
	bool is_get; /* the client's method */
	struct text if_none_match;
	int64_t now_us;	  /* the call's one clock, us since 1970 UTC */
	int64_t deadline; /* clock_ms: for the database */

	struct sops_access access; /* what was read of the caller */
	void *state;		   /* the endpoint's own, in the arena */
	struct arena *row;	   /* call_new_row */
	struct call_result result;
};

/*
 * prepare reads and checks what the answer needs.  write writes the member
 * "data" as one value, write_extra, if there is one, the members that follow
 * it; they must write the same each time they are called: an answer that does
 * not fit in memory is written twice.
 */
struct endpoint {
	/* Whether this release of bk-sops has it; NULL: every one has. */
	bool (*exists)(const struct config_pool *config);
	/* The names of all parameters that it reads, beside the variables of
	 * its route; NULL behind the last.  NULL: it reads none. */
	const char *const *parameters;
	bool anonymous; /* bk-sops does not ask who the caller is */
	bool json_body; /* the parameters are a body, whatever its type; prepare
			 * says what is wrong with it */
	bool message;	/* bk-sops's own good answer has "message": "" */
	enum call_view view;
	bool no_code; /* nor has a good answer of such a view a "code" */
	/* Only bk-sops itself answers this, however it is asked, but for what
	 * prepare refuses, if there is one, with a JSON body; why, for the
	 * client.  NULL: it is answered here. */
	const char *forward;
	/* The component whose row of esb_channel counts for this one, too,
	 * where that has none: ESB of the 2019 generation does not know it.
	 * NULL: ESB knows it. */
	const char *fallback;
	size_t state_size; /* bytes of call->state, which are zero at first */
	enum outcome (*prepare)(struct call *call);
	enum outcome (*write)(struct call *call, struct json_writer *w);
	/* write asks the database, where something else may stand the second
	 * time: the answer is held in memory while it is not too large. */
	bool asks_while_writing;
	void (*write_extra)(const struct call *call, struct json_writer *w);
	/* After prepare: whether the answer stays as it is while no row
	 * changes, that is, has no running clock.  NULL: never, it has no
	 * entity tag. */
	bool (*cacheable)(const struct call *call);
	/* Frees what the arena does not own; NULL: there is nothing. */
	void (*finish)(struct call *call);
};

/* Gives the endpoint its state and lets it prepare. */
enum outcome call_prepare(struct call *call);

/* Lets the endpoint finish, and releases its rows; called once after
 * call_prepare, however that ended. */
void call_finish(struct call *call);

/*
 * An empty arena of `memory` bytes for one row of a list, in place of the one
 * before; call_finish frees it.  False when out of memory.
 */
bool call_new_row(struct call *call, size_t memory);

/*
 * The parameter of that name, NULL when there is none.  NULL and an error in
 * the log for a name that is not among the endpoint's parameters: they are
 * what schema/openapi.yaml is compared with.
 */
const struct param *call_param(const struct call *call, const char *name);

/* The message of a good answer: the notice, or "". */
struct text call_notice(const struct call *call);

/* For answers that have no clock at all. */
bool call_is_cacheable(const struct call *call);

/* Sets result.why, a literal or in the arena, and returns OUTCOME_FORWARD. */
enum outcome call_forward(struct call *call, const char *why);

/* Sets result.why, which is NULL when there was no memory for it, and
 * returns OUTCOME_FAULT. */
enum outcome call_fault(struct call *call, const char *why);

/* Sets result.message and returns OUTCOME_REFUSED. */
enum outcome call_refuse(struct call *call, struct text message);

/* The same with a code of bk-sops' own (sops-current 1.7) and a "data". */
enum outcome call_refuse_code(
    struct call *call, int code, enum call_data data, struct text message);

/*
 * The same for a message that bk-sops makes of bytes: it fails over an id
 * (sops 3.1.1) or a name from the database that is not ASCII.
 */
enum outcome call_refuse_ascii(struct call *call, struct text message);

/*
 * The outcome of a first query, and then of the checks of user, business and
 * permission, which came with it (sops 3.1.4, steps 4 to 6).
 */
enum outcome call_admit(struct call *call, enum db_result result);

/* The page of a task (sops 3.2, sops-current 4.3), in the arena. */
struct text call_task_url(struct call *call, int64_t task);

/* The outcome of a query that was not answered. */
enum outcome call_database(struct call *call, enum db_result result);

/* OUTCOME_FAULT for a tree that cannot be shown; `column` ("pipeline_snapshot.
 * data") is for the log. */
enum outcome
call_tree_fault(struct call *call, const char *column, const struct tree *tree);

/*
 * OUTCOME_FAULT for a column of CompressJSON that bk-sops could not read, for
 * what it reads and does not show.  `scratch` is for the while of the call.
 */
enum outcome call_check_tree(struct call *call, struct arena *scratch,
    const char *column, struct text blob);

/* Writes the member "pipeline_tree" of pipeline_snapshot.data: a fault when it
 * is no object with constants.  `wanted` and NULL for `w` as for tree_write. */
enum outcome call_write_tree(struct call *call, struct json_writer *w,
    struct tree *tree, struct tree_wanted *wanted, size_t nwanted);

/* What the engine stores of an execution: pickles, and what they are. */
struct stored_data {
	struct text inputs, outputs, ex_data;
};
struct node_data {
	const struct pickle_value *inputs, *outputs, *ex_data;
};

/*
 * Reads all three, as Python 2 does whenever it needs one (sops 2.3.1); as
 * pickle_read.  `table` ("engine_data") is for the log.  A refused pickle is
 * noted in the call.
 */
enum outcome call_read_data(struct call *call, const char *table,
    const struct stored_data *stored, uint64_t protocol,
    struct node_data *data);

/* Writes a value that was read of this column ("engine_data.inputs"). */
enum outcome call_write_pickle(struct call *call, struct json_writer *w,
    const char *column, const struct pickle_value *value);

/* Writes a stored flag: Django makes booleans of 0 and 1 alone (sops chapter
 * 1). */
void call_write_flag(struct json_writer *w, const char *key, int64_t value);

/* Writes a stored number, null for NULL. */
void
call_write_number(struct json_writer *w, const char *key, struct text cell);

#define ODD_DATES_NAMED 50 /* ids in the message; a log line has some room */

/*
 * Rows of a list with a time that has no date in the local zone, over which
 * bk-sops fails the whole call (sops 3.1.10).  Here all dates of such a row are
 * null, and the answer's message names it.
 */
struct odd_dates {
	const char *what; /* "task": what the ids are of */
	size_t count;
	int64_t ids[ODD_DATES_NAMED]; /* the first ones */
};

/* True, and the row is noted, when one of its `count` stored times is odd. */
bool odd_dates_check(
    struct odd_dates *odd, int64_t id, const struct text *times, size_t count);

/* Notes a row of which that is known already. */
void odd_dates_add(struct odd_dates *odd, int64_t id);

/* One line in the log when there were any; the same text, in the arena, for
 * result.notice.  TEXT_NONE: there were none, or no memory. */
struct text odd_dates_log(const struct call *call, const struct odd_dates *odd);

#endif
