/* SPDX-License-Identifier: MIT */
/* Pools that come, stay and go. */
#include "base/log.h"
#include "pool/listen.h"
#include "pool/master.h"
#include "pool/privileges.h"
#include "pool/why.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Beyond request_timeout: time for an answer to reach a slow client. */
#define PATIENCE 5000 /* ms */

int64_t
master_patience(const struct config_pool *pool)
{
	return pool->request_timeout + PATIENCE;
}

/* The pool on the wanted socket.  One that we were started with belongs to
 * the pool of a name. */
static const struct pool *
same_socket(
    const struct pool *pools, size_t npools, const struct config_pool *wanted)
{
	for (size_t i = 0; i < npools; i++)
		if (strcmp(pools[i].config->listen, wanted->listen) == 0 &&
		    (*wanted->listen != '\0' ||
			strcmp(pools[i].config->name, wanted->name) == 0))
			return &pools[i];
	return NULL;
}

static int
open_socket(struct pool *pool, const struct config *config,
    const struct master *old, char **why)
{
	const struct pool *same =
	    old == NULL ? NULL
			: same_socket(old->pools, old->npools, pool->config);

	pool->inherited = *pool->config->listen == '\0';
	if (same != NULL)
		pool->listen_fd = fcntl(same->listen_fd, F_DUPFD_CLOEXEC, 3);
	else if (pool->inherited)
		pool->listen_fd = listen_inherited(config, pool->index, why);
	else
		pool->listen_fd = listen_open(pool->config, why);
	if (same != NULL && pool->listen_fd < 0)
		return why_errno(why, "dup");
	if (pool->listen_fd < 0)
		return -1;
	return listen_check_believed(pool->config, pool->listen_fd, why);
}

static void
close_pools(struct pool *pools, size_t npools)
{
	for (size_t i = 0; i < npools; i++) {
		if (pools[i].listen_fd >= 0)
			close(pools[i].listen_fd);
		free(pools[i].children);
	}
	free(pools);
}

void
pools_close(
    struct pool *pools, size_t npools, const struct pool *kept, size_t nkept)
{
	for (size_t i = 0; i < npools; i++)
		if (pools[i].listen_fd >= 0 && !pools[i].inherited &&
		    same_socket(kept, nkept, pools[i].config) == NULL)
			listen_remove(pools[i].config->listen);
	close_pools(pools, npools);
}

int
pools_open(const struct config *config, const struct master *old,
    struct pool **pools, char **why)
{
	struct pool *all = calloc(config->npools, sizeof(*all));

	if (all == NULL)
		return why_set(why, "out of memory");
	for (size_t i = 0; i < config->npools; i++) {
		if (pool_init(&all[i], config, i) == 0 &&
		    privileges_check(&config->pools[i], why) == 0 &&
		    open_socket(&all[i], config, old, why) == 0)
			continue;
		if (*why == NULL)
			why_set(why, "out of memory");
		pools_close(all, i + 1, old == NULL ? NULL : old->pools,
		    old == NULL ? 0 : old->npools);
		return -1;
	}
	*pools = all;
	return 0;
}

/* The file that is locked is the one to be removed in the end. */
static void
keep_pid_file(struct config *config, struct config *old)
{
	char *unused = config->global.pid;

	config->global.pid = old->global.pid;
	old->global.pid = unused;
}

void
master_reload(struct master *m)
{
	struct config *config = NULL;
	struct pool *pools = NULL;
	char *why = NULL;
	size_t npools;

	log_notice("reloading %s", m->config->file);
	if (config_load(m->config->file, &config, &why) != 0 ||
	    config_read_secrets(config, &why) != 0 ||
	    pools_open(config, m, &pools, &why) != 0) {
		log_error("%s; the old configuration stays",
		    why == NULL ? "out of memory" : why);
		free(why);
		config_free(config);
		return;
	}
	npools = config->npools;
	for (size_t i = 0; i < m->npools; i++)
		if (retire(&m->retired, &m->pools[i],
			master_patience(m->pools[i].config)) != 0)
			pool_kill(&m->pools[i], SIGTERM);
	pools_close(m->pools, m->npools, pools, npools);
	keep_pid_file(config, m->config);
	config_free(m->config);
	m->config = config;
	m->pools = pools;
	m->npools = npools;
	if (log_open(config->global.error_log,
		(enum log_level)log_level_of(config->global.log_level)) != 0)
		log_error("error_log = %s: %m", config->global.error_log);
}
