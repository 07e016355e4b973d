/* SPDX-License-Identifier: MIT */
/* The master: binds, forks, watches, stops. */
#ifndef POOL_POOL_H
#define POOL_POOL_H

#include "config/config.h"

/*
 * Runs the pools of `config` until a signal ends them; returns the exit
 * status.  The log is open, the configuration checked.  Owns the config.
 */
int pool_run(struct config *config, bool foreground);

#endif
