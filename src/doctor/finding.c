/* SPDX-License-Identifier: MIT */
#include "doctor/finding.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/utf8.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

_Static_assert(sizeof(struct finding) <= PIPE_BUF, "written at once");

const char *
finding_level_name(enum finding_level level)
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

int
finding_send(int fd, const struct finding *finding)
{
	ssize_t n;

	do
		n = write(fd, finding, sizeof(*finding));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(*finding) ? 0 : -1;
}

/* Waits for something to read. */
static bool
wait_for(int fd, int64_t deadline)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLIN};
	int n;

	do {
		int64_t left = clock_left(deadline);

		n = poll(&pollfd, 1, left < INT_MAX ? (int)left : INT_MAX);
	} while (n < 0 && errno == EINTR);
	return n > 0;
}

static void
end_plain(char *s, size_t size)
{
	s[size - 1] = '\0';
	make_plain(s);
}

/* The sender talks to servers, which may have taken it over.  False when what
 * it sent is no finding of a check: a warning becomes an accepted one only
 * here. */
static bool
make_safe(struct finding *finding)
{
	end_plain(finding->check, sizeof(finding->check));
	end_plain(finding->place, sizeof(finding->place));
	end_plain(finding->text, sizeof(finding->text));
	return finding->once <= 1 && (finding->level == FINDING_OK ||
					 finding->level == FINDING_WARNING ||
					 finding->level == FINDING_ERROR);
}

enum finding_received
finding_receive(int fd, struct finding *finding, int64_t deadline)
{
	ssize_t n;

	do {
		if (!wait_for(fd, deadline))
			return FINDING_LATE;
		n = read(fd, finding, sizeof(*finding));
	} while (n < 0 && errno == EINTR);
	if (n == 0)
		return FINDING_END;
	return n == (ssize_t)sizeof(*finding) && make_safe(finding)
		   ? FINDING_CAME
		   : FINDING_BROKEN;
}
