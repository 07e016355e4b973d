/* SPDX-License-Identifier: MIT */
/* Messages about a configuration file.  Inside src/config/ only. */
#ifndef CONFIG_COMPLAIN_H
#define CONFIG_COMPLAIN_H

#include "config/config.h"

/* Sets *why to "FILE:LINE: ...", without ":LINE" when line is 0; NULL when
 * out of memory.  Always -1, for the caller to return. */
int complain(char **why, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds "FILE:LINE: ..." to the notes.  0, or -1 when out of memory. */
int note(struct config *config, enum config_note_kind kind, const char *file,
    int line, const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
