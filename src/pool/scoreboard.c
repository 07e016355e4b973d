/* SPDX-License-Identifier: MIT */
#include "pool/scoreboard.h"

#include "base/clock.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRIES	   100	 /* to read between two writes of `past` */
#define ANSWER_MAX 16384 /* bytes of one answer of sock_diag */

/* NULL with errno. */
static struct scoreboard *
scoreboard_new(void)
{
	struct scoreboard *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (b == MAP_FAILED)
		return NULL;
	b->created_us = clock_us();
	b->created_s = clock_wall_us() / 1000000;
	b->ready = 1;
	return b;
}

/* Gives up this process's view of it. */
static void
scoreboard_free(struct scoreboard *b)
{
	if (b != NULL)
		munmap(b, sizeof(*b));
}

struct proc *
scoreboard_take(struct scoreboard *b, bool aside)
{
	for (uint32_t i = 0; i < SCOREBOARD_PROCS; i++) {
		struct proc *proc = &b->procs[i];

		if (proc->pid != 0 || proc->phase != PROC_FREE)
			continue;
		memset(proc, 0, sizeof(*proc));
		proc->started_us = proc->free_since_us = clock_us();
		proc->started_s = clock_wall_us() / 1000000;
		proc->aside = aside;
		proc->phase = PROC_STARTING;
		if (b->used <= i)
			b->used = i + 1;
		return proc;
	}
	return NULL;
}

void
queue_forget(struct scoreboard *b)
{
	b->nlooks = 0;
	b->waiting = 0;
}

void
scoreboard_give_back(struct scoreboard *b, struct proc *proc, int status)
{
	/* It may have accepted a connection that it did not count.  One that
	 * comes later would be taken for it, and for long waiting. */
	if (WIFSIGNALED(status))
		queue_forget(b);
	b->fold++;
	if (!proc->aside)
		proc_sum(&b->past, &proc->counters);
	memset(&proc->counters, 0, sizeof(proc->counters));
	proc->pid = 0;
	proc->phase = PROC_FREE;
	b->fold++;
}

bool
scoreboard_is_worker(const struct proc *proc)
{
	int phase = proc->phase;

	return proc->pid > 0 && phase > PROC_FREE && phase < PROC_PHASES &&
	       !proc->aside;
}

static void
read_once(const struct scoreboard *b, struct scoreboard_sum *sum)
{
	uint32_t used = b->used;

	memset(sum, 0, sizeof(*sum));
	proc_sum(&sum->counters, &b->past);
	for (uint32_t i = 0; i < used && i < SCOREBOARD_PROCS; i++) {
		const struct proc *proc = &b->procs[i];
		int phase = proc->phase;

		if (!scoreboard_is_worker(proc) || phase <= PROC_FREE ||
		    phase >= PROC_PHASES)
			continue;
		proc_sum(&sum->counters, &proc->counters);
		sum->workers++;
		sum->phases[phase]++;
		if (proc_phase_is_idle(phase))
			sum->idle++;
		else
			sum->active++;
	}
}

void
scoreboard_read(const struct scoreboard *b, struct scoreboard_sum *sum)
{
	for (int i = 0; i < TRIES; i++) {
		uint32_t before = b->fold;

		read_once(b, sum);
		if (before % 2 == 0 && before == b->fold)
			return;
	}
}

/* --- how long connections wait --- */

struct unix_request {
	struct nlmsghdr header;
	struct unix_diag_req request;
};

static bool
send_batch(int fd, ino_t inode)
{
	const struct unix_request q = {.header = {.nlmsg_len = sizeof(q),
					   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
					   .nlmsg_flags = NLM_F_REQUEST},
	    .request = {.sdiag_family = AF_UNIX,
		.udiag_states = 1U << TCP_LISTEN,
		.udiag_ino = (uint32_t)inode,
		.udiag_show = UDIAG_SHOW_RQLEN,
		.udiag_cookie = {~0U, ~0U}}};

	return send(fd, &q, sizeof(q), 0) == (ssize_t)sizeof(q);
}

