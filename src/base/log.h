/* SPDX-License-Identifier: MIT */
/*
 * The error log.  One event is one line, written by one write(2), in the
 * shape that php-fpm uses, in UTC: a worker's local time is its pool's.
 *
 *	[24-Nov-2026 10:58:02 UTC] NOTICE: [pool www] child 4711 started
 *
 * Bytes below 0x20 and 0x7F are written as \xHH, so that no request can forge
 * a line.  Callers never pass secrets, tokens or passwords.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_ERROR,
	LOG_LEVEL_ALERT
};

/* php-fpm's names: debug, notice, warning, error, alert.  -1 when unknown. */
int log_level_of(const char *name);
const char *log_level_name(enum log_level level);

/*
 * Directs the log to "stderr", "syslog" or a file that is opened for append,
 * mode 0600.  0, or -1 with errno when the file cannot be opened; the log
 * then stays where it was.  The string is copied.
 */
int log_open(const char *where, enum log_level least);

/* Opens the same file again, after a rotation.  As log_open. */
int log_reopen(void);

/* Text in front of every message, such as "[pool www] "; copied. */
void log_prefix(const char *prefix);

void log_write(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define log_debug(...)	 log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_notice(...)	 log_write(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_error(...)	 log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_alert(...)	 log_write(LOG_LEVEL_ALERT, __VA_ARGS__)

#endif
