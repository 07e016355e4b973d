/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define LOG_LINE 2048 /* bytes; a longer line is cut, below PIPE_BUF */

static struct {
	enum log_level least;
	bool to_syslog;
	int fd;
	char where[4096]; /* PATH_MAX */
	char prefix[128];
} log_state = {.least = LOG_LEVEL_NOTICE, .fd = STDERR_FILENO};

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

const char *
log_level_name(enum log_level level)
{
	return levels[level].name;
}

static int
open_file(const char *path)
{
	return open(
	    path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
}

int
log_open(const char *where, enum log_level least)
{
	int fd = STDERR_FILENO;
	bool to_syslog = strcmp(where, "syslog") == 0;

	if (strlen(where) >= sizeof(log_state.where)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (!to_syslog && strcmp(where, "stderr") != 0) {
		fd = open_file(where);
		if (fd < 0)
			return -1;
	}
	if (to_syslog)
		openlog("bksops-fcgi", LOG_PID | LOG_NDELAY, LOG_DAEMON);
	if (log_state.fd != STDERR_FILENO)
		close(log_state.fd);
	log_state.fd = fd;
	log_state.to_syslog = to_syslog;
	log_state.least = least;
	memmove(log_state.where, where, strlen(where) + 1);
	return 0;
}

int
log_reopen(void)
{
	if (log_state.fd == STDERR_FILENO || log_state.to_syslog)
		return 0;
	return log_open(log_state.where, log_state.least);
}

void
log_prefix(const char *prefix)
{
	snprintf(log_state.prefix, sizeof(log_state.prefix), "%s", prefix);
}

/* Copies message to out, at most `size` bytes, control characters escaped. */
static size_t
escape(char *out, size_t size, const char *message)
{
	size_t n = 0;

	for (const char *p = message; *p != '\0' && n + 4 < size; p++) {
		unsigned char c = (unsigned char)*p;

		if (c < 0x20 || c == 0x7F)
			n += (size_t)snprintf(out + n, size - n, "\\x%02X", c);
		else
			out[n++] = *p;
	}
	return n;
}

void
log_write(enum log_level level, const char *format, ...)
{
	char message[LOG_LINE], line[LOG_LINE + 256];
	int saved = errno;
	time_t now = time(NULL);
	struct tm tm;
	va_list args;
	size_t n;

	if (level < log_state.least)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	if (log_state.to_syslog) {
		n = escape(line, sizeof(line) - 1, message);
		line[n] = '\0';
		syslog(levels[level].priority, "%s%s", log_state.prefix, line);
		errno = saved;
		return;
	}
	gmtime_r(&now, &tm);
	n = strftime(line, sizeof(line), "[%d-%b-%Y %H:%M:%S UTC] ", &tm);
	n += (size_t)snprintf(line + n, sizeof(line) - n, "%s: %s",
	    levels[level].shown, log_state.prefix);
	n += escape(line + n, sizeof(line) - n - 1, message);
	line[n++] = '\n';
	while (write(log_state.fd, line, n) < 0 && errno == EINTR)
		continue;
	errno = saved;
}
