/* SPDX-License-Identifier: MIT */
/* Stored pickles in an answer: read, and written as JSON. */
#ifndef SOPS_PICKLED_H
#define SOPS_PICKLED_H

#include "decode/pickle.h"
#include "sops/call.h"

/*
 * Reads a field, whose name ("engine_data.inputs") is for the log; as
 * pickle_read.  A refused pickle is noted in the call.
 */
enum outcome pickled_read(struct call *call, const char *name, struct text blob,
    uint64_t protocol, const struct pickle_value **value);

/* Writes a value that was read of this field. */
enum outcome pickled_write(struct call *call, struct json_writer *w,
    const char *name, const struct pickle_value *value);

#endif
