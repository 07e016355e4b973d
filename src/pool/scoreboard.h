/* SPDX-License-Identifier: MIT */
/*
 * The scoreboard of a pool: a proc for each worker, and what the pool counts
 * as a whole, in memory that master, workers and the status process of the
 * pool share.  Anonymous, so no other process can open it; workers of other
 * pools unmap it.  Pages that are not used take no memory.
 *
 * It lives as long as anybody of the pool: a reload hands it on to the pool
 * of the same name, so that counters go on.
 */
#ifndef POOL_SCOREBOARD_H
#define POOL_SCOREBOARD_H

#include "auth/bucket.h"
#include "base/proc.h"
#include "fcgi/handover.h"
#include "mysql/outage.h"

/* Workers of a pool (pm.max_children is at most 1024), with those that finish
 * after reloads. */
#define SCOREBOARD_PROCS 4096

/* Points in the past at which the number of connections was looked at. */
#define SCOREBOARD_ARRIVALS 512

#define PROBES 8 /* of so many doctors at a time; the oldest is forgotten */

/* Ids that a doctor sends through the web server (pages.h); all 0 at first. */
struct probes {
	_Atomic uint32_t next;
	struct {
		_Atomic uint64_t id[2];
		_Atomic bool seen;
	} expected[PROBES];
};

struct scoreboard_arrivals {
	_Atomic int64_t at_us;
	_Atomic uint64_t arrived; /* accepted and waiting until then */
};

struct scoreboard {
	/* Written by the master. */
	int64_t created_us;		/* clock_us */
	int64_t created_s;		/* since 1970 */
	_Atomic uint32_t used;		/* procs that were ever in use */
	_Atomic uint32_t fold;		/* odd: `past` is being written */
	struct proc_counters past;	/* of workers that have ended */
	_Atomic uint64_t started;	/* workers */
	_Atomic uint64_t crashed;	/* ended on a signal that is not ours */
	_Atomic uint64_t terminated;	/* over request_timeout */
	_Atomic uint64_t limit_reached; /* times pm.max_children was too few */
	_Atomic uint64_t reloads;
	_Atomic uint32_t most_active;
	_Atomic uint32_t waiting; /* connections in the backlog; by the last
				     look at it */
	_Atomic uint32_t most_waiting;
	_Atomic uint32_t backlog; /* connections it holds */
	_Atomic uint32_t ready;	  /* 0: start-up of workers is throttled */
	_Atomic uint32_t nlooks;  /* entries of arrivals written so far */
	struct scoreboard_arrivals arrivals[SCOREBOARD_ARRIVALS];

	/* Written by all workers. */
	_Atomic uint64_t accepted; /* connections */
	struct probes probes;

	struct proc procs[SCOREBOARD_PROCS];
};

/* A free proc, cleared, or NULL; `aside`: for a process that is no worker. */
struct proc *scoreboard_take(struct scoreboard *b, bool aside);

/* The process ended, with this status of waitpid(2): the counters of a worker
 * are added to `past`, the proc is free. */
void scoreboard_give_back(struct scoreboard *b, struct proc *proc, int status);

/* Whether a worker has the proc. */
bool scoreboard_is_worker(const struct proc *proc);

/* What a reader sees of the whole: workers, not processes aside. */
struct scoreboard_sum {
	struct proc_counters counters; /* past and present */
	size_t workers;		       /* procs in use */
	size_t idle, active;
	size_t phases[PROC_PHASES];
};

void scoreboard_read(const struct scoreboard *b, struct scoreboard_sum *sum);

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

/* The master's look, into the scoreboard, which keeps the last
 * SCOREBOARD_ARRIVALS. */
void queue_look(struct scoreboard *b, int listen_fd);

/* Another socket, or a worker that was killed: what was seen does not count any
 * more. */
void queue_forget(struct scoreboard *b);

/* The worker accepted a connection: the us that it waited. */
int64_t queue_accepted(struct scoreboard *b);

/* What the processes of a pool share, and who of the master still needs it:
 * the pool, and each worker of it.  A reload hands it on. */
struct shared {
	char *pool; /* its name, which a reload keeps, too */
	struct scoreboard *scoreboard;
	struct outages *outages;  /* of databases, for the workers; or NULL */
	struct buckets *buckets;  /* of rate limits, for the workers */
	struct handover handover; /* of connections, for the workers */
	int ending_fd; /* eventfd(2): a worker has set proc->ending */
	size_t users;
};

/* For the pool of this name; one user.  NULL with errno. */
struct shared *shared_new(const char *pool);

/* One user more, or less; the last one frees it. */
struct shared *shared_use(struct shared *shared);
void shared_drop(struct shared *shared);

/* A worker of another pool has no view of it. */
void shared_leave(struct shared *shared);

#endif
