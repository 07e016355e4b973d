/* SPDX-License-Identifier: MIT */
#include "pool/finished.h"

#include "api/path.h"

struct text
finished_path(const struct finished *f)
{
	struct text path = path_raw(f->request);

	return path.len > 0 ? path : f->path;
}
