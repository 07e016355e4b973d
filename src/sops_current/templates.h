/* SPDX-License-Identifier: MIT */
/*
 * What the answers about templates have in common: those of a project and the
 * common ones (sops-current 4.7, 4.8).
 */
#ifndef SOPS_CURRENT_TEMPLATES_H
#define SOPS_CURRENT_TEMPLATES_H

#include "sops/query.h"
#include "sops_current/value.h"

/* What is asked for. */
struct templates {
	bool common;  /* else those of the project */
	bool anybody; /* of no project: they are common then, and an item has no
		       * members about one */
};

/* The parameters that all of them check, and what they come to (3.1). */
#define TEMPLATES_PARAMETERS                                                   \
	"include_executor_proxy", "include_subprocess", "include_constants",   \
	    "include_notify", "include_labels", "unfold_subprocess", "format", \
	    "include_webhook"
struct templates_options {
	bool executor_proxy, subprocess, constants, notify, labels, unfold;
	bool webhook; /* of 3.32 alone */
	bool yaml;
};
enum outcome
templates_read_options(struct call *call, struct templates_options *options);

/* template_source: "project" and "business" are those of the project. */
struct templates templates_source(const struct call *call);

/* A literal. */
static inline const char *
templates_table(const struct templates *which)
{
	return which->common ? "template_commontemplate"
			     : "tasktmpl3_tasktemplate";
}

/* That there is none, in the words of Django's ORM; a literal. */
static inline struct text
templates_missing(bool common)
{
	return common ? TEXT("CommonTemplate matching query does not exist.")
		      : TEXT("TaskTemplate matching query does not exist.");
}

/* Texts are those of the row; .s NULL for NULL. */
struct template
{
	int64_t id;
	struct text category;
	struct text stored_notify_type, stored_notify_receivers; /* JSON */
	struct text executor_proxy; /* TEXT_NONE: common ones have none */
	bool has_pipeline;	    /* a row in pipeline_pipelinetemplate */
	struct text name, creator, editor, description;
	struct text create_time, edit_time; /* as stored, then as shown */

	struct value notify_type,
	    notify_receivers; /* of templates_show_notify */
};

/* The cells that templates_read takes, which a SELECT begins with. */
#define TEMPLATES_CELLS 12

/*
 * "SELECT ..." of the columns of templates t and their pipeline templates pt;
 * whom to notify, which may be long, only where the options want it.
 */
void templates_select(struct batch *q, const struct templates *which,
    const struct templates_options *options);

/* "FROM" the templates t of the caller that are not deleted, with their
 * pipeline templates pt and `joins`, up to and with that condition. */
void templates_from(const struct call *call, struct batch *q,
    const struct templates *which, const char *joins);

void templates_read(struct db_row row, struct template *template);

/* How templates_show_notify ended. */
enum templates_notify {
	NOTIFY_SHOWN,
	NOTIFY_BROKEN, /* notify_receivers is no JSON, over which bk-sops fails
			*/
	NOTIFY_FAILED  /* too large or deep */
};
enum templates_notify templates_show_notify(struct template *template);

/* Members of an open object: id to edit_time, and the category. */
void
templates_write_head(struct json_writer *w, const struct template *template);

/* The members behind the tree: the description, the project, and what the
 * options add; only after templates_show_notify when they want it. */
enum outcome templates_write_tail(struct call *call, struct json_writer *w,
    const struct templates *which, const struct templates_options *options,
    const struct template *template);

#endif
