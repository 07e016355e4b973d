/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "base/clock.h"
#include "base/log.h"
#include "config/config.h"
#include "doctor/checkup.h"
#include "doctor/report.h"
#include "doctor/url.h"
#include "pool/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* The child's part of check_pool. */
static void
run_child(struct config *config, size_t pool, const int fds[2])
{
	close(fds[0]);
	checkup_run(config, pool, fds[1]);
	_exit(0);
}

/* Ends the child when it has not; how it ended is told only when it was not
 * by itself. */
static void
finish(struct report *report, const struct config_pool *pool, pid_t pid,
    enum finding_received received)
{
	struct finding finding;
	int status = 0;

	if (received != FINDING_END)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (received == FINDING_BROKEN)
		finding_set(&finding, FINDING_ERROR, "doctor",
		    "the checks sent what is no finding and were ended; what "
		    "they said before may be false");
	else if (received == FINDING_LATE)
		finding_set(&finding, FINDING_ERROR, "doctor",
		    "the checks took longer than %lld seconds and were given "
		    "up; are names of hosts resolved?",
		    (long long)(checkup_wait(pool) / 1000));
	else if (WIFSIGNALED(status))
		finding_set(&finding, FINDING_ERROR, "doctor",
		    "the checks ended on signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		finding_set(&finding, FINDING_ERROR, "doctor",
		    "the checks ended with code %d", WEXITSTATUS(status));
	else
		return;
	report_add(report, pool->name, &finding);
}

static void
cannot_check(struct report *report, const struct config_pool *pool)
{
	struct finding finding;

	finding_set(&finding, FINDING_ERROR, "doctor",
	    "the checks cannot be run: %s", strerror(errno));
	report_add(report, pool->name, &finding);
}

static void
check_pool(struct config *config, size_t n, struct report *report)
{
	const struct config_pool *pool = &config->pools[n];
	int64_t deadline = clock_ms() + checkup_wait(pool);
	struct finding finding;
	enum finding_received received = FINDING_END;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) != 0) {
		cannot_check(report, pool);
		return;
	}
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		run_child(config, n, fds);
	if (pid < 0)
		cannot_check(report, pool);
	close(fds[1]);
	while (pid > 0 && (received = finding_receive(
			       fds[0], &finding, deadline)) == FINDING_CAME)
		report_add(report, pool->name, &finding);
	close(fds[0]);
	if (pid > 0)
		finish(report, pool, pid, received);
}

/* Adds one error of the check for each mistake. */
static void
report_all(struct report *report, const char *name, const char *check,
    const struct config_mistakes *mistakes)
{
	for (size_t i = 0; i < config_mistakes_shown(mistakes); i++) {
		struct finding finding;

		finding_set(&finding, FINDING_ERROR, check, "%s",
		    config_mistake(mistakes, i));
		report_add(report, name, &finding);
	}
}

/* A pool with a mistake is not served, the others are. */
static void
report_bad_pools(const struct config *config, struct report *report)
{
	for (size_t i = 0; i < config->nbad; i++) {
		const struct config_pool *bad = &config->bad[i];

		report_all(report, config_is_file(bad) ? bad->file : bad->name,
		    "configuration", &bad->mistakes);
	}
}

static void
try_pool(const struct config *config, const struct config_pool *pool,
    struct report *report)
{
	struct config_mistakes found = {.count = 0};

	trial_pool(config, pool, &found);
	report_all(report, pool->name, "start", &found);
	mistakes_free(&found);
}

/* What -t says of a start. */
static void
try_start(const struct config *config, struct report *report)
{
	struct config_mistakes found = {.count = 0};

	trial_global(config, &found);
	report_all(report, config->file, "start", &found);
	mistakes_free(&found);
	for (size_t i = 0; i < config->nbad; i++)
		if (config_is_section(&config->bad[i]))
			try_pool(config, &config->bad[i], report);
	for (size_t i = 0; i < config->npools; i++)
		try_pool(config, &config->pools[i], report);
}

int
doctor_run(struct config *config, const struct doctor_options *options)
{
	struct report report;
	int status;

	/* What is found is told on standard output, once. */
	log_open("stderr", LOG_LEVEL_ALERT);
	signal(SIGCHLD, SIG_DFL);
	if (report_begin(&report, config, options->json, options->quiet) != 0) {
		log_alert("out of memory");
		config_free(config);
		return EX_OSERR;
	}
	report_bad_pools(config, &report);
	if (options->url == NULL)
		try_start(config, &report);
	if (options->url != NULL)
		url_check(config, options->url, &report);
	else
		for (size_t i = 0; i < config->npools; i++)
			check_pool(config, i, &report);
	status = report_end(&report);
	config_free(config);
	return status;
}
