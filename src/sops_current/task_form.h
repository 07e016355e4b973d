/* SPDX-License-Identifier: MIT */
/* The form of get_task_list and get_task_count: which tasks (sops-current 3.1,
 * 4.1). */
#ifndef SOPS_CURRENT_TASK_FORM_H
#define SOPS_CURRENT_TASK_FORM_H

#include "sops/task_page.h"
#include "sops_current/listing.h"

struct task_form {
	struct listing_zone zone;
	struct task_filter filter;
	bool without_count;
};

/* The tasks of the caller's project. */
extern const struct task_tables task_form_tables;

/* The names that it reads, for the endpoint's table of parameters. */
#define TASK_FORM_PARAMETERS                                                  \
	"scope", "expected_timezone", "keyword", "executor", "create_method", \
	    "template_id", "template_ids", "is_started", "is_finished",       \
	    "is_child_taskflow", "without_count", "create_time_start",        \
	    "create_time_end"

/*
 * Reads the zone and then the form.  OUTCOME_REFUSED names each wrong field of
 * the form in an object; OUTCOME_FORWARD when there are more template_ids than
 * are put into a statement.
 */
enum outcome task_form_read(struct call *call, struct task_form *form);

#endif
