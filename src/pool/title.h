/* SPDX-License-Identifier: MIT */
/* What ps(1) shows of a process, as php-fpm does it. */
#ifndef POOL_TITLE_H
#define POOL_TITLE_H

/* Takes over the memory of the arguments and the environment, which is moved;
 * call it first.  Without it titles are not changed. */
void title_init(int argc, char **argv);

/* "bksops-fcgi: " and this; also the name of the process, in 15 bytes. */
void title_set(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Replaces what follows the last title_set: " [idle]".  Costs a copy. */
void title_state(const char *state);

#endif
