/* SPDX-License-Identifier: MIT */
/* Base64 as Python's lenient decoders read it. */
#ifndef PYTHON_BASE64_H
#define PYTHON_BASE64_H

#include "base/text.h"

/* What is no digit is skipped in both. */
enum python_base64 {
	/* Python 3's binascii.a2b_base64 (sops-current 6.1): digits + and /;
	 * what is padded ends there, and what is not must have whole groups. */
	PYTHON_BASE64_MIME,
	/* Both alphabets, padding is skipped and not missed (esb 4.2). */
	PYTHON_BASE64_ANY
};

/* Bytes of `out` that python_base64_decode needs for `len` bytes. */
#define PYTHON_BASE64_SIZE(len) ((len) / 4 * 3 + 3)

/*
 * Decodes t to `out` of PYTHON_BASE64_SIZE(t.len) bytes and sets *len.  False
 * for a single digit too many, and for missing padding where it must be.
 */
bool python_base64_decode(
    struct text t, enum python_base64 kind, char *out, size_t *len);

#endif
