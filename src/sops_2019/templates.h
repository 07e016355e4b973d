/* SPDX-License-Identifier: MIT */
/* What the answers about templates of flows have in common: those of a business
 * and the common ones (sops 3.6). */
#ifndef SOPS_2019_TEMPLATES_H
#define SOPS_2019_TEMPLATES_H

#include "sops_2019/admit.h"

/* What is asked for. */
struct templates {
	bool common;  /* else those of the caller's business */
	bool anybody; /* whoever calls; they are common then */
};

struct template
{
	enum store_state state;
	int64_t id;
	struct text category;
	bool has_pipeline; /* a row in pipeline_pipelinetemplate */
	struct text name;
	struct text creator;
	struct text create_time; /* as stored */
	struct text editor;	 /* .s NULL for NULL */
	struct text edit_time;
	struct text snapshot; /* CompressJSON; .s NULL: none; not in lists */
};

/* Whether bk-sops has endpoints for common templates. */
bool template_common_exists(const struct config_pool *config);

/* Which templates a call asks for by template_source, as bk-sops sees it behind
 * ESB (esb 6.2). */
struct templates template_source(const struct call *call);

static inline const char *
template_table(const struct templates *which)
{
	return which->common ? "template_commontemplate"
			     : "tasktmpl3_tasktemplate";
}

/*
 * A SELECT of the templates t that are not deleted, with their pipeline
 * templates p: `columns` and `joins` are more of them, literals.
 */
void template_select(const struct call *call, struct batch *q,
    const struct templates *which, const char *columns, const char *joins);
void template_read(struct db_row row, struct template *template);

/* As query_admit; of what anybody may ask for, which needs no caller, the query
 * alone: *state is STORE_FAILED when it could not be read. */
enum outcome template_admit(struct call *call, const struct templates *which,
    const struct query *query, void *context, enum store_state *state);

/*
 * The outcome for a template that stands where one must be: OUTCOME_FAULT when
 * bk-sops could not show it.
 */
enum outcome template_check(struct call *call, const struct template *template);

/*
 * Writes the members of a template into an open object, with those of the
 * business but for anybody, and its dates as null without `dates`.  Only after
 * template_check.  Texts are made in `arena`.
 */
enum outcome template_write_members(struct call *call, struct json_writer *w,
    struct arena *arena, const struct templates *which,
    const struct template *template, bool dates);

#endif
