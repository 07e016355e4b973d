/* SPDX-License-Identifier: MIT */
/*
 * The database alone: the queries of one endpoint, asked in a loop by as
 * many processes as a pool has workers, without a request around them.
 *
 *	statements CONFIG SECONDS ENDPOINT N BUSINESS USER APP
 *
 * N is the task or, of get_task_list, the limit.  Prints, in one line:
 * requests, seconds, CPU microseconds per request.
 *
 * The endpoint itself answers two calls, so that it holds the ids that it may
 * hold; what it asks db_ask the second time is asked again and again.
 */
#include "auth/paas.h"
#include "base/clock.h"
#include "config/config.h"
#include "mysql/batch.h"
#include "params/parse.h"
#include "sops_2019/endpoints.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY	  ((size_t)256 * 1024 * 1024)
#define BUDGET	  5000 /* ms for one request */
#define QUESTIONS 8    /* of one call, at most */

struct job {
	const struct config_pool *pool;
	int64_t seconds;
	const struct subject *subject;
	const char *number;
	const struct sops_caller *caller;
	const char *app;
};

static const struct subject {
	const char *name;
	const struct endpoint *endpoint;
	const char *path; /* of the row in esb_channel */
} subjects[] = {
    {"get_task_detail", &endpoint_task_detail, "/v2/sops/get_task_detail/"},
    {"get_task_status", &endpoint_task_status, "/v2/sops/get_task_status/"},
    {"get_task_list", &endpoint_task_list, "/v2/sops/get_task_detail/"},
};

/* What was asked. */
static struct asked {
	struct db *db;
	struct batch query;
} asked[QUESTIONS];
static size_t nasked;

enum db_result
__real_db_ask(struct db *db, struct batch *q, int64_t deadline, size_t *failed);
enum db_result
__wrap_db_ask(struct db *db, struct batch *q, int64_t deadline, size_t *failed);

/* Stands for db_ask, by the linker's --wrap. */
enum db_result
__wrap_db_ask(struct db *db, struct batch *q, int64_t deadline, size_t *failed)
{
	char *sql = malloc(q->sql.len);

	if (nasked == QUESTIONS || sql == NULL)
		exit(1);
	asked[nasked] = (struct asked){db, *q};
	asked[nasked++].query.sql.data = memcpy(sql, q->sql.data, q->sql.len);
	return __real_db_ask(db, q, deadline, failed);
}

static const struct subject *
find_subject(const char *name)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++)
		if (strcmp(subjects[i].name, name) == 0)
			return &subjects[i];
	fprintf(stderr, "%s: not measured here\n", name);
	exit(64);
}

/* One call, admitted as a user's by ESB. */
static void
answer(const struct job *job, struct db *paas, struct sops *sops,
    struct arena *arena)
{
	struct paas_query query = {.path = text_of(job->subject->path),
	    .app_code = text_of(job->app),
	    .whitelist = true};
	int64_t deadline = clock_ms() + BUDGET;
	struct call call = {.config = job->pool,
	    .endpoint = job->subject->endpoint,
	    .sops = sops,
	    .arena = arena,
	    .variables = {text_of(job->number)},
	    .ids = {strtoull(job->number, NULL, 10)},
	    .caller = *job->caller,
	    .deadline = deadline,
	    .now_us = clock_wall_us()};
	const struct fcgi_request request = {.arena = arena,
	    .query = arena_printf(arena, "limit=%s", job->number)};
	struct params params;
	struct paas_answer who;

	nasked = 0;
	call.params = &params;
	if (params_of_query(&request, &params) != PARAMS_OK ||
	    paas_ask(paas, arena, &query, deadline, &who) != DB_OK ||
	    call_prepare(&call) != OUTCOME_OK)
		exit(1);
	call_finish(&call);
	db_release(paas);
	arena_reset(arena);
}

/* Requests until the time is over. */
static uint64_t
ask(const struct job *job)
{
	struct db *paas = db_new(job->pool, DB_PAAS, NULL);
	struct sops *sops = sops_new(job->pool, NULL);
	struct arena *arena = arena_new(MEMORY);
	int64_t end;
	uint64_t n = 0;

	if (paas == NULL || sops == NULL || arena == NULL)
		exit(1);
	answer(job, paas, sops, arena);
	answer(job, paas, sops, arena);
	end = clock_ms() + job->seconds * 1000;
	for (; clock_ms() < end; n++)
		for (size_t i = 0; i < nasked; i++) {
			struct batch q = asked[i].query;
			size_t failed;

			q.arena = arena;
			if (__real_db_ask(asked[i].db, &q, clock_ms() + BUDGET,
				&failed) != DB_OK)
				exit(1);
			db_release(asked[i].db);
			arena_reset(arena);
		}
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
	    find_subject(argv[3]), argv[4], &caller, argv[7]};
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
