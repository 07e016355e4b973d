/* SPDX-License-Identifier: MIT */
/*
 * systemd's journal, in its native protocol: a datagram is an entry, its
 * lines are fields (systemd.io/JOURNAL_NATIVE_PROTOCOL).
 */
#ifndef BASE_JOURNAL_H
#define BASE_JOURNAL_H

#include "base/text.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* A socket that is connected to the journal's, or -1 with errno.  Closed by
 * the caller; works behind chroot(2), too. */
int journal_open(const char *path);

/* An entry with MESSAGE, PRIORITY (of syslog(3)), SYSLOG_IDENTIFIER, and
 * unless they are "", BKSOPS_POOL and BKSOPS_REQUEST_ID.  0, or -1 with
 * errno; never waits. */
int journal_write(int fd, int priority, const char *ident, const char *pool,
    const char *request_id, struct text message);

#endif
