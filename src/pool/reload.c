/* SPDX-License-Identifier: MIT */
/* Pools that come, stay and go. */
#include "base/log.h"
#include "config/config.h"
#include "config/names.h"
#include "pool/inherited.h"
#include "pool/listen.h"
#include "pool/master.h"
#include "pool/privileges.h"
#include "pool/why.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* --- opening pools, beside those that are there --- */

/* What it shares is that of `before`, the pool of the same name, or a new one
 * when NULL.  0, or -1 with errno when out of memory or descriptors. */
static int
pool_init(struct pool *pool, const struct config *config, size_t index,
    const struct pool *before)
{
	const struct config_pool *own = &config->pools[index];

	*pool = (struct pool){.index = index,
	    .config = own,
	    .listen_fd = -1,
	    .status_fd = -1,
	    .logs = LOGS_NONE,
	    .nchildren = (size_t)own->pm_max_children + 1,
	    /* Those that a reload drains are counted for the new pool. */
	    .replaced_at = before != NULL ? before->replaced_at : 0,
	    .spawn_rate = 1};
	pool->children = calloc(pool->nchildren, sizeof(*pool->children));
	if (pool->children == NULL)
		return -1;
	pool->shared =
	    before != NULL ? shared_use(before->shared) : shared_new(own->name);
	return pool->shared == NULL ? -1 : 0;
}

static void
pool_free(struct pool *pool)
{
	if (pool->listen_fd >= 0)
		close(pool->listen_fd);
	if (pool->status_fd >= 0)
		close(pool->status_fd);
	logs_close(&pool->logs);
	shared_drop(pool->shared);
	free(pool->children);
}

static struct pool *
find_pool(struct pool *pools, size_t npools, const char *name)
{
	for (size_t i = 0; i < npools; i++)
		if (strcmp(pools[i].config->name, name) == 0)
			return &pools[i];
	return NULL;
}

static bool
is_same_address(const char *a, const char *b)
{
	struct address one, other;

	return address_parse(a, &one) && address_parse(b, &other) &&
	       address_eq(&one, &other);
}

/* The descriptor of a bound address, or -1; *file is that of a UNIX socket. */
static int
find_address(const struct pool *pools, size_t npools, const char *address,
    struct socket_file *file)
{
	for (size_t i = 0; i < npools; i++) {
		if (is_same_address(pools[i].config->listen, address)) {
			*file = pools[i].listen_file;
			return pools[i].listen_fd;
		}
		if (is_same_address(pools[i].config->status_listen, address)) {
			*file = pools[i].status_file;
			return pools[i].status_fd;
		}
	}
	return -1;
}

/* A copy of the socket that is bound already, else a new one. */
static int
open_address(const struct pool *pool, const struct master *m, const char *key,
    const char *address, struct socket_file *file, char **why)
{
	int fd = find_address(m->pools, m->npools, address, file);

	if (fd < 0)
		return listen_open(pool->config, key, address, file, why);
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return fd >= 0 ? fd : why_errno(why, "dup");
}

static int
open_sockets(struct pool *pool, const struct pool *before,
    const struct config *config, const struct master *m, char **why)
{
	const struct config_pool *own = pool->config;
	/* One that we were started with belongs to the pool of a name. */
	int kept = before != NULL && before->inherited ? before->listen_fd : -1;

	pool->inherited = *own->listen == '\0';
	pool->listen_fd = pool->inherited
			      ? listen_inherited(config, pool->index, kept, why)
			      : open_address(pool, m, "listen", own->listen,
				    &pool->listen_file, why);
	if (pool->listen_fd < 0)
		return why_key(why, own, "listen");
	if (*own->status_listen == '\0')
		return 0;
	pool->status_fd = open_address(pool, m, "status.listen",
	    own->status_listen, &pool->status_file, why);
	return pool->status_fd < 0 ? why_key(why, own, "status.listen") : 0;
}

static void
close_pools(struct pool *pools, size_t npools)
{
	for (size_t i = 0; i < npools; i++)
		pool_free(&pools[i]);
	free(pools);
}

