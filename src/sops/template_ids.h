/* SPDX-License-Identifier: MIT */
/*
 * Whose templates the subprocesses of a template run: its tree names pipeline
 * templates, the answer their templates (sops 3.6, sops-current 4.8).
 */
#ifndef SOPS_TEMPLATE_IDS_H
#define SOPS_TEMPLATE_IDS_H

#include "sops/query.h"

#define TEMPLATE_IDS_MAX 1024 /* asked for at a time, see BATCH_MAX */

struct template_ids {
	const struct tree_template *parts;
	/* Tables, literals: of subprocesses that are common, and others. */
	const char *common, *other;

	int64_t *numbers;
	struct text *ids; /* out: of parts->ids, decimal */
};

/* OUTCOME_FAULT for more than TEMPLATE_IDS_MAX, or out of memory.  parts and
 * the tables are set, and live as long. */
enum outcome template_ids_init(struct call *call, struct template_ids *t);

/* The statements, as those of struct query, deleted templates or not and of any
 * project; no other may follow them. */
void template_ids_add(struct batch *q, const struct template_ids *t);
bool template_ids_read(struct call *call, size_t i, struct template_ids *t);

/* How each subprocess is of one template. */
enum template_ids_found {
	TEMPLATE_IDS_ALL,
	TEMPLATE_IDS_NONE,    /* a subprocess is of no template */
	TEMPLATE_IDS_SEVERAL, /* of several */
	TEMPLATE_IDS_MEMORY
};

/* Fills ids; *first is the index in parts->ids of the first that is amiss. */
enum template_ids_found
template_ids_finish(struct call *call, struct template_ids *t, size_t *first);

#endif
