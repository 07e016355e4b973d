/* SPDX-License-Identifier: MIT */
#include "doctor/checkup.h"

#include "config/names.h"
#include "doctor/contact.h"
#include "mysql/db.h"
#include "pool/privileges.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* As a worker has for a request: the newest task is read with it. */
#define CHECKUP_MEMORY ((size_t)256 * 1024 * 1024)

#define CHECKUP_SLACK 2000 /* ms for what asks no server */

/* With the rights of who asks. */
static const struct check host_checks[] = {
    {"time_zone", check_time_zone},
    {"socket", check_socket},
    {"served", check_served},
    {"backlog", check_backlog},
    {"secrets", check_secrets},
    {"public_keys", check_public_keys},
};

/* With those of a worker. */
static const struct check worker_checks[] = {
    {"files", check_files},
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

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
	finding_send(c->fd, &finding);
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
note_user(const struct checkup *c)
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
		note_user(c);
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
run_checks(struct checkup *c, const struct check *checks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		checks[i].run(c, checks[i].name);
}

void
checkup_run(struct config *config, size_t pool, int fd)
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
		checkup_database(&c, INSPECT_SOPS);
		if (c.pool->auth == AUTH_ESB)
			checkup_database(&c, INSPECT_PAAS);
	}
	arena_free(c.arena);
}

int64_t
checkup_wait(const struct config_pool *pool)
{
	size_t servers = inspect_count(&pool->sops);

	if (pool->auth == AUTH_ESB)
		servers += inspect_count(&pool->paas);
	/* A task is read from each server of mysql.sops. */
	servers += inspect_count(&pool->sops);
	/* The pool itself is asked at two addresses. */
	return (int64_t)servers * CHECKUP_SERVER_WAIT +
	       2 * CONTACT_STATUS_WAIT + CHECKUP_SLACK;
}
