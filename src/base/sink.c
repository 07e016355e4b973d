/* SPDX-License-Identifier: MIT */
#include "base/sink.h"

#include "base/place.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#define SYSLOG_NAMES
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

/*
 * systemd's journal, in its native protocol: a datagram is an entry, its
 * lines are fields (systemd.io/JOURNAL_NATIVE_PROTOCOL).
 */
#define JOURNAL_SOCKET "/run/systemd/journal/socket"

#define JOURNAL_HEADER \
	512 /* bytes: the fields but for MESSAGE, each below 100 */

/* A socket that is connected to the journal's, or -1 with errno.  Closed by
 * the caller; works behind chroot(2), too. */
static int
journal_open(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t len = strlen(path);
	int fd;

	if (len >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, len + 1);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* The lengths of binary values are little endian, whatever the machine. */
static void
put_length(unsigned char out[8], uint64_t length)
{
	for (size_t i = 0; i < 8; i++)
		out[i] = (unsigned char)(length >> (8 * i));
}

/* An entry with MESSAGE, PRIORITY (of syslog(3)), SYSLOG_IDENTIFIER, and
 * unless they are "", BKSOPS_POOL and BKSOPS_REQUEST_ID.  0, or -1 with
 * errno; never waits. */
static int
journal_write(int fd, int priority, const char *ident, const char *pool,
    const char *request_id, struct text message)
{
	char header[JOURNAL_HEADER];
	unsigned char length[8];
	int n = snprintf(header, sizeof(header),
	    "PRIORITY=%d\nSYSLOG_IDENTIFIER=%s\n%s%s%s%s%s%sMESSAGE\n",
	    priority, ident, *pool == '\0' ? "" : "BKSOPS_POOL=", pool,
	    *pool == '\0' ? "" : "\n",
	    *request_id == '\0' ? "" : "BKSOPS_REQUEST_ID=", request_id,
	    *request_id == '\0' ? "" : "\n");
	struct iovec parts[] = {{header, (size_t)n}, {length, sizeof(length)},
	    {(void *)(uintptr_t)message.s, message.len},
	    {(void *)(uintptr_t) "\n", 1}};
	struct msghdr entry = {.msg_iov = parts, .msg_iovlen = 4};
	ssize_t sent;

	if (n < 0 || (size_t)n >= sizeof(header)) {
		errno = EMSGSIZE;
		return -1;
	}
	put_length(length, message.len);
	do
		sent = sendmsg(fd, &entry, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -1 : 0;
}

#define SYSLOG_NAMES

/* syslog(3), the journal and stderr know a process, not a sink. */
static struct {
	char ident[64];
	char pool[64];
	char request_id[80];
	int facility;
	bool in_journal;	/* stderr is */
	_Atomic uint32_t *torn; /* of stderr; see struct sink */
} identity = {.ident = "bksops-fcgi", .facility = LOG_DAEMON};

void
sink_identify(const char *ident, const char *facility)
{
	snprintf(identity.ident, sizeof(identity.ident), "%s", ident);
	for (const CODE *code = facilitynames; code->c_name != NULL; code++)
		if (strcmp(code->c_name, facility) == 0)
			identity.facility = code->c_val;
}

void
sink_find_journal(void)
{
	const char *named = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;
	char behind;

	identity.in_journal =
	    named != NULL &&
	    sscanf(named, "%llu:%llu%c", &device, &inode, &behind) == 2 &&
	    fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device &&
	    st.st_ino == inode;
}

void
sink_set_context(const char *pool, const char *request_id)
{
	snprintf(identity.pool, sizeof(identity.pool), "%s", pool);
	snprintf(
	    identity.request_id, sizeof(identity.request_id), "%s", request_id);
}

static bool
is_log(const struct stat *st)
{
	return S_ISREG(st->st_mode) || S_ISFIFO(st->st_mode) ||
	       S_ISCHR(st->st_mode);
}

/* A pipe whose reader is slow loses lines, rather than make a worker wait. */
static int
open_file(const char *path)
{
	int fd = place_open_file(
	    path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_NONBLOCK, 0600);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && is_log(&st))
		return fd;
	close(fd);
	errno = ENOTSUP;
	return -1;
}

static _Atomic uint32_t *
new_torn(void)
{
	void *page = mmap(NULL, sizeof(_Atomic uint32_t),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? NULL : page;
}

/* A full disk cut off what an earlier process wrote last.  The file itself is
 * open for writing only. */
static bool
is_torn(const char *path, int fd)
{
	struct stat st, here;
	char last = '\n';
	int in;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		return false;
	in = place_open_file(path, O_RDONLY | O_NOCTTY | O_NONBLOCK, 0);
	if (in < 0)
		return false;
	if (fstat(in, &here) == 0 && here.st_dev == st.st_dev &&
	    here.st_ino == st.st_ino &&
	    pread(in, &last, 1, st.st_size - 1) != 1)
		last = '\n';
	close(in);
	return last != '\n';
}

int
sink_open_at(struct sink *sink, const char *where, const char *journal)
{
	struct sink s = {.kind = SINK_FILE, .fd = -1};

	if (*where == '\0')
		s.kind = SINK_NONE;
	else if (strcmp(where, "stderr") == 0)
		s.kind = SINK_STDERR;
	else if (strcmp(where, "syslog") == 0) {
		s.kind = SINK_SYSLOG;
		openlog(
		    identity.ident, LOG_PID | LOG_NDELAY, identity.facility);
	} else if (strcmp(where, "journal") == 0) {
		s.fd = journal_open(journal);
		s.kind = s.fd < 0 ? SINK_STDERR : SINK_JOURNAL;
	} else {
		s.fd = open_file(where);
		if (s.fd < 0)
			return -1;
		s.torn = new_torn();
		if (s.torn != NULL)
			*s.torn = is_torn(where, s.fd);
	}
	if (identity.torn == NULL)
		identity.torn = new_torn();
	*sink = s;
	return 0;
}

int
sink_open(struct sink *sink, const char *where)
{
	return sink_open_at(sink, where, JOURNAL_SOCKET);
}

/* Whether a log can be opened or made there. */
static int
try_at(int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno != ENOENT || *name == '\0' ? -1
							: place_try_new(dir);
	if (is_log(&st))
		return faccessat(dir, name, W_OK, AT_EACCESS);
	errno = S_ISLNK(st.st_mode) ? ELOOP : ENOTSUP;
	return -1;
}

int
sink_try(const char *where)
{
	const char *name;
	int dir, result, error;

	/* The words, and none. */
	if (*where != '/')
		return 0;
	dir = place_open(where, &name);
	if (dir < 0)
		return -1;
	result = try_at(dir, name);
	error = errno;
	close(dir);
	errno = error;
	return result;
}

void
sink_close(struct sink *sink)
{
	if (sink->fd >= 0)
		close(sink->fd);
	if (sink->torn != NULL)
		munmap(sink->torn, sizeof(*sink->torn));
	*sink = (struct sink){.kind = SINK_NONE, .fd = -1};
}

/* A line that a full disk cut off, whoever wrote it, is ended before the next
 * one begins. */
static int
write_line(_Atomic uint32_t *torn, int fd, const char *level, struct text line)
{
	bool ends = torn != NULL && atomic_exchange(torn, 0) != 0;
	char newline = '\n';
	struct iovec parts[] = {{&newline, ends ? 1 : 0},
	    {(void *)(uintptr_t)level, strlen(level)},
	    {(void *)(uintptr_t)line.s, line.len}, {&newline, 1}};
	size_t whole = parts[0].iov_len + parts[1].iov_len + line.len + 1;
	ssize_t n;

	do
		n = writev(fd, parts, 4);
	while (n < 0 && errno == EINTR);
	if ((size_t)n == whole)
		return 0;
	if (torn != NULL && (n <= 0 ? ends : (size_t)n != parts[0].iov_len))
		*torn = 1;
	if (n >= 0)
		errno = ENOSPC;
	return -1;
}

static int
write_stderr(int priority, struct text line, struct text plain)
{
	char level[8];

	if (!identity.in_journal)
		return write_line(identity.torn, STDERR_FILENO, "", line);
	snprintf(level, sizeof(level), "<%d>", priority & LOG_PRIMASK);
	return write_line(identity.torn, STDERR_FILENO, level, plain);
}

int
sink_write(
    struct sink *sink, int priority, struct text line, const struct text *bare)
{
	struct text plain = bare == NULL ? line : *bare;

	switch (sink->kind) {
	case SINK_NONE:
		return 0;
	case SINK_FILE:
		return write_line(sink->torn, sink->fd, "", line);
	case SINK_SYSLOG:
		syslog(priority, "%.*s", TEXT_ARG(plain));
		return 0;
	case SINK_JOURNAL:
		if (journal_write(sink->fd, priority, identity.ident,
			identity.pool, identity.request_id, plain) == 0)
			return 0;
		/* It went away: the line is kept all the same. */
		return write_stderr(priority, line, plain);
	case SINK_STDERR:
		return write_stderr(priority, line, plain);
	}
	return 0;
}
