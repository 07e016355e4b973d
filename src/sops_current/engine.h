/* SPDX-License-Identifier: MIT */
/*
 * The engines of bk-sops: the one that a task has, and the state of a node as
 * v2 stores it and as both are shown (sops-current 4.4.2, 4.4.3).
 */
#ifndef SOPS_CURRENT_ENGINE_H
#define SOPS_CURRENT_ENGINE_H

#include "sops/state_tree.h"

/* taskflow3_taskflowinstance.engine_ver: v1 and v2. */
#define ENGINE_V1 1
#define ENGINE_V2 2

/* bk-sops's refusal of a task with another one (4.4.1). */
enum outcome engine_refuse(struct call *call, int64_t engine);

/* The columns of a row s of eri_state, and who reads them. */
#define ENGINE_STATE_COLUMNS                                         \
	"s.parent_id,s.node_id,s.name,s.root_id,s.version,s.retry,"  \
	"s.`loop`,s.skip,s.error_ignored,s.started_time,s.archived_" \
	"time"
void engine_state_read(const struct text *cells, struct stored_child *child);

/* Writes the members of a node but "name" and "children". */
void engine_state_write(struct call *call, struct json_writer *w,
    int64_t engine, const struct state_node *node);

/* A row of taskflow3_autoretrynodestrategy: how often a node was tried again by
 * itself, and may be. */
struct auto_retry {
	struct text node;
	int64_t times, max;
};

/* The columns of a row a of it, and who reads them. */
#define ENGINE_RETRY_COLUMNS "a.node_id,a.retry_times,a.max_retry_times"
void engine_retry_read(const struct text *cells, struct auto_retry *retry);

/* Writes it as an object, which is empty for NULL; with the node's id as 3.34
 * does or without it as 3.32. */
void engine_retry_write(const struct call *call, struct json_writer *w,
    const struct auto_retry *retry);

#endif