/* Removes the files of sockets that none of `kept` has. */
static void
remove_files(const struct pool *pool, const struct pool *kept, size_t nkept)
{
	const struct config_pool *own = pool->config;
	struct socket_file unused;

	if (find_address(kept, nkept, own->listen, &unused) < 0)
		socket_file_remove(&pool->listen_file, own->listen);
	if (find_address(kept, nkept, own->status_listen, &unused) < 0)
		socket_file_remove(&pool->status_file, own->status_listen);
}

/* Closes and frees; removes the files of sockets that `kept` has not. */
static void
pools_close(
    struct pool *pools, size_t npools, const struct pool *kept, size_t nkept)
{
	for (size_t i = 0; i < npools; i++)
		remove_files(&pools[i], kept, nkept);
	close_pools(pools, npools);
}

/* 0, or -1 and *why; then the pool holds nothing. */
static int
open_pool(struct pool *pool, const struct config *config, size_t i,
    const struct master *m, char **why)
{
	const struct config_pool *own = &config->pools[i];
	const struct pool *before = find_pool(m->pools, m->npools, own->name);

	*why = NULL;
	if (pool_init(pool, config, i, before) != 0)
		why_errno(why, "cannot set up what its workers share");
	else if (privileges_check(own, why) != 0)
		why_key(why, own, "user");
	else if (open_sockets(pool, before, config, m, why) == 0 &&
		 logs_open(&pool->logs, own, why) == 0)
		return 0;
	remove_files(pool, m->pools, m->npools);
	pool_free(pool);
	return -1;
}

static void
leave_out(struct config *config, size_t i, const char *why)
{
	complain(&config->pools[i].mistakes, NULL, 0, "%s", why);
	config_refuse(config, i);
}

/* A pool that cannot be opened does not stop the others: it goes on as it was,
 * as the last one of the config, or is left out when it is new.  False when not
 * even that can be had: a pool that runs is not given up. */
static bool
replace_pool(struct config *config, size_t i, bool replaced,
    const struct master *m, const char *why)
{
	const char *name = config->pools[i].name;
	const struct pool *runs = find_pool(m->pools, m->npools, name);

	/* What ends the whole is told by the caller. */
	if (config->npools > 1 || m->npools > 0)
		log_error("[pool %s] %s%s", name,
		    runs != NULL ? "" : "not served: ", why);
	if (runs == NULL) {
		leave_out(config, i, why);
		return true;
	}
	if (replaced)
		return false;
	config_drop(config, i);
	if (config_adopt(config, m->config, runs->index) != 0)
		return false;
	log_notice("[pool %s] its old configuration stays", runs->config->name);
	return true;
}

/* Opens all pools of the config; those that are replaced stand behind the
 * first `fresh`.  0, or -1 and *why; *n are open either way. */
static int
open_pools(struct pool *all, size_t *n, struct config *config,
    const struct master *m, char **why)
{
	size_t fresh = config->npools;

	for (*n = 0; *n < config->npools;) {
		bool replaced = *n >= fresh;

		free(*why);
		if (open_pool(&all[*n], config, *n, m, why) == 0) {
			++*n;
			continue;
		}
		if (!replace_pool(config, *n, replaced, m, why_text(*why)))
			return -1;
		fresh -= !replaced;
	}
	return *n == 0 ? -1 : 0;
}

int
pools_open(const struct master *m, struct config *config, struct pool **pools,
    char **why)
{
	struct pool *all = calloc(config->npools, sizeof(*all));
	size_t n;
	int result;

	*why = NULL;
	if (all == NULL)
		return -1;
	result = open_pools(all, &n, config, m, why);
	/* The array may have moved meanwhile. */
	for (size_t i = 0; i < n; i++)
		all[i].config = &config->pools[i];
	if (result != 0) {
		pools_close(all, n, m->pools, m->npools);
		return -1;
	}
	free(*why);
	*why = NULL;
	*pools = all;
	return 0;
}

