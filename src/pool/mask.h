/* SPDX-License-Identifier: MIT */
/*
 * What of a URL may stand in a log.  A value is shown when its name is that
 * of a parameter which is known to be harmless; of the names those that are
 * known, secret or not; everything else is "***".
 */
#ifndef POOL_MASK_H
#define POOL_MASK_H

#include "base/text.h"

#define MASK_BYTES 1024 /* of a result, a longer one is cut */

/* The masked query, such as "task_id=1&bk_token=***&***", in `out`; TEXT_NONE
 * when the query is empty. */
struct text mask_query(struct text query, char out[MASK_BYTES]);

/* The path up to a byte that starts parameters, such as ";" or "%3F", and
 * then "***". */
struct text mask_path(struct text path, char out[MASK_BYTES]);

/* Path or URL, and its query. */
struct text mask_uri(struct text uri, char out[MASK_BYTES]);

#endif
