/* SPDX-License-Identifier: MIT */
/* Values of keys: from text and back.  Inside src/config/ only. */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "config/keys.h"

#define VALUE_WANT 160 /* bytes of a description */

enum value_result { VALUE_OK, VALUE_WRONG, VALUE_NO_MEMORY };

/* Reads `text` into the key's member of the section.  What was there is
 * freed, wiped when it is a secret. */
enum value_result
value_set(const struct key *key, void *section, const char *text);

/* Copies the member from one section of the same kind to another, where the
 * key `to` stands. */
enum value_result
value_copy(const struct key *from, const struct key *to, void *section);

/* What a right value looks like: "a number from 1 to 65535". */
void value_want(const struct key *key, char out[VALUE_WANT]);

/* The same for who wrote `text`, which is none: it names the mistake where that
 * is a common one. */
void
value_advise(const struct key *key, const char *text, char out[VALUE_WANT]);

/* Whether a blank and a # stand in it, behind which php-fpm's and other files
 * have a comment. */
bool value_has_hash(const char *text);

/* The value as text that value_set reads, whatever it holds. */
void value_print(const struct key *key, const void *section, FILE *out);

bool value_is_text(const struct key *key);

/* The member of a key for which value_is_text holds. */
char **value_text(const struct key *key, void *section);

/* Frees the member, wiped when it is a secret. */
void value_free(const struct key *key, void *section);

/* Overwrites a string; the compiler may not leave it out. */
void value_wipe(char *s);

#endif
