/* SPDX-License-Identifier: MIT */
/*
 * Where lines of a log go: a file, stderr, syslog(3), or the journal of
 * systemd.  A line that cannot be written is lost, and nobody waits for it.
 */
#ifndef BASE_SINK_H
#define BASE_SINK_H

#include "base/text.h"

#include <stdatomic.h>
#include <sys/uio.h>

enum sink_kind { SINK_NONE, SINK_FILE, SINK_STDERR, SINK_SYSLOG, SINK_JOURNAL };

struct sink {
	enum sink_kind kind;
	int fd; /* the sink's own; -1 of none, stderr and syslog */

	/* Not 0: the last line of the file has no end, as the disk was full.
	 * In memory that all processes share that inherit the sink; sinks that
	 * were opened apart have one each, even of the same file, and what one
	 * of them cut off the others do not know.  NULL: nobody knows. */
	_Atomic uint32_t *torn;
};

/* Who writes, for syslog and the journal; of the whole process.  Texts are
 * copied and cut at 64 bytes; the facility is a name of syslog.conf(5). */
void sink_identify(const char *ident, const char *facility);

/* Looks whether systemd connected stderr to its journal (JOURNAL_STREAM in
 * systemd.exec(5)).  From then on lines for stderr begin with the level that
 * sd-daemon(3) has for them, and have no time: the journal has one. */
void sink_find_journal(void);

/* The pool and the request that lines are about, "" for none: fields of the
 * journal. */
void sink_set_context(const char *pool, const char *request_id);

/*
 * Opens "stderr", "syslog", "journal", or a file for append, which gets mode
 * 0600; "" is SINK_NONE.  Without a journal it is stderr, which the caller
 * sees by the kind.  0, or -1 with errno: ELOOP when the file is a symbolic
 * link or lies behind one of somebody else's (base/place.h), ENXIO for a pipe
 * that nobody reads, ENOTSUP when it is something that no log can be (a
 * directory, a block device).  A file whose last line has no end gets one with
 * the next line.
 */
int sink_open(struct sink *sink, const char *where);

/* The same with the journal's socket at another place, for tests. */
int sink_open_at(struct sink *sink, const char *where, const char *journal);

/*
 * Whether sink_open would open it, found without opening or making a file: a
 * pipe that is opened and closed would end its reader, so whether it has one is
 * not looked at.  As sink_open.
 */
int sink_try(const char *where);

/* Leaves a sink of kind SINK_NONE. */
void sink_close(struct sink *sink);

/*
 * Writes a line, without its newline, with one system call; control
 * characters are the caller's matter.  `bare` is the line as syslog and the
 * journal want it, without time and level, NULL when it is the same;
 * `priority` is syslog(3)'s.  0, or -1 with errno.
 */
int sink_write(
    struct sink *sink, int priority, struct text line, const struct text *bare);

#endif
