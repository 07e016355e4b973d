/* SPDX-License-Identifier: MIT */
/* What the answers about templates have in common (sops 3.6). */
#ifndef SOPS_2019_TEMPLATE_ITEM_H
#define SOPS_2019_TEMPLATE_ITEM_H

#include "sops/call.h"
#include "sops_2019/ask_templates.h"

/*
 * Which templates a call asks for by template_source, as bk-sops sees it
 * behind ESB (esb 6.2).
 */
struct sops_templates template_source(const struct call *call);

/* Whether bk-sops has endpoints for common templates. */
bool template_common_exists(const struct config_pool *config);

/*
 * The outcome for a template that stands where one must be: OUTCOME_FAULT when
 * bk-sops could not show it.
 */
enum outcome
template_check(struct call *call, const struct sops_template *template);

/*
 * Writes the members of a template into an open object, with those of the
 * business unless it is NULL, and its dates as null without `dates`.  Only
 * after template_check.  Texts are made in `arena`.
 */
enum outcome template_members(struct call *call, struct json_writer *w,
    struct arena *arena, const struct sops_template *template,
    const struct sops_business *business, bool dates);

#endif
