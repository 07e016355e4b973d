/* SPDX-License-Identifier: MIT */
/* Messages about a configuration file.  Inside src/config/ only. */
#ifndef CONFIG_COMPLAIN_H
#define CONFIG_COMPLAIN_H

/* Sets *why to "FILE:LINE: ...", without ":LINE" when line is 0; NULL when
 * out of memory.  Always -1, for the caller to return. */
int complain(char **why, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
