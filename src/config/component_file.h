/* SPDX-License-Identifier: MIT */
/* Reads what component_outputs names.  Inside src/config/ only. */
#ifndef CONFIG_COMPONENT_FILE_H
#define CONFIG_COMPONENT_FILE_H

#include "config/config.h"

/* Reads and checks the file of a pool, if it has one, into
 * component_outputs_json.  Mistakes are told. */
void component_file_read(struct config_pool *pool);

#endif
