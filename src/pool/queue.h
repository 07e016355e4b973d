/* SPDX-License-Identifier: MIT */
/*
 * How long connections wait for a worker.  Neither FastCGI nor a UNIX socket
 * tells; but connections are accepted in the order in which they came.  The
 * master looks at the length of the backlog now and then, while all workers
 * are busy: if ten had been accepted and five waited, number 13 was there
 * already.  A worker that accepts number 13 finds that look in the scoreboard.
 *
 * What is found is never more than the truth, and at most the time between
 * two looks less.
 */
#ifndef POOL_QUEUE_H
#define POOL_QUEUE_H

#include "pool/scoreboard.h"

/*
 * Connections that wait in the backlog of a listening socket, TCP or UNIX;
 * *most is what it holds.  -1 when the kernel does not say (sock_diag(7)).
 */
int queue_length(int listen_fd, uint32_t *most);

/* The master's look, into the scoreboard. */
void queue_look(struct scoreboard *b, int listen_fd);

/* ms between two looks that reach `timeout` ms back. */
int64_t queue_interval(int64_t timeout);

/* Another socket, or a worker that was killed: what was seen does not count any
 * more. */
void queue_forget(struct scoreboard *b);

/* The worker accepted a connection: the us that it waited. */
int64_t queue_accepted(struct scoreboard *b);

#endif
