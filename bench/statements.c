/* SPDX-License-Identifier: MIT */
/*
 * The database alone: the questions of one get_task_detail, asked in a loop
 * by as many processes as a pool has workers, without a request around them.
 *
 *	statements CONFIG SECONDS TASK BUSINESS USER APP
 *
 * Prints, in one line: requests, seconds, CPU microseconds per request.
 */
#include "base/clock.h"
#include "config/config.h"
#include "store/paas.h"
#include "store/sops.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY ((size_t)256 * 1024 * 1024)

struct job {
	const struct config_pool *pool;
	int64_t seconds;
	uint64_t task, business;
	const char *user, *app;
};

static uint64_t
ask(const struct job *job)
{
	struct paas *paas = paas_new(job->pool, NULL);
	struct sops *sops = sops_new(job->pool, NULL);
	struct arena *arena = arena_new(MEMORY);
	struct paas_question question = {
	    .path = TEXT("/v2/sops/get_task_detail/"),
	    .app_code = text_of(job->app),
	    .whitelist = true};
	struct sops_caller caller = {
	    .username = text_of(job->user), .business = job->business};
	int64_t end = clock_ms() + job->seconds * 1000;
	uint64_t n = 0;

	if (paas == NULL || sops == NULL || arena == NULL)
		exit(1);
	for (; clock_ms() < end; n++) {
		struct paas_answer who;
		struct task_detail_answer what;
		int64_t deadline = clock_ms() + 5000;

		if (paas_ask(paas, arena, &question, deadline, &who) != DB_OK ||
		    sops_ask_task_detail(sops, arena, &caller, job->task,
			deadline, &what) != DB_OK ||
		    what.task.state != STORE_ROW)
			exit(1);
		sops_release(sops);
		paas_release(paas);
		arena_reset(arena);
	}
	arena_free(arena);
	sops_free(sops);
	paas_free(paas);
	return n;
}

int
main(int argc, char **argv)
{
	struct config *config;
	struct job job;
	struct rusage usage;
	uint64_t total = 0;
	char *why;
	int pipes[2];
	double us;

	if (argc != 7) {
		fprintf(stderr, "usage: statements CONFIG SECONDS TASK "
				"BUSINESS USER APP\n");
		return 64;
	}
	if (config_load(argv[1], &config, &why) != 0 ||
	    config_read_secrets(config, &why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 78;
	}
	job = (struct job){&config->pools[0], atoi(argv[2]),
	    strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10), argv[5],
	    argv[6]};
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
