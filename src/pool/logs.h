/* SPDX-License-Identifier: MIT */
/* The open logs of a pool: the master opens them, workers write to them. */
#ifndef POOL_LOGS_H
#define POOL_LOGS_H

#include "base/sink.h"
#include "config/config.h"

struct logs {
	struct sink error; /* none: lines go to the log of [global] */
	struct sink access;
	struct sink slow;
};

#define LOGS_NONE       \
	((struct logs){ \
	    .error = {.fd = -1}, .access = {.fd = -1}, .slow = {.fd = -1}})

/* Opens those that the pool has.  0, or -1 and *why: then all are as they
 * were. */
int logs_open(struct logs *logs, const struct config_pool *config, char **why);
void logs_close(struct logs *logs);

/* Opens the log of [global].  As logs_open. */
int logs_open_global(const struct config *config, char **why);

/* Whether the value of `key` could be opened, see sink_try.  0, or -1 with *why
 * and errno. */
int logs_try(const char *key, const char *where, char **why);

/* Whether any log of the program goes to stderr. */
bool logs_need_stderr(const struct config *config);

#endif
