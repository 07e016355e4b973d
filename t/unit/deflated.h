/* SPDX-License-Identifier: MIT */
/* JSON as bk-sops stores it, for the tests that read it back. */
#ifndef T_UNIT_DEFLATED_H
#define T_UNIT_DEFLATED_H

#include "unit.h"

#include <zlib.h>

#include "base/buf.h"

/* Replaces what is in blob by the zlib stream of json. */
static inline void
deflate_to(struct buf *blob, struct text json)
{
	uLongf len = compressBound(json.len);

	buf_reset(blob);
	assert_int_equal(compress2((Bytef *)buf_reserve(blob, len), &len,
			     (const Bytef *)json.s, json.len, 6),
	    Z_OK);
	buf_commit(blob, len);
}

#endif
