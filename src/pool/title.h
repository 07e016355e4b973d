/* SPDX-License-Identifier: MIT */
/* What ps(1) shows of a process, as php-fpm does it. */
#ifndef POOL_TITLE_H
#define POOL_TITLE_H

/* Takes over the memory of the arguments and the environment, which is moved;
 * call it first.  Without it titles are not changed. */
void title_init(int argc, char **argv);

/* "bksops-fcgi: " and what follows.  The name of the process (comm), which the
 * kernel cuts to 15 bytes, becomes "bksops:" and `name`, as the whole word
 * would leave three letters of it; NULL leaves it. */
void title_set(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Empties the environment and wipes what it held: a worker is not to know what
 * the master was started with. */
void title_forget_environment(void);

/* Replaces what follows the last title_set: " [idle]".  Costs a copy. */
void title_state(const char *state);

#endif
