/* SPDX-License-Identifier: MIT */
/* Makes a bk_token as the login service does (esb 4.2). */
#ifndef MINT_H
#define MINT_H

#include "auth/token.h"

/* The sample SECRET_KEY of the settings templates, and a secret of tests. */
#define MINT_KEY "jO149njrTj4kEx6ZbUH8Zc53bfQJctINWaEzTWIsOoxSDNwK2I"

#define MINT_MAX 512 /* bytes of a plaintext and of a token */

/* The token of `plain`, padded as PKCS#7 says; with `padded` the text already
 * has its padding. */
void mint(struct text plain, bool padded, char token[MINT_MAX]);

#endif
