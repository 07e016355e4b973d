/* SPDX-License-Identifier: MIT */
/*
 * The outputs that plugins declare ("components" in the API), with their names
 * in two languages: those of the plugins that bk-sops comes with (sops
 * appendix B), and those of the site's own.
 */
#ifndef SOPS_PLUGINS_H
#define SOPS_PLUGINS_H

#include "config/component_outputs.h"
#include "config/config.h"

struct plugins;

/* With what component_outputs names; NULL when out of memory. */
struct plugins *plugins_new(const struct config_pool *config);
void plugins_free(struct plugins *plugins);

/* The plugin of this code, NULL when there is none.  The site's come first.
 * The last output of each is _result. */
const struct component *
plugins_find(const struct plugins *plugins, struct text code);

/* The same among the site's own alone. */
const struct component *
plugins_find_own(const struct plugins *plugins, struct text code);

#endif
