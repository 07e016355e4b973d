/* SPDX-License-Identifier: MIT */
/*
 * OpenMetrics 1.0 text.  Families are written one after another, each with all
 * its samples; every sample has the label "pool" first.  What does not fit
 * shows in the buffer.
 */
#ifndef POOL_OPENMETRICS_H
#define POOL_OPENMETRICS_H

#include "base/buf.h"
#include "base/slot.h"

struct openmetrics {
	struct buf *out;
	const char *pool;   /* its name */
	const char *family; /* that is being written */
};

/* `name` ends with "_" and the unit when there is one, NULL: there is none;
 * `name` lives until the next family. */
void openmetrics_family(struct openmetrics *m, const char *name,
    const char *type, const char *unit, const char *help);

/* Starts a sample of the family: "_total", "_info" or ""; then labels, then
 * the value. */
void openmetrics_sample(struct openmetrics *m, const char *suffix);
void
openmetrics_label(struct openmetrics *m, const char *name, const char *value);
void openmetrics_value(struct openmetrics *m, uint64_t value);
void openmetrics_seconds(struct openmetrics *m, uint64_t us);

/* All samples of a family of type histogram, in seconds. */
void openmetrics_histogram(
    struct openmetrics *m, const struct slot_histogram *histogram);

void openmetrics_end(struct openmetrics *m);

#endif
