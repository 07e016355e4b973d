/* SPDX-License-Identifier: MIT */
/* Inside the pickle decoder: dict keys as text of JSON. */
#ifndef DECODE_PICKLE_WRITE_H
#define DECODE_PICKLE_WRITE_H

#include "base/buf.h"
#include "decode/pickle_value.h"

/*
 * The text of a key: as long as `key` and `scratch` are left alone.  False
 * when it has none, or scratch failed.
 */
bool pickle_key_text(
    const struct pickle_value *key, struct buf *scratch, struct text *text);

#endif
