/* SPDX-License-Identifier: MIT */
/* Reads what component_outputs names.  Inside src/config/ only. */
#ifndef CONFIG_COMPONENT_FILE_H
#define CONFIG_COMPONENT_FILE_H

#include "config/config.h"

/* Reads and checks the file of a pool, if it has one, into
 * component_outputs_json.  0, or -1 and *why; NULL when out of memory. */
int component_file_read(struct config_pool *pool, char **why);

#endif
