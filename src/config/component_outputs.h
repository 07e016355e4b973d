/* SPDX-License-Identifier: MIT */
/*
 * The file of component_outputs: what a site's own plugins put out, for
 * get_task_node_detail (sops 3.5).  It is JSON; bksops-fcgi.conf(5) has its
 * form.
 */
#ifndef CONFIG_COMPONENT_OUTPUTS_H
#define CONFIG_COMPONENT_OUTPUTS_H

#include "base/arena.h"

/* Bytes of the file: some thousand plugins. */
#define COMPONENT_OUTPUTS_MAX ((size_t)1024 * 1024)

struct component_output {
	struct text key;
	struct text zh_hans, en; /* its name */
};

struct component {
	struct text code;
	struct component_output *outputs; /* as declared, then _result */
	size_t noutputs;
};

struct component_outputs {
	struct component *components;
	size_t count;
};

/*
 * Reads the file's text into the arena.  NULL, or what is wrong and what would
 * be right, a literal, at *line and *column (bytes), counted from 1.
 */
const char *component_outputs_read(struct arena *arena, struct text json,
    struct component_outputs *outputs, int *line, int *column);

#endif
