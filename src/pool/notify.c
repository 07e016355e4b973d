/* SPDX-License-Identifier: MIT */
#include "pool/notify.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#define MESSAGE_MAX 256 /* bytes; the longest has 150 */

/* For who must not miss a message, and may have many to read. */
#define SEND_WAIT 500 /* ms */

/* A path, or with "@" a name in the abstract namespace, which is no text: its
 * length counts. */
static void
find_receiver(struct notify *n, const char *name)
{
	size_t len = name == NULL ? 0 : strlen(name);

	if (len < 2 || (*name != '/' && *name != '@'))
		return;
	if (len >= sizeof(n->to.sun_path)) {
		log_warning("NOTIFY_SOCKET is too long: nobody is notified");
		return;
	}
	n->to.sun_family = AF_UNIX;
	memcpy(n->to.sun_path, name, len);
	if (*name == '@')
		n->to.sun_path[0] = '\0';
	n->to_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

/* Half of what systemd waits for, if it waits for this process. */
static int64_t
watchdog_interval(const char *usec, const char *pid)
{
	uint64_t limit, number;

	if (!text_to_uint64(text_of(usec), &limit) || limit == 0 ||
	    limit > INT64_MAX)
		return 0;
	if (pid != NULL && (!text_to_uint64(text_of(pid), &number) ||
			       number != (uint64_t)getpid()))
		return 0;
	limit /= 2 * 1000;
	return limit > 0 ? (int64_t)limit : 1;
}

void
notify_init(struct notify *n, notify_count *count, void *context)
{
	*n = (struct notify){.count = count, .context = context};
	find_receiver(n, getenv("NOTIFY_SOCKET"));
	if (n->to_len > 0)
		n->watchdog = watchdog_interval(
		    getenv("WATCHDOG_USEC"), getenv("WATCHDOG_PID"));
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

/* A socket for each message: there is none for workers to inherit. */
static int
send_message(const struct notify *n, const char *message, int flags)
{
	const struct timeval wait = {.tv_usec = SEND_WAIT * 1000};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ssize_t sent;
	int error;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	do
		sent =
		    sendto(fd, message, strlen(message), flags | MSG_NOSIGNAL,
			(const struct sockaddr *)&n->to, n->to_len);
	while (sent < 0 && errno == EINTR);
	error = errno;
	close(fd);
	errno = error;
	return sent < 0 ? -1 : 0;
}

static void
tell(const struct notify *n, const char *message)
{
	if (n->to_len > 0 && send_message(n, message, 0) != 0)
		log_warning("NOTIFY_SOCKET: %m");
}

void
notify_ready(struct notify *n, int64_t interval)
{
	char message[MESSAGE_MAX];
	int64_t now = clock_ms();

	snprintf(message, sizeof(message),
	    "READY=1\nMAINPID=%ld\nSTATUS=Ready to handle connections",
	    (long)getpid());
	tell(n, message);
	n->interval = interval;
	n->status_at = now + interval;
	n->counted_at = now;
	n->counted = 0;
	n->watchdog_at = now;
	if (interval > 0 && n->to_len > 0) {
		struct notify_numbers numbers = {0};

		n->count(n->context, &numbers);
		n->counted = numbers.requests;
	}
}

void
notify_reloading(struct notify *n)
{
	char message[MESSAGE_MAX];

	snprintf(message, sizeof(message),
	    "RELOADING=1\nMONOTONIC_USEC=%lld\nSTATUS=Reloading",
	    (long long)clock_us());
	tell(n, message);
}

void
notify_stopping(struct notify *n)
{
	tell(n, "STOPPING=1\nSTATUS=Stopping");
	n->interval = 0;
}

/* As php-fpm writes it.  Counters may be smaller after a reload: pools go. */
static void
send_status(struct notify *n, int64_t now)
{
	struct notify_numbers numbers = {0};
	char message[MESSAGE_MAX];
	double seconds = (double)(now - n->counted_at) / 1000;
	double requests;

	n->count(n->context, &numbers);
	requests = numbers.requests > n->counted
		       ? (double)(numbers.requests - n->counted)
		       : 0;
	snprintf(message, sizeof(message),
	    "STATUS=Processes active: %llu, idle: %llu, Requests: %llu, "
	    "slow: %llu, Traffic: %.1freq/sec",
	    (unsigned long long)numbers.active,
	    (unsigned long long)numbers.idle,
	    (unsigned long long)numbers.requests,
	    (unsigned long long)numbers.slow,
	    seconds > 0 ? requests / seconds : 0);
	send_message(n, message, MSG_DONTWAIT);
	n->counted = numbers.requests;
	n->counted_at = now;
}

int64_t
notify_tick(struct notify *n, int64_t now)
{
	int64_t next = INT64_MAX;

	if (n->to_len == 0)
		return next;
	if (n->watchdog > 0) {
		if (n->watchdog_at <= now) {
			send_message(n, "WATCHDOG=1", MSG_DONTWAIT);
			n->watchdog_at = now + n->watchdog;
		}
		next = n->watchdog_at;
	}
	if (n->interval > 0) {
		if (n->status_at <= now) {
			send_status(n, now);
			n->status_at = now + n->interval;
		}
		next = n->status_at < next ? n->status_at : next;
	}
	return next;
}
