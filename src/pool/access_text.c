/* SPDX-License-Identifier: MIT */
#include "api/api.h"
#include "pool/access.h"
#include "pool/mask.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

static void
add_milliseconds(struct line *line, int64_t us)
{
	line_printf(line, "%" PRId64 ".%03" PRId64, us / 1000, us % 1000);
}

static void
add_took(struct line *line, int word, int64_t us)
{
	if (word == ACCESS_MICROSECONDS)
		line_printf(line, "%" PRId64, us);
	else if (word == ACCESS_MILLISECONDS)
		add_milliseconds(line, us);
	else
		add_milliseconds(line, us / 1000);
}

static void
add_cpu(struct line *line, int word, const struct finished *f)
{
	int64_t us = word == ACCESS_USER     ? f->user_us
		     : word == ACCESS_SYSTEM ? f->system_us
					     : f->user_us + f->system_us;
	int64_t took = f->took_us > 0 ? f->took_us : 1;

	line_printf(line, "%.2f%%", (double)us * 100 / (double)took);
}

static void
add_memory(struct line *line, int word, uint64_t bytes)
{
	if (word == ACCESS_KILOBYTES)
		bytes /= 1024;
	else if (word == ACCESS_MEGABYTES)
		bytes /= (uint64_t)1024 * 1024;
	line_printf(line, "%" PRIu64, bytes);
}

static void
add_time(struct line *line, struct text format, int64_t wall_us)
{
	char with[ACCESS_TIME] = "%d/%b/%Y:%H:%M:%S %z", out[LINE_TEXT];
	time_t seconds = (time_t)(wall_us / 1000000);
	struct tm tm;

	if (format.s != NULL) {
		memcpy(with, format.s, format.len);
		with[format.len] = '\0';
	}
	gmtime_r(&seconds, &tm);
	line_escape(
	    line, (struct text){out, strftime(out, sizeof(out), with, &tm)});
}

static void
add_param(struct line *line, const struct finished *f, struct text argument)
{
	char buffer[MASK_BYTES];
	struct text value = TEXT_NONE;

	for (size_t i = 0; i < f->request->nparams && value.s == NULL; i++)
		if (text_eq(f->request->params[i].name, argument))
			value = f->request->params[i].value;
	if (text_is(argument, "QUERY_STRING"))
		value = mask_query(value, buffer);
	else if (text_is(argument, "REQUEST_URI") ||
		 text_is(argument, "HTTP_REFERER"))
		value = mask_uri(value, buffer);
	else if (text_is(argument, "DOCUMENT_URI") ||
		 text_is(argument, "PATH_INFO") ||
		 text_is(argument, "SCRIPT_NAME"))
		value = mask_path(value, buffer);
	line_escape(line, value);
}

/* A header of the answer: "Name: value" CR LF. */
static void
add_header(struct line *line, const struct reply *reply, struct text name)
{
	struct text rest = buf_text(&reply->head), row;
	char wanted[LINE_TEXT];

	snprintf(wanted, sizeof(wanted), "%.*s", TEXT_ARG(name));
	while (text_split(&rest, '\n', &row)) {
		struct text value = row, key;

		if (text_split(&value, ':', &key) && value.s != NULL &&
		    text_is_nocase(key, wanted)) {
			line_escape(line, text_strip(value));
			return;
		}
	}
	line_escape(line, TEXT_NONE);
}

/* The part of the time that a word means; -1: not known. */
static int64_t
part_of_time(int word, const struct trace *trace)
{
	switch (word) {
	case ACCESS_QUEUE:
		return trace->queue_us;
	case ACCESS_READ:
		return trace->read_us;
	case ACCESS_CONNECT:
		return trace->us[SLOT_CONNECTING];
	case ACCESS_SQL:
		return trace->us[SLOT_QUERY];
	case ACCESS_WORK:
		return trace->us[SLOT_WORKING];
	default:
		return trace->us[SLOT_WRITING];
	}
}

static void
add_own(struct line *line, int word, const struct finished *f)
{
	switch (word) {
	case ACCESS_ENDPOINT:
		line_escape(
		    line, text_of(api_endpoint_name(f->served->endpoint)));
		return;
	case ACCESS_OUTCOME:
		line_escape(line, text_of(slot_outcome_name(f->outcome)));
		return;
	case ACCESS_APP:
		line_escape(line, f->served->app_code);
		return;
	case ACCESS_REQUEST_ID:
		line_escape(line, text_of(f->served->request_id));
		return;
	case ACCESS_ANSWER_ID:
		line_escape(line, text_of(f->served->answer_id));
		return;
	case ACCESS_SENT:
		line_printf(line, "%" PRIu64, f->reply->sent);
		return;
	case ACCESS_STATEMENTS:
		line_printf(line, "%zu", f->trace->nstatements);
		return;
	default:
		line_seconds(line, part_of_time(word, f->trace));
	}
}

static void
add_item(
    struct line *line, const struct access_item *item, const struct finished *f)
{
	const struct fcgi_request *request = f->request;
	char buffer[MASK_BYTES];

	switch (item->letter) {
	case 0:
		line_add(line, item->argument);
		return;
	case 'C':
		add_cpu(line, item->word, f);
		return;
	case 'd':
		add_took(line, item->word, f->took_us);
		return;
	case 'e':
		add_param(line, f, item->argument);
		return;
	case 'f':
		line_escape(line, mask_path(f->path, buffer));
		return;
	case 'l':
		line_printf(line, "%zu", request->body.len);
		return;
	case 'm':
		line_escape(line, request->method);
		return;
	case 'M':
		add_memory(line, item->word, f->trace->slot->resident);
		return;
	case 'n':
		line_escape(line, text_of(f->pool));
		return;
	case 'o':
		add_header(line, f->reply, item->argument);
		return;
	case 'p':
		line_printf(line, "%d", (int)getpid());
		return;
	case 'P':
		line_printf(line, "%d", (int)getppid());
		return;
	case 'q':
		if (request->query.len > 0)
			line_escape(line, mask_query(request->query, buffer));
		return;
	case 'Q':
		line_add(line, request->query.len > 0 ? TEXT("?") : TEXT(""));
		return;
	case 'r':
		line_escape(line, mask_path(finished_path(f), buffer));
		return;
	case 'R':
		line_escape(line, request->remote_addr);
		return;
	case 's':
		line_printf(line, "%d", f->status);
		return;
	case 't':
		add_time(line, item->argument, f->ended_us - f->took_us);
		return;
	case 'T':
		add_time(line, item->argument, f->ended_us);
		return;
	case 'u':
		line_escape(line, f->served->username);
		return;
	case 'x':
		add_own(line, item->word, f);
		return;
	}
}

void
access_text(struct line *line, const struct access_format *list,
    const struct finished *f)
{
	for (size_t i = 0; i < list->count; i++)
		add_item(line, &list->items[i], f);
}
