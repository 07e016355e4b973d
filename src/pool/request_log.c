/* SPDX-License-Identifier: MIT */
#include "pool/request_log.h"

#include "base/log.h"

#include <sys/resource.h>
#include <syslog.h>

void
request_log_init(struct request_log *log, const struct config_pool *config,
    const struct logs *logs)
{
	char why[ACCESS_WHY];

	*log = (struct request_log){.config = config, .logs = *logs};
	log_pool(config->name, &logs->error);
	/* config/check.c refuses what is none. */
	access_format_compile(config->access_format, &log->format, why);
}

static int64_t
to_us(struct timeval time)
{
	return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static void
read_cpu(const struct request_log *log, int64_t *user_us, int64_t *system_us)
{
	struct rusage usage;

	*user_us = *system_us = 0;
	if (!log->format.cpu || getrusage(RUSAGE_SELF, &usage) != 0)
		return;
	*user_us = to_us(usage.ru_utime);
	*system_us = to_us(usage.ru_stime);
}

void
request_log_begin(struct request_log *log, const struct served *served)
{
	log_request(served->request_id);
	read_cpu(log, &log->user_us, &log->system_us);
}

/* Says once that lines are lost, and again after a line that was not. */
static void
write_line(struct sink *sink, int priority, const struct line *line,
    const char *key, bool *fails)
{
	if (line->len == 0)
		return;
	if (sink_write(sink, priority, (struct text){line->data, line->len},
		NULL) == 0) {
		*fails = false;
		return;
	}
	if (!*fails)
		log_error("%s: a line is lost: %m", key);
	*fails = true;
}

static bool
is_suppressed(const struct config_pool *config, const struct finished *f)
{
	struct text rest = text_of(config->access_suppress_path), path;

	if (f->status != 200)
		return false;
	while (text_split(&rest, ',', &path))
		if (path.len > 0 && text_eq(text_strip(path), f->path))
			return true;
	return false;
}

static void
write_access(struct request_log *log, const struct finished *f)
{
	struct line line;

	if (log->logs.access.kind == SINK_NONE || is_suppressed(log->config, f))
		return;
	request_line_access(&line, &log->format, f);
	write_line(&log->logs.access, LOG_INFO, &line, "access.log",
	    &log->access_fails);
}

static void
write_slow(struct request_log *log, const struct finished *f)
{
	int64_t slow = log->config->request_slowlog_timeout * 1000;
	struct line line;

	if (slow == 0 || f->took_us < slow)
		return;
	slot_add(&f->trace->slot->counters.slow_requests, 1);
	request_line_slow(&line, f);
	write_line(
	    &log->logs.slow, LOG_NOTICE, &line, "slowlog", &log->slow_fails);
}

void
request_log_end(struct request_log *log, struct finished *f)
{
	int64_t user_us, system_us;

	read_cpu(log, &user_us, &system_us);
	f->user_us = user_us - log->user_us;
	f->system_us = system_us - log->system_us;
	write_access(log, f);
	write_slow(log, f);
	log_request("");
}
