/* SPDX-License-Identifier: MIT */
/* The earlier executions of a node (sops 3.5). */
#ifndef ENDPOINT_NODE_HISTORIES_H
#define ENDPOINT_NODE_HISTORIES_H

#include "endpoint/pickled.h"
#include "store/sops_node_detail.h"

struct node_histories;

/* Of answer->histories. */
enum outcome node_histories_read(struct call *call,
    const struct node_detail_answer *answer, struct node_histories **histories);

/* Writes them as one value. */
enum outcome node_histories_write(struct call *call,
    const struct node_histories *histories, struct json_writer *w);

#endif
