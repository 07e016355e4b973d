/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "base/clock.h"
#include "base/log.h"
#include "config/config.h"
#include "config/names.h"
#include "doctor/checkup.h"
#include "doctor/contact.h"
#include "doctor/report.h"
#include "doctor/url.h"
#include "mysql/db.h"
#include "pool/privileges.h"
#include "pool/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* As a worker has for a request: the newest task is read with it. */
#define CHECKUP_MEMORY ((size_t)256 * 1024 * 1024)

#define CHECKUP_SLACK 2000 /* ms for what asks no server */

/* In the order of the report. */
static const struct check *const host_checks[] = {&check_time_zone,
    &check_socket, &check_served, &check_backlog, &check_secrets,
    &check_public_keys, &check_iam};
static const struct check *const worker_checks[] = {&check_files};
/* Of a server that check_connect has connected. */
static const struct check *const server_checks[] = {&check_grants, &check_clock,
    &check_zone_tables, &check_connections, &check_generation, &check_tables,
    &check_release, &check_gateway_keys, &check_indexes, &check_login_key,
    &check_task};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* --- findings, from the process that checks to the one that reports --- */

_Static_assert(sizeof(struct finding) <= PIPE_BUF, "written at once");

static void
send_finding(int fd, const struct finding *finding)
{
	while (write(fd, finding, sizeof(*finding)) < 0 && errno == EINTR)
		;
}

/* The sender talks to servers, which may have taken it over.  False when what
 * it sent is no finding of a check: a warning becomes an accepted one only in
 * the report. */
static bool
make_safe(struct finding *finding)
{
	const struct finding sent = *finding;

	finding_print(finding->check, sizeof(finding->check), "%.*s",
	    (int)sizeof(sent.check) - 1, sent.check);
	finding_print(finding->place, sizeof(finding->place), "%.*s",
	    (int)sizeof(sent.place) - 1, sent.place);
	finding_print(finding->text, sizeof(finding->text), "%.*s",
	    (int)sizeof(sent.text) - 1, sent.text);
	return finding->once <= 1 && (finding->level == FINDING_OK ||
					 finding->level == FINDING_WARNING ||
					 finding->level == FINDING_ERROR);
}

enum received {
	RECEIVED_FINDING,
	RECEIVED_END,	/* the sender has closed its side */
	RECEIVED_LATE,	/* none came before the deadline */
	RECEIVED_BROKEN /* what came is no finding of a check */
};

/* `deadline` is of clock_ms. */
static enum received
receive_finding(int fd, struct finding *finding, int64_t deadline)
{
	ssize_t n;

	do {
		if (!clock_wait(fd, POLLIN, deadline))
			return RECEIVED_LATE;
		n = read(fd, finding, sizeof(*finding));
	} while (n < 0 && errno == EINTR);
	if (n == 0)
		return RECEIVED_END;
	return n == (ssize_t)sizeof(*finding) && make_safe(finding)
		   ? RECEIVED_FINDING
		   : RECEIVED_BROKEN;
}

/* --- the checks of one pool, in a process of its own --- */

void
checkup_find(const struct checkup *c, const char *check,
    enum finding_level level, const char *format, ...)
{
	struct finding finding;
	char text[sizeof(finding.text) + 1]; /* a cut is still seen */
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	finding_set(&finding, level, check, "%s", text);
	finding_print(finding.place, sizeof(finding.place), "%s", c->place);
	finding.once = c->once && level != FINDING_OK;
	send_finding(c->fd, &finding);
}

const char *
checkup_word(const struct checkup *c, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789/._@%+=:,-";
	size_t len = strlen(word);
	char *quoted, *end;

	if (len > 0 && *word != '-' && strspn(word, plain) == len)
		return word;
	/* A ' takes four bytes; two more stand around all, and a NUL behind. */
	quoted = end = arena_alloc(c->arena, 4 * len + 3);
	if (quoted == NULL)
		return "...";
	*end++ = '\'';
	for (; *word != '\0'; word++)
		if (*word == '\'') {
			memcpy(end, "'\\''", 4);
			end += 4;
		} else {
			*end++ = *word;
		}
	*end = '\'';
	return quoted;
}

