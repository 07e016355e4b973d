/* SPDX-License-Identifier: MIT */
/* Messages about a configuration file. */
#ifndef CONFIG_COMPLAIN_H
#define CONFIG_COMPLAIN_H

#include "config/config.h"

/* Adds "FILE:LINE: ..." to the mistakes, without ":LINE" when line is 0; file
 * is NULL when the text has its place already. */
void complain(struct config_mistakes *mistakes, const char *file, int line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A mistake in a key of the pool, at its line or else that of the section.  The
 * key, which must exist, counts as refused: what follows from it is no mistake
 * of its own. */
void complain_key(struct config_pool *pool, const char *key, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Moves the mistakes of one list to the end of another one; `file` is that of
 * both. */
void mistakes_move(
    struct config_mistakes *to, struct config_mistakes *from, const char *file);

void mistakes_free(struct config_mistakes *mistakes);

/* Adds "FILE:LINE: ..." to the notes.  0, or -1 when out of memory. */
int note(struct config *config, enum config_note_kind kind, const char *file,
    int line, const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