static int
read_answer(int fd, uint32_t *most)
{
	union {
		struct nlmsghdr header;
		char bytes[ANSWER_MAX];
	} a;
	ssize_t got = recv(fd, &a, sizeof(a), MSG_DONTWAIT);
	const size_t size = sizeof(struct unix_diag_msg);
	struct rtattr *attribute;
	unsigned int left;

	if (got < 0 || !NLMSG_OK(&a.header, (size_t)got) ||
	    a.header.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
	    a.header.nlmsg_len < NLMSG_LENGTH(size))
		return -1;
	left = a.header.nlmsg_len - (unsigned int)NLMSG_LENGTH(size);
	attribute = (struct rtattr *)(void *)((char *)NLMSG_DATA(&a.header) +
					      NLMSG_ALIGN(size));
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		struct unix_diag_rqlen lengths;

		if (attribute->rta_type != UNIX_DIAG_RQLEN ||
		    RTA_PAYLOAD(attribute) < sizeof(lengths))
			continue;
		memcpy(&lengths, RTA_DATA(attribute), sizeof(lengths));
		*most = lengths.udiag_wqueue;
		return (int)lengths.udiag_rqueue;
	}
	return -1;
}

/* The kernel has answered when send(2) returns (netlink(7)). */
static int
unix_length(int listen_fd, uint32_t *most)
{
	struct stat st;
	int fd, length = -1;

	if (fstat(listen_fd, &st) != 0)
		return -1;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (fd < 0)
		return -1;
	if (send_batch(fd, st.st_ino))
		length = read_answer(fd, most);
	close(fd);
	return length;
}

/* Connections that wait in the backlog of a listening socket, TCP or UNIX;
 * *most is what it holds.  -1 when the kernel does not say (sock_diag(7)). */
static int
queue_length(int listen_fd, uint32_t *most)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	*most = 0;
	if (getsockopt(listen_fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
		return unix_length(listen_fd, most);
	/* Of a listening socket these two are its backlog. */
	*most = info.tcpi_sacked;
	return (int)info.tcpi_unacked;
}

void
queue_look(struct scoreboard *b, int listen_fd)
{
	/* First, for a connection that is accepted meanwhile would count
	 * twice. */
	uint64_t accepted = b->accepted;
	uint32_t most, n = b->nlooks;
	int waiting = queue_length(listen_fd, &most);
	struct scoreboard_arrivals *look =
	    &b->arrivals[n % SCOREBOARD_ARRIVALS];

	if (waiting < 0)
		return;
	b->waiting = (uint32_t)waiting;
	b->backlog = most;
	if (b->most_waiting < (uint32_t)waiting)
		b->most_waiting = (uint32_t)waiting;
	look->at_us = clock_us();
	look->arrived = accepted + (uint64_t)waiting;
	b->nlooks = n + 1;
}

/* The look before last may be overwritten while it is read: so not the whole
 * ring is used. */
int64_t
queue_accepted(struct scoreboard *b)
{
	uint64_t number = atomic_fetch_add(&b->accepted, 1) + 1;
	int64_t now = clock_us(), seen = now;
	uint32_t n = b->nlooks;

	for (uint32_t i = 1; i <= n && i < SCOREBOARD_ARRIVALS - 1; i++) {
		const struct scoreboard_arrivals *look =
		    &b->arrivals[(n - i) % SCOREBOARD_ARRIVALS];

		if (look->arrived < number)
			break;
		seen = look->at_us;
	}
	return seen < now ? now - seen : 0;
}

/* --- what the processes of a pool share --- */

void
shared_leave(struct shared *shared)
{
	handover_close(&shared->handover);
	if (shared->ending_fd >= 0)
		close(shared->ending_fd);
	shared->ending_fd = -1;
	scoreboard_free(shared->scoreboard);
	outages_free(shared->outages);
	buckets_free(shared->buckets);
	shared->scoreboard = NULL;
	shared->outages = NULL;
	shared->buckets = NULL;
}

void
shared_drop(struct shared *shared)
{
	if (shared == NULL || --shared->users > 0)
		return;
	shared_leave(shared);
	free(shared->pool);
	free(shared);
}

struct shared *
shared_new(const char *pool)
{
	struct shared *shared = calloc(1, sizeof(*shared));
	int saved;

	if (shared == NULL)
		return NULL;
	shared->users = 1;
	shared->handover = HANDOVER_NONE;
	shared->ending_fd = -1;
	if ((shared->pool = strdup(pool)) != NULL &&
	    (shared->scoreboard = scoreboard_new()) != NULL &&
	    (shared->outages = outages_new()) != NULL &&
	    (shared->buckets = buckets_new()) != NULL &&
	    (shared->ending_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) >= 0 &&
	    handover_open(&shared->handover) == 0)
		return shared;
	saved = errno;
	shared_drop(shared);
	errno = saved;
	return NULL;
}

struct shared *
shared_use(struct shared *shared)
{
	shared->users++;
	return shared;
}