/* Who is not root asks the servers with his own rights. */
static void
report_user(const struct checkup *c)
{
	struct account worker = {.uid = geteuid(), .gid = getegid()};

	if (*c->pool->user != '\0' &&
	    (account_find(c->pool->user, "", &worker) != NULL ||
		worker.uid != geteuid()))
		checkup_find(c, "user", FINDING_WARNING,
		    "what follows is checked as uid %u, not as user = %s; ask "
		    "as root for that",
		    (unsigned int)geteuid(), c->pool->user);
	else
		checkup_find(c, "user", FINDING_OK,
		    "what follows is checked as uid %u",
		    (unsigned int)geteuid());
}

static bool
become_worker(struct checkup *c)
{
	char *why = NULL;

	if (geteuid() != 0) {
		report_user(c);
		return true;
	}
	if (*c->pool->chroot != '\0')
		db_before_chroot(c->pool->chroot);
	if (privileges_drop(c->pool, &why) == 0) {
		c->jailed = *c->pool->chroot != '\0';
		checkup_find(c, "user", FINDING_OK,
		    "what follows is checked with a worker's rights, user = %s",
		    c->pool->user);
		return true;
	}
	checkup_find(c, "user", FINDING_ERROR, "no worker can start: %s",
	    why == NULL ? "out of memory" : why);
	free(why);
	return false;
}

static void
run_checks(struct checkup *c, const struct check *const *checks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		checks[i]->run(c, checks[i]->name);
}

void
checkup_find_unasked(const struct checkup *c, const char *check)
{
	checkup_find(c, check, FINDING_ERROR, "this could not be asked: %s",
	    inspect_why(c->server));
}

const char *
checkup_client(const struct checkup *c)
{
	const struct config_mysql *where = inspect_where(c->server);
	struct text command;

	if (*where->socket != '\0')
		command =
		    arena_printf(c->arena, "mysql --socket=%s --user=root -p",
			checkup_word(c, where->socket));
	else if (*where->host != '\0')
		command = arena_printf(c->arena,
		    "mysql --host=%s --port=%" PRId64 " --user=root -p",
		    checkup_word(c, where->host), where->port);
	else
		command = TEXT("mysql --user=root -p");
	return command.s == NULL ? "mysql" : command.s;
}

/* The name within `...` in a GRANT, where _ and % stand for anything and a
 * backslash takes that from them; NULL when out of memory. */
static const char *
escape_database(const struct checkup *c, const char *name)
{
	char *escaped = arena_alloc(c->arena, 2 * strlen(name) + 1);

	if (escaped == NULL)
		return NULL;
	for (char *end = escaped; *name != '\0'; name++) {
		if (*name == '`')
			*end++ = '`';
		else if (strchr("_%\\", *name) != NULL)
			*end++ = '\\';
		*end++ = *name;
	}
	return escaped;
}

const char *
checkup_grant(const struct checkup *c, struct text account)
{
	const char *database = escape_database(c, c->where->database);
	struct text grant = TEXT_NONE;

	if (database != NULL)
		grant = arena_printf(c->arena, "GRANT SELECT ON `%s`.* TO %.*s",
		    database, TEXT_ARG(account));
	return grant.s == NULL ? "GRANT SELECT" : grant.s;
}

static bool
applies(const struct checkup *c, unsigned int of)
{
	return (of & 1U << c->database) != 0 &&
	       ((of & CHECK_SCHEMA) == 0 || c->schema != NULL);
}

/* A check that loses the connection is the last one. */
static void
check_server(struct checkup *c)
{
	c->schema = NULL;
	check_connect.run(c, check_connect.name);
	for (size_t i = 0; i < COUNT(server_checks); i++) {
		const struct check *check = server_checks[i];

		if (!applies(c, check->of) || !inspect_is_open(c->server))
			continue;
		c->once = (check->of & CHECK_ONCE) != 0;
		check->run(c, check->name);
	}
	c->once = false;
}

