/* SPDX-License-Identifier: MIT */
#include "config/number.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int64_t ms;
} units[] = {{"d", INT64_C(86400000)}, {"h", INT64_C(3600000)},
    {"m", INT64_C(60000)}, {"s", INT64_C(1000)}, {"ms", 1}};

#define UNITS (sizeof(units) / sizeof(units[0]))

/* The number at the start of text; *rest is what follows. */
static bool
read_digits(const char *text, int base, int64_t *number, const char **rest)
{
	char *end;
	long long value;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoll(text, &end, base);
	*number = value;
	*rest = end;
	return errno == 0;
}

bool
number_parse(const char *text, int base, int64_t *number)
{
	const char *rest;

	return read_digits(text, base, number, &rest) && *rest == '\0';
}

bool
number_duration(const char *text, int64_t *ms)
{
	const char *unit;
	int64_t number;

	if (!read_digits(text, 10, &number, &unit))
		return false;
	if (*unit == '\0')
		unit = "s";
	for (size_t i = 0; i < UNITS; i++)
		if (strcmp(unit, units[i].name) == 0)
			return !__builtin_mul_overflow(number, units[i].ms, ms);
	return false;
}

void
number_print_duration(int64_t ms, char out[NUMBER_DURATION])
{
	size_t i = 0;

	if (ms == 0)
		i = 3;
	while (ms % units[i].ms != 0)
		i++;
	snprintf(out, NUMBER_DURATION, "%" PRId64 "%s", ms / units[i].ms,
	    units[i].name);
}
