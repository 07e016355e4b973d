/* SPDX-License-Identifier: MIT */
/* The file of jwt.public_key_file: public keys in PEM, one after another. */
#ifndef CONFIG_PUBLIC_KEYS_H
#define CONFIG_PUBLIC_KEYS_H

#include "base/text.h"

/* Keys of a file: the gateway's, and its next one while they change.  Each is
 * tried for each token. */
#define PUBLIC_KEYS_MAX 8

/* Bits of an RSA key that is accepted; shorter ones have been broken. */
#define PUBLIC_KEY_BITS 1024

/* Splits off the next PEM block.  False when there is none; what stands
 * between blocks is passed over. */
bool public_key_next(struct text *rest, struct text *pem);

/* NULL when the text holds 1 to PUBLIC_KEYS_MAX public RSA keys and no other
 * PEM blocks, else what is wrong with it: a literal. */
const char *public_keys_check(struct text file);

#endif
