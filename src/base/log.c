/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#define LOG_LINE 2048 /* bytes; a longer line is cut, below PIPE_BUF */

static struct {
	enum log_level least;
	bool started;
	struct sink sink;
	char where[4096]; /* PATH_MAX */
	char pool[64];
	char request[80];
	char prefix[192]; /* of both */
} log_state = {
    .least = LOG_LEVEL_NOTICE, .sink = {.kind = SINK_STDERR, .fd = -1}};

static struct sink standard_error = {.kind = SINK_STDERR, .fd = -1};

static const struct {
	const char *name;
	const char *shown;
	int priority;
} levels[] = {
    [LOG_LEVEL_DEBUG] = {"debug", "DEBUG", LOG_DEBUG},
    [LOG_LEVEL_NOTICE] = {"notice", "NOTICE", LOG_NOTICE},
    [LOG_LEVEL_WARNING] = {"warning", "WARNING", LOG_WARNING},
    [LOG_LEVEL_ERROR] = {"error", "ERROR", LOG_ERR},
    [LOG_LEVEL_ALERT] = {"alert", "ALERT", LOG_ALERT},
};

int
log_level_of(const char *name)
{
	for (int i = LOG_LEVEL_DEBUG; i <= LOG_LEVEL_ALERT; i++)
		if (strcmp(name, levels[i].name) == 0)
			return i;
	return -1;
}

int
log_open(const char *where, enum log_level least)
{
	struct sink sink;

	if (strlen(where) >= sizeof(log_state.where)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (sink_open(&sink, where) != 0)
		return -1;
	sink_close(&log_state.sink);
	log_state.sink = sink;
	log_state.least = least;
	memmove(log_state.where, where, strlen(where) + 1);
	if (strcmp(where, "journal") == 0 && sink.kind == SINK_STDERR)
		log_warning("no journal listens: the log goes to stderr");
	return 0;
}

int
log_reopen(void)
{
	return log_open(log_state.where, log_state.least);
}

static void
update_prefix(void)
{
	bool request = *log_state.request != '\0';

	sink_set_context(log_state.pool, log_state.request);
	snprintf(log_state.prefix, sizeof(log_state.prefix), "[pool %s] %s%s%s",
	    log_state.pool, request ? "request " : "", log_state.request,
	    request ? ": " : "");
}

void
log_started(void)
{
	log_state.started = true;
}

void
log_pool(const char *name, const struct sink *sink)
{
	snprintf(log_state.pool, sizeof(log_state.pool), "%s", name);
	update_prefix();
	if (sink->kind == SINK_NONE)
		return;
	sink_close(&log_state.sink);
	log_state.sink = *sink;
}

void
log_request(const char *id)
{
	snprintf(log_state.request, sizeof(log_state.request), "%s", id);
	update_prefix();
}

void
log_write(enum log_level level, const char *format, ...)
{
	char message[LOG_LINE], line[LOG_LINE + 256];
	int saved = errno;
	time_t now = time(NULL);
	struct text whole, bare;
	struct tm tm;
	va_list args;
	size_t n;

	if (level < log_state.least)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	gmtime_r(&now, &tm);
	n = strftime(line, sizeof(line), "[%d-%b-%Y %H:%M:%S UTC] ", &tm);
	n += (size_t)snprintf(
	    line + n, sizeof(line) - n, "%s: ", levels[level].shown);
	bare.s = line + n;
	n += (size_t)snprintf(
	    line + n, sizeof(line) - n, "%s", log_state.prefix);
	n += text_escape(line + n, sizeof(line) - n, text_of(message));
	whole = (struct text){line, n};
	bare.len = (size_t)(line + n - bare.s);
	sink_write(&log_state.sink, levels[level].priority, whole, &bare);
	if (!log_state.started && level >= LOG_LEVEL_WARNING &&
	    log_state.sink.kind != SINK_STDERR)
		sink_write(
		    &standard_error, levels[level].priority, whole, &bare);
	errno = saved;
}
