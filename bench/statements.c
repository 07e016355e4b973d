/* SPDX-License-Identifier: MIT */
/*
 * The database alone: the queries of one endpoint, asked in a loop by as
 * many processes as a pool has workers, without a request around them.
 *
 *	statements CONFIG SECONDS ENDPOINT N OWNER USER APP
 *
 * N is the task, of get_task_list the limit, of get_tasks_status the tasks,
 * with commas; OWNER the business or the project as a URL has it.  The
 * generation is that of the configuration.  Prints, in one line: requests,
 * seconds, CPU microseconds per request.
 *
 * The endpoint itself answers two calls, so that it holds the ids that it may
 * hold; what it asks db_ask the second time is asked again and again.
 */
#include "auth/paas.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "config/config.h"
#include "mysql/batch.h"
#include "params/json.h"
#include "params/parse.h"
#include "sops_2019/endpoints.h"
#include "sops_current/admit.h"
#include "sops_current/endpoints.h"

#include <malloc.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY	  ((size_t)256 * 1024 * 1024)
#define BUDGET	  5000 /* ms for one request */
#define QUESTIONS 8    /* of one call, at most */

/* As a worker of a pool has them, which would be faster otherwise. */
#define MEMORY_KEPT (8 * 1024 * 1024)
#define BLOCK_KEPT  (1024 * 1024)

struct job {
	const struct config_pool *pool;
	int64_t seconds;
	const struct subject *subject;
	struct text number;
	uint64_t owner;
	struct text user, app;
};

/* A worker's. */
struct worker {
	struct db *paas; /* NULL: the generation asks none */
	struct sops *sops;
	struct arena *arena;
};

static const struct subject {
	enum config_generation generation;
	const char *name;
	const struct endpoint *endpoint;
	const char *path; /* of the row in esb_channel */
} subjects[] = {
    {GENERATION_2019, "get_task_detail", &endpoint_task_detail,
	"/v2/sops/get_task_detail/"},
    {GENERATION_2019, "get_task_status", &endpoint_task_status,
	"/v2/sops/get_task_status/"},
    {GENERATION_2019, "get_task_list", &endpoint_task_list,
	"/v2/sops/get_task_detail/"},
    {GENERATION_CURRENT, "get_task_detail", &current_task_detail, NULL},
    {GENERATION_CURRENT, "get_task_status", &current_task_status, NULL},
    {GENERATION_CURRENT, "get_tasks_status", &current_tasks_status, NULL},
    {GENERATION_CURRENT, "get_task_list", &current_task_list, NULL},
    {GENERATION_CURRENT, "get_template_list", &current_template_list, NULL},
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
find_subject(const struct config_pool *pool, const char *name)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++)
		if ((subjects[i].generation == GENERATION_CURRENT) ==
			(pool->generation == GENERATION_CURRENT) &&
		    strcmp(subjects[i].name, name) == 0)
			return &subjects[i];
	fprintf(stderr, "%s: not measured here\n", name);
	exit(64);
}

/* What admits a caller before the endpoint asks: ESB's database, or the key of
 * the gateway, by the names that a token has. */
static bool
ask_admission(
    const struct job *job, const struct worker *worker, struct call *call)
{
	struct paas_query query = {.path = text_of(job->subject->path),
	    .app_code = job->app,
	    .whitelist = true};
	struct paas_answer who;
	struct text pem;

	if (worker->paas != NULL)
		return paas_ask(worker->paas, worker->arena, &query,
			   call->deadline, &who) == DB_OK;
	call->caller.trusted = admit_is_trusted(job->pool, job->app);
	return admit_key(call, TEXT("APIGW"), text_of(job->pool->jwt_gateway),
		   &pem) == OUTCOME_OK;
}

static bool
read_params(const struct job *job, struct call *call, struct params *params)
{
	const struct fcgi_request request = {.arena = call->arena,
	    .query = ARENA_JOIN(call->arena, TEXT("limit="), job->number)};

	call->params = params;
	if (!call->endpoint->json_body)
		return params_of_query(&request, params) == PARAMS_OK;
	call->has_body = true;
	return params_parse_json(call->arena,
		   ARENA_JOIN(call->arena, TEXT("{\"task_id_list\":["),
		       job->number, TEXT("]}")),
		   params) == PARAMS_OK;
}

/* One call, admitted as a user's by ESB or by an API gateway. */
static void
answer(const struct job *job, const struct worker *worker)
{
	uint64_t task = 0;
	struct call call = {.config = job->pool,
	    .generation = job->subject->generation,
	    .endpoint = job->subject->endpoint,
	    .sops = worker->sops,
	    .arena = worker->arena,
	    .caller = {.username = job->user,
		.app_code = job->app,
		.business = job->owner},
	    .project = job->owner,
	    .deadline = clock_ms() + BUDGET,
	    .now_us = clock_wall_us()};
	struct params params;

	decimal_to_uint64(job->number, &task);
	call.task = task;
	call.ids[0] = task;
	call.task_typed = call.variables[0] = job->number;
	nasked = 0;
	if (!read_params(job, &call, &params) ||
	    !ask_admission(job, worker, &call) ||
	    call_prepare(&call) != OUTCOME_OK)
		exit(1);
	call_finish(&call);
	if (worker->paas != NULL)
		db_release(worker->paas);
	arena_reset(worker->arena);
}

/* What the last call asked, once more. */
static void
ask_again(struct arena *arena)
{
	for (size_t i = 0; i < nasked; i++) {
		struct batch q = asked[i].query;
		size_t failed;

		q.arena = arena;
		if (__real_db_ask(
			asked[i].db, &q, clock_ms() + BUDGET, &failed) != DB_OK)
			exit(1);
		db_release(asked[i].db);
		arena_reset(arena);
	}
}

/* Requests until the time is over. */
static uint64_t
ask(const struct job *job)
{
	struct worker worker = {
	    .sops = sops_new(job->pool, NULL), .arena = arena_new(MEMORY)};
	int64_t end;
	uint64_t n = 0;

	if (job->subject->generation == GENERATION_2019)
		worker.paas = db_new(job->pool, DB_PAAS, NULL);
	if (worker.sops == NULL || worker.arena == NULL)
		exit(1);
	answer(job, &worker);
	answer(job, &worker);
	end = clock_ms() + job->seconds * 1000;
	for (; clock_ms() < end; n++)
		ask_again(worker.arena);
	return n;
}

int
main(int argc, char **argv)
{
	struct config *config;
	struct job job;
	struct rusage usage;
	uint64_t total = 0;
	int pipes[2];
	double us;

	if (argc != 8) {
		fprintf(stderr, "usage: statements CONFIG SECONDS ENDPOINT "
				"N OWNER USER APP\n");
		return 64;
	}
	if (config_load(argv[1], &config) != 0 ||
	    config_read_secrets(config) != 0) {
		fprintf(stderr, "%s: see bksops-fcgi -t\n", argv[1]);
		return 78;
	}
	job = (struct job){.pool = &config->pools[0],
	    .seconds = atoi(argv[2]),
	    .subject = find_subject(&config->pools[0], argv[3]),
	    .number = text_of(argv[4]),
	    .owner = strtoull(argv[5], NULL, 10),
	    .user = text_of(argv[6]),
	    .app = text_of(argv[7])};
	if (pipe(pipes) != 0)
		return 1;
#ifdef M_TRIM_THRESHOLD
	mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT);
	mallopt(M_MMAP_THRESHOLD, BLOCK_KEPT);
#endif
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
