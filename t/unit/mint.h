/* SPDX-License-Identifier: MIT */
/* Makes a bk_token as the login service does (esb 4.2), and the signature of a
 * call as its client does (esb 3.4). */
#ifndef MINT_H
#define MINT_H

#include "auth/token.h"

/* The sample SECRET_KEY of the settings templates, and a secret of tests. */
#define MINT_KEY "jO149njrTj4kEx6ZbUH8Zc53bfQJctINWaEzTWIsOoxSDNwK2I"

#define MINT_MAX 512 /* bytes of a plaintext and of a token */

/* The token of `plain`, padded as PKCS#7 says; with `padded` the text already
 * has its padding. */
void mint(struct text plain, bool padded, char token[MINT_MAX]);

#define MINT_SIGNATURE 29 /* bytes, with a NUL */

/* The signature of a string to sign. */
void mint_signature(
    const char *secret, struct text string, char signature[MINT_SIGNATURE]);

#endif