void
master_close(struct master *m)
{
	pools_close(m->pools, m->npools, NULL, 0);
	free(m->draining.items);
}

/* --- the plan of a reload --- */

/* Whether the mistake keeps a running pool from getting a new configuration. */
static bool
is_hit(const struct config *config, const struct config_pool *bad,
    const struct config_pool *running)
{
	bool named = config_is_file(bad)
			 ? strcmp(running->file, bad->file) == 0
			 : strcmp(running->name, bad->name) == 0;

	return named && config_find(config, running->name) == config->npools;
}

static void
log_bad(const struct config *config, const struct config_pool *bad,
    const struct config *old)
{
	bool runs = false;

	for (size_t i = 0; i < old->npools; i++)
		runs = runs || is_hit(config, bad, &old->pools[i]);
	for (size_t i = 0; i < config_mistakes_shown(&bad->mistakes); i++) {
		char *text = runs ? NULL : config_bad_text(config, bad, i);

		log_error("%s",
		    text == NULL ? config_mistake(&bad->mistakes, i) : text);
		free(text);
	}
}

/* Pools with a mistake go on as they were. */
static void
keep_old_pools(struct config *config, const struct config *old)
{
	for (size_t i = 0; i < config->nbad; i++) {
		log_bad(config, &config->bad[i], old);
		for (size_t j = 0; j < old->npools; j++) {
			const struct config_pool *pool = &old->pools[j];

			/* The array moves as pools are adopted. */
			if (!is_hit(config, &config->bad[i], pool))
				continue;
			if (config_adopt(config, old, j) == 0)
				log_notice("[pool %s] its old configuration "
					   "stays",
				    pool->name);
			else
				log_error("[pool %s] ends: its address is "
					  "another pool's now",
				    pool->name);
		}
	}
}

static void
log_refused(const struct config_mistakes *mistakes)
{
	for (size_t i = 0; i < config_mistakes_shown(mistakes); i++)
		log_error("%s; the old configuration stays",
		    config_mistake(mistakes, i));
}

/* The new configuration with what is to stay of the old one; NULL, and logged,
 * when nothing is to change. */
static struct config *
load(const struct master *m)
{
	struct config *config;
	bool good = config_load(m->config->file, &config) == 0;

	if (config == NULL) {
		log_error("out of memory; the old configuration stays");
		return NULL;
	}
	good = config_read_secrets(config) == 0 && good;
	if (good) {
		keep_old_pools(config, m->config);
		return config;
	}
	log_refused(&config->mistakes);
	for (size_t i = 0; i < config->nbad; i++)
		log_refused(&config->bad[i].mistakes);
	config_free(config);
	return NULL;
}

/*
 * What a reload makes of a pool.  One with both is replaced: its workers by
 * those of its new configuration, or of its old one where a mistake keeps that;
 * sockets of the same address and what is shared stay.
 */
struct change {
	struct pool *old;  /* NULL: the pool is new */
	struct pool *next; /* NULL: the pool is gone */
};

struct plan {
	struct config *config;
	struct pool *pools; /* opened, config->npools of them */
	struct change *changes;
	size_t nchanges;
};

/* Pairs the pools by their names. */
static int
pair_pools(struct plan *plan, const struct master *m)
{
	size_t npools = plan->config->npools;

	plan->changes = calloc(npools + m->npools, sizeof(*plan->changes));
	if (plan->changes == NULL)
		return -1;
	for (size_t i = 0; i < npools; i++)
		plan->changes[plan->nchanges++] = (struct change){
		    find_pool(m->pools, m->npools, plan->pools[i].config->name),
		    &plan->pools[i]};
	for (size_t i = 0; i < m->npools; i++)
		if (find_pool(plan->pools, npools, m->pools[i].config->name) ==
		    NULL)
			plan->changes[plan->nchanges++] =
			    (struct change){&m->pools[i], NULL};
	return 0;
}

/* Opens what the new configuration has, beside all that runs.  0, or -1, and
 * logged: then everything is as it was. */
