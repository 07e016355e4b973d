/* SPDX-License-Identifier: MIT */
#include "pool/logs.h"

#include "base/log.h"
#include "pool/why.h"

#include <errno.h>

/* As images of containers have it.  The kernel would open the file again, with
 * a position of its own, or refuse it to a user of less rights. */
static bool
is_standard_output(const char *where)
{
	static const char *const names[] = {"/dev/stderr", "/dev/stdout",
	    "/dev/fd/1", "/dev/fd/2", "/proc/self/fd/1", "/proc/self/fd/2"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(where, names[i]) == 0)
			return true;
	return false;
}

/* -1, and errno is kept. */
static int
refuse(const char *key, const char *where, char **why)
{
	int error = errno;

	if (error == ELOOP && is_standard_output(where))
		why_set(why, "%s = %s: write stderr", key, where);
	else if (error == ELOOP)
		why_set(why, "%s = %s: a symbolic link is not followed", key,
		    where);
	else if (error == ENOTSUP)
		why_set(why, "%s = %s: neither a file nor a pipe", key, where);
	else
		why_value(why, key, where);
	errno = error;
	return -1;
}

int
logs_try(const char *key, const char *where, char **why)
{
	return sink_try(where) == 0 ? 0 : refuse(key, where, why);
}

static int
open_one(struct sink *sink, const struct config_pool *config, const char *key,
    const char *where, char **why)
{
	if (sink_open(sink, where) != 0) {
		refuse(key, where, why);
		return why_key(why, config, key);
	}
	if (strcmp(where, "journal") == 0 && sink->kind == SINK_STDERR)
		log_warning("[pool %s] no journal listens: the lines of %s go "
			    "to stderr",
		    config->name, key);
	return 0;
}

int
logs_open(struct logs *logs, const struct config_pool *config, char **why)
{
	struct logs opened = LOGS_NONE;

	if (open_one(&opened.error, config, "error_log", config->error_log,
		why) != 0 ||
	    open_one(&opened.access, config, "access.log", config->access_log,
		why) != 0 ||
	    open_one(&opened.slow, config, "slowlog", config->slowlog, why) !=
		0) {
		logs_close(&opened);
		return -1;
	}
	*logs = opened;
	return 0;
}

void
logs_close(struct logs *logs)
{
	sink_close(&logs->error);
	sink_close(&logs->access);
	sink_close(&logs->slow);
}

int
logs_open_global(const struct config *config, char **why)
{
	const struct config_global *global = &config->global;

	sink_identify(global->syslog_ident, global->syslog_facility);
	if (log_open(global->error_log,
		(enum log_level)log_level_of(global->log_level)) == 0)
		return 0;
	refuse("error_log", global->error_log, why);
	return why_global(why, config, "error_log");
}

/* The journal may be missing, and then it is stderr. */
static bool
is_stderr(const char *where)
{
	return strcmp(where, "stderr") == 0 || strcmp(where, "journal") == 0;
}

bool
logs_need_stderr(const struct config *config)
{
	if (is_stderr(config->global.error_log))
		return true;
	for (size_t i = 0; i < config->npools; i++)
		if (is_stderr(config->pools[i].access_log) ||
		    is_stderr(config->pools[i].slowlog))
			return true;
	return false;
}
