/* SPDX-License-Identifier: MIT */
/* The earlier executions of a node (sops 3.5). */
#ifndef SOPS_2019_NODE_HISTORIES_H
#define SOPS_2019_NODE_HISTORIES_H

#include "sops/pickled.h"
#include "sops_2019/ask_node_detail.h"

struct node_histories;

/* Of answer->histories. */
enum outcome node_histories_read(struct call *call,
    const struct node_detail_answer *answer, struct node_histories **histories);

/* Writes them as one value. */
enum outcome node_histories_write(struct call *call,
    const struct node_histories *histories, struct json_writer *w);

#endif
