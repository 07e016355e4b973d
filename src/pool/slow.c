/* SPDX-License-Identifier: MIT */
#include "pool/slow.h"

#include "pool/mask.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

static void
add_part(struct line *line, const char *name, int64_t us)
{
	if (us < 0)
		line_printf(line, "%s unknown, ", name);
	else
		line_printf(line, "%s %" PRId64 ".%03" PRId64 ", ", name,
		    us / 1000, us % 1000);
}

static void
add_statements(struct line *line, const struct trace *trace)
{
	for (size_t i = 0; i < trace->nstatements; i++) {
		const struct trace_statement *s = &trace->statements[i];

		line_printf(line, "%s%s %" PRId64 ".%03" PRId64,
		    i == 0 ? " (" : ", ", s->name, s->us / 1000, s->us % 1000);
	}
	if (trace->nstatements > 0)
		line_add(line, TEXT(")"));
}

void
slow_line(struct line *line, const struct finished *f)
{
	const struct trace *trace = f->trace;
	time_t seconds = (time_t)(f->ended_us / 1000000);
	char date[32], buffer[MASK_BYTES];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(date, sizeof(date), "%d-%b-%Y %H:%M:%S", &tm);
	line_printf(line, "[%s UTC] [pool %s] pid %d request %s: ", date,
	    f->pool, (int)getpid(), f->served->request_id);
	line_escape(line, f->request->method);
	line_add(line, TEXT(" "));
	line_escape(line, mask_path(finished_path(f), buffer));
	line_printf(line, " %d in %" PRId64 ".%03" PRId64 " ms: ", f->status,
	    f->took_us / 1000, f->took_us % 1000);
	add_part(line, "queue", trace->queue_us);
	add_part(line, "read", trace->read_us);
	add_part(line, "connect", trace->us[SLOT_CONNECTING]);
	add_part(line, "work", trace->us[SLOT_WORKING]);
	add_part(line, "write", trace->us[SLOT_WRITING]);
	line_printf(line, "sql %" PRId64 ".%03" PRId64,
	    trace->us[SLOT_QUERY] / 1000, trace->us[SLOT_QUERY] % 1000);
	add_statements(line, trace);
}
