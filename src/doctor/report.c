/* SPDX-License-Identifier: MIT */
#include "doctor/report.h"

#include "base/utf8.h"

#include <stdio.h>
#include <sysexits.h>

static int
to_stdout(void *context, const char *data, size_t len)
{
	(void)context;
	return fwrite(data, 1, len, stdout) == len ? 0 : -1;
}

int
report_begin(struct report *report, bool json)
{
	*report = (struct report){.json = NULL};
	if (!json)
		return 0;
	report->json = json_new(to_stdout, NULL);
	if (report->json == NULL)
		return -1;
	json_object_open(report->json);
	json_key(report->json, TEXT("findings"));
	json_array_open(report->json);
	return 0;
}

/* The name of a file may be any bytes. */
static void
member(struct json_writer *w, const char *name, const char *value)
{
	bool valid = utf8_valid(value, strlen(value));

	json_key(w, text_of(name));
	json_string(w, valid ? text_of(value) : TEXT("?"));
}

void
report_add(
    struct report *report, const char *pool, const struct finding *finding)
{
	const char *level = finding_level_name(finding->level);

	report->count[finding->level]++;
	if (report->json == NULL) {
		printf("[%s] %s: %s: %s\n", pool, level, finding->check,
		    finding->text);
		fflush(stdout);
		return;
	}
	json_object_open(report->json);
	member(report->json, "pool", pool);
	member(report->json, "check", finding->check);
	member(report->json, "level", level);
	member(report->json, "text", finding->text);
	json_object_close(report->json);
}

static int
status_of(const struct report *report)
{
	if (report->count[FINDING_ERROR] > 0)
		return REPORT_EXIT_ERRORS;
	return report->count[FINDING_WARNING] > 0 ? REPORT_EXIT_WARNINGS : 0;
}

static void
count(struct json_writer *w, const char *name, unsigned int number)
{
	json_key(w, text_of(name));
	json_int(w, number);
}

static bool
end_json(struct report *report, int status)
{
	struct json_writer *w = report->json;
	bool written;

	json_array_close(w);
	count(w, "ok", report->count[FINDING_OK]);
	count(w, "warnings", report->count[FINDING_WARNING]);
	count(w, "errors", report->count[FINDING_ERROR]);
	count(w, "status", (unsigned int)status);
	json_object_close(w);
	written = json_failed(w) == 0;
	json_free(w);
	putchar('\n');
	return written;
}

int
report_end(struct report *report)
{
	int status = status_of(report);
	bool written = true;

	if (report->json != NULL)
		written = end_json(report, status);
	else
		printf("%u ok, %u warnings, %u errors\n",
		    report->count[FINDING_OK], report->count[FINDING_WARNING],
		    report->count[FINDING_ERROR]);
	return fflush(stdout) == 0 && written ? status : EX_IOERR;
}
