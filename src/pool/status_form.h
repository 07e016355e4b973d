/* SPDX-License-Identifier: MIT */
/* The forms that a status answer has; inside src/pool/ only. */
#ifndef POOL_STATUS_FORM_H
#define POOL_STATUS_FORM_H

#include "fcgi/reply.h"
#include "pool/status_view.h"

/* Each writes the body.  0, or -1 when out of memory; a body that does not fit
 * shows in the reply. */
int status_text(const struct status_view *view, struct reply *reply);
int status_json(const struct status_view *view, struct reply *reply);
int status_html(const struct status_view *view, struct reply *reply);
int status_metrics(const struct status_view *view, struct reply *reply);

#endif
