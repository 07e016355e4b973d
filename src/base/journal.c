/* SPDX-License-Identifier: MIT */
#include "base/journal.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define HEADER 512 /* bytes: the fields but for MESSAGE, each below 100 */

int
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

int
journal_write(int fd, int priority, const char *ident, const char *pool,
    const char *request_id, struct text message)
{
	char header[HEADER];
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