static int
make_plan(struct plan *plan, const struct master *m)
{
	char *why = NULL;

	*plan = (struct plan){.config = load(m)};
	if (plan->config == NULL)
		return -1;
	if (pools_open(m, plan->config, &plan->pools, &why) == 0 &&
	    pair_pools(plan, m) == 0 &&
	    logs_open_global(plan->config, &why) == 0)
		return 0;
	log_error("%s; the old configuration stays", why_text(why));
	free(why);
	if (plan->pools != NULL)
		pools_close(
		    plan->pools, plan->config->npools, m->pools, m->npools);
	free(plan->changes);
	config_free(plan->config);
	return -1;
}

/* --- its execution --- */

static void
adjust_file(const struct socket_file *file, const char *path,
    const struct config_pool *pool)
{
	char *why = NULL;

	if (file->inode != 0 && socket_file_adjust(file, path, pool, &why) != 0)
		log_error("[pool %s] %s", pool->name, why_text(why));
	free(why);
}

/* What a reload changes of sockets that stay. */
static void
adjust(struct pool *pool, const struct pool *before)
{
	const struct config_pool *own = pool->config;

	adjust_file(&pool->listen_file, own->listen, own);
	adjust_file(&pool->status_file, own->status_listen, own);
	if (before == NULL)
		return;
	pool->shared->scoreboard->reloads++;
	pool->shared->outages =
	    outages_reload(pool->shared->outages, before->config, own);
	pool->shared->scoreboard->backlog = 0; /* to be looked at */
	if (!is_same_address(own->listen, before->config->listen))
		queue_forget(pool->shared->scoreboard);
}

/* Whether the same peers may connect. */
static bool
is_same_access(const struct config_pool *a, const struct config_pool *b)
{
	return (is_same_address(a->listen, b->listen) ||
		   (*a->listen == '\0' && *b->listen == '\0')) &&
	       a->listen_mode == b->listen_mode &&
	       strcmp(a->listen_owner, b->listen_owner) == 0 &&
	       strcmp(a->listen_group, b->listen_group) == 0 &&
	       strcmp(a->listen_allowed_clients, b->listen_allowed_clients) ==
		   0;
}

/* The file that is locked is the one to be removed in the end. */
static void
keep_pid_file(struct config *config, struct config *old)
{
	char *unused = config->global.pid;

	config->global.pid = old->global.pid;
	old->global.pid = unused;
}

/* Connections of the workers that there are now will not be handed to those
 * that are started from now on. */
static void
renew_handover(struct handover *handover)
{
	handover_end(handover);
	handover_close(handover);
	if (handover_open(handover) != 0)
		log_error("workers cannot hand over connections: %m");
}

/* The workers finish.  Connections of a pool that goes, or that others may
 * connect to from now on, are not handed over to new workers. */
static void
drain_workers(struct pool *old, const struct pool *next, struct master *m)
{
	if (next == NULL || !is_same_access(old->config, next->config)) {
		pool_end_handover(old, m);
		renew_handover(&old->shared->handover);
	}
	if (pool_drain(old, m) != 0)
		pool_kill(old, SIGTERM);
}

/* The loop starts the workers of the pools that are there then. */
static void
apply_plan(struct plan *plan, struct master *m)
{
	for (size_t i = 0; i < plan->nchanges; i++) {
		const struct change *c = &plan->changes[i];

		if (c->old != NULL)
			drain_workers(c->old, c->next, m);
		if (c->next != NULL)
			adjust(c->next, c->old);
	}
	free(plan->changes);
	pools_close(m->pools, m->npools, plan->pools, plan->config->npools);
	keep_pid_file(plan->config, m->config);
	config_free(m->config);
	m->config = plan->config;
	m->pools = plan->pools;
	m->npools = plan->config->npools;
}

void
master_reload(struct master *m)
{
	struct plan plan;

	notify_reloading(&m->notify);
	log_notice("reloading %s", m->config->file);
	if (make_plan(&plan, m) == 0)
		apply_plan(&plan, m);
	notify_ready(&m->notify, m->config->global.systemd_interval);
}
