/* SPDX-License-Identifier: MIT */
/* Numbers of both dialects: sops 2.2.3 (ujson), RFC 8259 (Python). */
#ifndef JSON_NUMBER_H
#define JSON_NUMBER_H

#include "base/buf.h"

enum json_number {
	NUMBER_INT,
	NUMBER_FLOAT,	   /* it has a point or an exponent */
	NUMBER_NOT_FINITE, /* it overflows: *number is that word of Python */
	NUMBER_BROKEN,	   /* no number of this dialect */
	NUMBER_MEMORY
};

/*
 * Reads a whole token as a number.  *number is how RFC 8259 writes it: the
 * token, or for one of ujson's loose forms the nearest one, put into `loose`.
 */
enum json_number json_number_read(
    struct text token, bool ujson, struct buf *loose, struct text *number);

#endif
