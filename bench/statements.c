/* SPDX-License-Identifier: MIT */
/*
 * The database alone: the questions of one endpoint, asked in a loop by as
 * many processes as a pool has workers, without a request around them.
 *
 *	statements CONFIG SECONDS ENDPOINT N BUSINESS USER APP
 *
 * N is the task or, of get_task_list, the limit.  Prints, in one line:
 * requests, seconds, CPU microseconds per request.
 */
#include "auth/paas.h"
#include "base/clock.h"
#include "config/config.h"
#include "sops/sops.h"
#include "sops_2019/ask_task_list.h"
#include "sops_2019/ask_task_status.h"
#include "sops_2019/task_detail.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY ((size_t)256 * 1024 * 1024)
#define BUDGET 5000 /* ms for one request */

struct job {
	const struct config_pool *pool;
	int64_t seconds;
	const struct subject *subject;
	uint64_t number;
	const struct sops_caller *caller;
	const char *app;
};

/* What bk-sops' database is asked; false when there is no answer. */
typedef bool ask_fn(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t number, int64_t deadline);

static bool
ask_detail(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t number, int64_t deadline)
{
	struct task_detail_answer answer;

	return sops_ask_task_detail(
		   sops, arena, caller, number, deadline, &answer) == DB_OK &&
	       answer.task.state == STORE_ROW;
}

static bool
ask_status(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t number, int64_t deadline)
{
	struct task_status_answer answer;

	return sops_ask_task_status(
		   sops, arena, caller, number, deadline, &answer) == DB_OK &&
	       answer.tree.state == STORE_ROW;
}

static bool
ask_list(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t number, int64_t deadline)
{
	const struct sops_task_page page = {
	    .limit = number + 1, .with_total = true};
	struct task_list_answer answer;

	return sops_ask_task_list(
		   sops, arena, caller, &page, deadline, &answer) == DB_OK &&
	       answer.count == page.limit;
}

static const struct subject {
	const char *endpoint;
	const char *path; /* of the row in esb_channel */
	ask_fn *ask;
} subjects[] = {
    {"get_task_detail", "/v2/sops/get_task_detail/", ask_detail},
    {"get_task_status", "/v2/sops/get_task_status/", ask_status},
    {"get_task_list", "/v2/sops/get_task_detail/", ask_list},
};

static const struct subject *
find_subject(const char *endpoint)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++)
		if (strcmp(subjects[i].endpoint, endpoint) == 0)
			return &subjects[i];
	fprintf(stderr, "%s: not measured here\n", endpoint);
	exit(64);
}

/* Requests until the time is over. */
static uint64_t
ask(const struct job *job)
{
	struct db *paas = db_new(job->pool, DB_PAAS, NULL);
	struct sops *sops = sops_new(job->pool, NULL);
	struct arena *arena = arena_new(MEMORY);
	struct paas_question question = {.path = text_of(job->subject->path),
	    .app_code = text_of(job->app),
	    .whitelist = true};
	int64_t end = clock_ms() + job->seconds * 1000;
	uint64_t n = 0;

	if (paas == NULL || sops == NULL || arena == NULL)
		exit(1);
	for (; clock_ms() < end; n++) {
		struct paas_answer who;
		int64_t deadline = clock_ms() + BUDGET;

		if (paas_ask(paas, arena, &question, deadline, &who) != DB_OK ||
		    !job->subject->ask(
			sops, arena, job->caller, job->number, deadline))
			exit(1);
		sops_release(sops);
		db_release(paas);
		arena_reset(arena);
	}
	arena_free(arena);
	sops_free(sops);
	db_free(paas);
	return n;
}

int
main(int argc, char **argv)
{
	struct config *config;
	struct sops_caller caller;
	struct job job;
	struct rusage usage;
	uint64_t total = 0;
	int pipes[2];
	double us;

	if (argc != 8) {
		fprintf(stderr, "usage: statements CONFIG SECONDS ENDPOINT "
				"N BUSINESS USER APP\n");
		return 64;
	}
	if (config_load(argv[1], &config) != 0 ||
	    config_read_secrets(config) != 0) {
		fprintf(stderr, "%s: see bksops-fcgi -t\n", argv[1]);
		return 78;
	}
	caller = (struct sops_caller){.username = text_of(argv[6]),
	    .business = strtoull(argv[5], NULL, 10)};
	job = (struct job){&config->pools[0], atoi(argv[2]),
	    find_subject(argv[3]), strtoull(argv[4], NULL, 10), &caller,
	    argv[7]};
	if (pipe(pipes) != 0)
		return 1;
	for (int64_t i = 0; i < job.pool->pm_max_children; i++)
		if (fork() == 0) {
			uint64_t n = ask(&job);

			_exit(write(pipes[1], &n, sizeof(n)) != sizeof(n));
		}
	for (int64_t i = 0; i < job.pool->pm_max_children; i++) {
		uint64_t n;
		int status;

		if (wait(&status) < 0 || status != 0 ||
		    read(pipes[0], &n, sizeof(n)) != sizeof(n))
			return 1;
		total += n;
	}
	getrusage(RUSAGE_CHILDREN, &usage);
	us = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
	     (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
	printf("%llu %lld %.1f\n", (unsigned long long)total,
	    (long long)job.seconds, us / (double)total);
	config_free(config);
	return 0;
}
