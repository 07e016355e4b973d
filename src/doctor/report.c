/* SPDX-License-Identifier: MIT */
#include "doctor/report.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

static const char *
level_name(enum finding_level level)
{
	static const char *const names[] = {
	    "ok", "accepted", "warning", "error"};

	return names[level];
}

static void
make_plain(char *s)
{
	size_t left = strlen(s);

	while (left > 0) {
		uint32_t c;
		size_t n = utf8_get(s, left, &c);

		if (n == 0 || text_is_control(c)) {
			memset(s, '?', n == 0 ? 1 : n);
			n = n == 0 ? 1 : n;
		}
		s += n;
		left -= n;
	}
}

#define CUT "..."

static void
print_plain(char *out, size_t size, const char *format, va_list args)
{
	int len = vsnprintf(out, size, format, args);

	if (len < 0)
		*out = '\0';
	else if ((size_t)len >= size)
		memcpy(out + size - sizeof(CUT), CUT, sizeof(CUT));
	make_plain(out);
}

void
finding_print(char *out, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_plain(out, size, format, args);
	va_end(args);
}

void
finding_set(struct finding *finding, enum finding_level level,
    const char *check, const char *format, ...)
{
	va_list args;

	/* Padding is sent, too. */
	memset(finding, 0, sizeof(*finding));
	finding->level = level;
	snprintf(finding->check, sizeof(finding->check), "%s", check);
	va_start(args, format);
	print_plain(finding->text, sizeof(finding->text), format, args);
	va_end(args);
}

static int
to_stdout(void *context, const char *data, size_t len)
{
	(void)context;
	return fwrite(data, 1, len, stdout) == len ? 0 : -1;
}

/* A terminal that takes colours, and whoever sits there has nothing against
 * them: https://no-color.org. */
static bool
wants_colours(void)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) == 1 && (none == NULL || *none == '\0') &&
	       term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

int
report_begin(
    struct report *report, const struct config *config, bool json, bool quiet)
{
	*report = (struct report){.config = config,
	    .quiet = quiet,
	    .coloured = !json && wants_colours()};
	if (!json)
		return 0;
	report->json = json_new(to_stdout, NULL);
	if (report->json == NULL)
		return -1;
	json_object_open(report->json);
	json_member_array(report->json, "findings");
	return 0;
}

/* The name of a file may be any bytes. */
static struct text
shown(const char *value)
{
	return utf8_valid(value, strlen(value)) ? text_of(value) : TEXT("?");
}

static void
write_json(
    struct json_writer *w, const char *pool, const struct finding *finding)
{
	json_object_open(w);
	json_member_string(w, "pool", shown(pool));
	json_member_string(w, "place", shown(finding->place));
	json_member_string(w, "check", text_of(finding->check));
	json_member_string(w, "level", text_of(level_name(finding->level)));
	json_member_string(w, "text", shown(finding->text));
	json_object_close(w);
}

/* Prints `s` in an ANSI colour or attribute. */
static void
print_in(const struct report *report, const char *sgr, const char *s)
{
	if (report->coloured)
		printf("\033[%sm%s\033[0m", sgr, s);
	else
		fputs(s, stdout);
}

/* Prints the line above the findings of a pool and place, when another stands
 * there. */
static void
print_group(
    struct report *report, const char *pool, const struct finding *finding)
{
	char group[sizeof(report->group)];

	finding_print(group, sizeof(group), "[%s]%s%s", pool,
	    *finding->place == '\0' ? "" : " ", finding->place);
	if (strcmp(group, report->group) == 0)
		return;
	memcpy(report->group, group, sizeof(group));
	print_in(report, "1", group);
	putchar('\n');
}

static void
print_line(
    struct report *report, const char *pool, const struct finding *finding)
{
	static const char *const colours[] = {[FINDING_OK] = "32",
	    [FINDING_ACCEPTED] = "36",
	    [FINDING_WARNING] = "33",
	    [FINDING_ERROR] = "31"};

	print_group(report, pool, finding);
	fputs("  ", stdout);
	print_in(report, colours[finding->level], level_name(finding->level));
	printf(": %s: %s\n", finding->check, finding->text);
	fflush(stdout);
}

/* True if another pool has found the same of a server.  Without memory it is
 * said again. */
static bool
is_said(struct report *report, const struct finding *finding)
{
	struct finding *more;

	if (!finding->once)
		return false;
	for (size_t i = 0; i < report->nsaid; i++) {
		const struct finding *said = &report->said[i];

		if (said->level == finding->level &&
		    strcmp(said->check, finding->check) == 0 &&
		    strcmp(said->place, finding->place) == 0 &&
		    strcmp(said->text, finding->text) == 0)
			return true;
	}
	more = reallocarray(
	    report->said, report->nsaid + 1, sizeof(*report->said));
	if (more != NULL) {
		report->said = more;
		report->said[report->nsaid++] = *finding;
	}
	return false;
}

static bool
is_accepted(const struct report *report, const char *pool, const char *check)
{
	size_t n = config_find(report->config, pool);
	struct text rest, name;

	if (n == report->config->npools)
		return false;
	rest = text_of(report->config->pools[n].doctor_accept);
	while (text_split(&rest, ',', &name))
		if (text_is(text_strip(name), check))
			return true;
	return false;
}

void
report_add(
    struct report *report, const char *pool, const struct finding *finding)
{
	struct finding found = *finding;

	if (found.level == FINDING_WARNING &&
	    is_accepted(report, pool, found.check))
		found.level = FINDING_ACCEPTED;
	if (is_said(report, &found))
		return;
	report->count[found.level]++;
	if (report->quiet && found.level < FINDING_WARNING)
		return;
	if (report->json != NULL)
		write_json(report->json, pool, &found);
	else
		print_line(report, pool, &found);
}

static int
status_of(const struct report *report)
{
	if (report->count[FINDING_ERROR] > 0)
		return REPORT_EXIT_ERRORS;
	return report->count[FINDING_WARNING] > 0 ? REPORT_EXIT_WARNINGS : 0;
}

static bool
end_json(struct report *report, int status)
{
	struct json_writer *w = report->json;
	bool written;

	json_array_close(w);
	json_member_int(w, "ok", report->count[FINDING_OK]);
	json_member_int(w, "accepted", report->count[FINDING_ACCEPTED]);
	json_member_int(w, "warnings", report->count[FINDING_WARNING]);
	json_member_int(w, "errors", report->count[FINDING_ERROR]);
	json_member_int(w, "status", status);
	json_object_close(w);
	written = json_failed(w) == 0;
	json_free(w);
	putchar('\n');
	return written;
}

static void
print_count(const char *before, unsigned int number, const char *noun)
{
	printf("%s%u %s%s", before, number, noun, number == 1 ? "" : "s");
}

static void
print_sum(const struct report *report)
{
	printf("%u ok", report->count[FINDING_OK]);
	if (report->count[FINDING_ACCEPTED] > 0)
		printf(", %u accepted", report->count[FINDING_ACCEPTED]);
	print_count(", ", report->count[FINDING_WARNING], "warning");
	print_count(", ", report->count[FINDING_ERROR], "error");
	putchar('\n');
}

int
report_end(struct report *report)
{
	int status = status_of(report);
	bool written = true;

	if (report->json != NULL)
		written = end_json(report, status);
	else if (!report->quiet)
		print_sum(report);
	free(report->said);
	return fflush(stdout) == 0 && written ? status : EX_IOERR;
}