/* "mysql.sops: bk_sops at db1:3306"; NULL when out of memory. */
static const char *
name_place(const struct checkup *c)
{
	return arena_printf(c->arena, "%s: %s at %s", c->keys,
	    c->where->database, inspect_name(c->server))
	    .s;
}

/* Checks each server of a database in turn, with the rights of this process. */
static void
check_database(struct checkup *c, enum inspect_database database)
{
	c->database = database;
	c->where = database == INSPECT_SOPS ? &c->pool->sops : &c->pool->paas;
	c->keys = database == INSPECT_SOPS ? "mysql.sops" : "mysql.paas";
	for (size_t n = 0; n < inspect_count(c->where); n++) {
		c->place = c->keys;
		arena_reset(c->arena);
		c->server = inspect_new(c->where, database, n, c->arena,
		    clock_ms() + CHECKUP_SERVER_WAIT);
		if (c->server != NULL)
			c->place = name_place(c);
		if (c->server == NULL || c->place == NULL) {
			c->place = c->keys;
			checkup_find(
			    c, "connect", FINDING_ERROR, "out of memory");
			inspect_free(c->server);
			break;
		}
		check_server(c);
		inspect_free(c->server);
	}
	c->place = "";
}

/* All checks of pools[pool]; it may drop privileges. */
static void
run_pool(struct config *config, size_t pool, int fd)
{
	struct checkup c = {.config = config,
	    .pool = &config->pools[pool],
	    .arena = arena_new(CHECKUP_MEMORY),
	    .fd = fd,
	    .place = ""};

	if (c.arena == NULL) {
		checkup_find(&c, "user", FINDING_ERROR, "out of memory");
		return;
	}
	config_forget_others(config, pool);
	run_checks(&c, host_checks, COUNT(host_checks));
	if (become_worker(&c)) {
		run_checks(&c, worker_checks, COUNT(worker_checks));
		check_database(&c, INSPECT_SOPS);
		if (c.pool->auth == AUTH_ESB)
			check_database(&c, INSPECT_PAAS);
	}
	arena_free(c.arena);
}

/* ms that run_pool takes at most, when names of hosts are found at once. */
static int64_t
most_wait(const struct config_pool *pool)
{
	size_t servers = inspect_count(&pool->sops);
	int64_t iam = 0;

	if (pool->auth == AUTH_ESB)
		servers += inspect_count(&pool->paas);
	/* A task is read from each server of mysql.sops. */
	servers += inspect_count(&pool->sops);
	if (pool->iam == IAM_ASK)
		iam = 2 * pool->iam_timeout;
	/* The pool itself is asked at two addresses. */
	return (int64_t)servers * CHECKUP_SERVER_WAIT + iam +
	       2 * CONTACT_STATUS_WAIT + CHECKUP_SLACK;
}

/* The child's part of check_pool. */
static void
run_child(struct config *config, size_t pool, const int fds[2])
{
	close(fds[0]);
	run_pool(config, pool, fds[1]);
	_exit(0);
}

/* Ends the child when it has not; how it ended is told only when it was not
 * by itself. */
static void
finish(struct report *report, const struct config_pool *pool, pid_t pid,
    enum received received)
{
	struct finding finding;
	int status = 0;

	if (received != RECEIVED_END)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (received == RECEIVED_BROKEN)
		finding_set(&finding, FINDING_ERROR, "doctor",
		    "the checks sent what is no finding and were ended; what "
		    "they said before may be false");
	else if (received == RECEIVED_LATE)
		finding_set(&finding, FINDING_ERROR, "doctor",
		    "the checks took longer than %lld seconds and were given "
		    "up; are names of hosts resolved?",
		    (long long)(most_wait(pool) / 1000));
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
	int64_t deadline = clock_ms() + most_wait(pool);
	struct finding finding;
	enum received received = RECEIVED_END;
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
	while (pid > 0 && (received = receive_finding(
			       fds[0], &finding, deadline)) == RECEIVED_FINDING)
		report_add(report, pool->name, &finding);
	close(fds[0]);
	if (pid > 0)
		finish(report, pool, pid, received);
}

/* --- what a start would say --- */

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
