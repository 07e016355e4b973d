/* SPDX-License-Identifier: MIT */
/* The keys of a pool: its logs. */
#include "config/keys_pool.h"

static const struct key keys[] = {
    {.name = "error_log",
	.type = KEY_PATH,
	.offset = POOL(error_log),
	.initial = "",
	.example = "/var/log/bksops-fcgi/www.error.log",
	.help = "File for the lines of this pool's workers; the error_log of "
		"[global] when empty."},
    {.name = "access.log",
	.type = KEY_LOG,
	.offset = POOL(access_log),
	.initial = "",
	.example = "/var/log/bksops-fcgi/www.access.log",
	.help = "Where a line for each request goes: a file, stderr, syslog "
		"or journal; none when empty."},
    {.name = "access.format",
	.type = KEY_TEXT,
	.offset = POOL(access_format),
	.max = 1024,
	.initial = "%R - %u %t \"%m %r\" %s",
	.help = "Form of these lines: php-fpm's letters and some of our own, "
		"or json. See LOGS in bksops-fcgi.conf(5)."},
    {.name = "access.suppress_path",
	.type = KEY_URL_PATHS,
	.offset = POOL(access_suppress_path),
	.initial = "",
	.example = "/ping, /live, /ready",
	.help = "Paths that get no line when they were answered 200, comma "
		"separated."},
    {.name = "slowlog",
	.type = KEY_LOG,
	.offset = POOL(slowlog),
	.initial = "",
	.example = "/var/log/bksops-fcgi/www.slow.log",
	.help = "Where slow requests are written to, with the time of each "
		"part; nowhere when empty."},
    {.name = "request_slowlog_timeout",
	.type = KEY_DURATION,
	.offset = POOL(request_slowlog_timeout),
	.min = 0,
	.max = HOUR,
	.initial = "0",
	.example = "500ms",
	.help = "A request that takes as long is slow, its waiting for a "
		"worker not counted; with 0 none is."},
};

const struct key_group keys_logs = KEY_GROUP("Log files of the pool", keys);
