/* SPDX-License-Identifier: MIT */
#include "pool/openmetrics.h"

#include <inttypes.h>
#include <stdio.h>

#define MICRO 1000000

void
openmetrics_family(struct openmetrics *m, const char *name, const char *type,
    const char *unit, const char *help)
{
	m->family = name;
	buf_addf(m->out, "# TYPE %s %s\n", name, type);
	if (unit != NULL)
		buf_addf(m->out, "# UNIT %s %s\n", name, unit);
	buf_addf(m->out, "# HELP %s %s\n", name, help);
}

static void
add_escaped(struct buf *out, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\n') {
			buf_add_text(out, TEXT("\\n"));
			continue;
		}
		if (*value == '"' || *value == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, *value);
	}
}

void
openmetrics_sample(struct openmetrics *m, const char *suffix)
{
	buf_addf(m->out, "%s%s{pool=\"", m->family, suffix);
	add_escaped(m->out, m->pool);
	buf_add_char(m->out, '"');
}

void
openmetrics_label(struct openmetrics *m, const char *name, const char *value)
{
	buf_addf(m->out, ",%s=\"", name);
	add_escaped(m->out, value);
	buf_add_char(m->out, '"');
}

void
openmetrics_value(struct openmetrics *m, uint64_t value)
{
	buf_addf(m->out, "} %" PRIu64 "\n", value);
}

void
openmetrics_seconds(struct openmetrics *m, uint64_t us)
{
	buf_addf(
	    m->out, "} %" PRIu64 ".%06" PRIu64 "\n", us / MICRO, us % MICRO);
}

/* "0.00025", "1.0": one digit behind the point at least, no zeros more. */
static void
write_bound(char *out, size_t size, int64_t us)
{
	int n = snprintf(
	    out, size, "%" PRId64 ".%06" PRId64, us / MICRO, us % MICRO);

	while (n > 2 && out[n - 1] == '0' && out[n - 2] != '.')
		out[--n] = '\0';
}

/* Counts from memory that is not trusted: the sum does not wrap, so that each
 * bucket has at least what those below it have. */
static uint64_t
sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

void
openmetrics_histogram(
    struct openmetrics *m, const struct slot_histogram *histogram)
{
	uint64_t all = 0;
	char bound[32];

	for (size_t i = 0; i <= SLOT_BUCKETS; i++) {
		all = sum(all, histogram->counts[i]);
		if (i < SLOT_BUCKETS)
			write_bound(bound, sizeof(bound), slot_bounds_us[i]);
		openmetrics_sample(m, "_bucket");
		openmetrics_label(m, "le", i < SLOT_BUCKETS ? bound : "+Inf");
		openmetrics_value(m, all);
	}
	openmetrics_sample(m, "_count");
	openmetrics_value(m, all);
	openmetrics_sample(m, "_sum");
	openmetrics_seconds(m, histogram->sum_us);
}

void
openmetrics_end(struct openmetrics *m)
{
	buf_add_text(m->out, TEXT("# EOF\n"));
}
