/* SPDX-License-Identifier: MIT */
/*
 * The error log.  One event is one line, written by one write(2), in the
 * shape that php-fpm uses, in UTC: a worker's local time is its pool's.
 *
 *	[24-Nov-2026 10:58:02 UTC] NOTICE: [pool www] child 4711 started
 *
 * Lines of a worker about a request have "request ID: " behind the pool.
 * Control characters are written as \xHH, so that no request can forge a
 * line.  Callers never pass secrets, tokens or passwords.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/sink.h"

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_ERROR,
	LOG_LEVEL_ALERT
};

/* php-fpm's names: debug, notice, warning, error, alert.  -1 when unknown. */
int log_level_of(const char *name);

/*
 * Directs the log to one of sink_open's places.  0, or -1 with errno; the log
 * then stays where it was.  The string is copied.
 */
int log_open(const char *where, enum log_level least);

/* Opens the same place again, after a rotation.  As log_open. */
int log_reopen(void);

/* The start is over: until then warnings and what is worse go to stderr as
 * well, where who starts the program sees them. */
void log_started(void);

/* Lines are of a worker of this pool: it stands in front of them.  With a
 * sink that is open they go there and to the old place no more; the log's
 * from then on. */
void log_pool(const char *name, const struct sink *sink);

/* Lines are about this request, until it is ""; copied, at most 64 bytes. */
void log_request(const char *id);

void log_write(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define log_debug(...)	 log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_notice(...)	 log_write(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_error(...)	 log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_alert(...)	 log_write(LOG_LEVEL_ALERT, __VA_ARGS__)

#endif
