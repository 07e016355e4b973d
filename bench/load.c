/* SPDX-License-Identifier: MIT */
/*
 * A client that asks without a pause and costs little itself.
 *
 *	load SOCKET <REQUEST
 *
 * Each time it sends the bytes of its standard input over a connection of its
 * own, and reads until the end.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char request[65536], answer[65536];

/* False when nobody listens. */
static bool
ask(const struct sockaddr_un *to, size_t len)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 ||
	    connect(fd, (const struct sockaddr *)to, sizeof(*to)) != 0)
		return false;
	if (send(fd, request, len, MSG_NOSIGNAL) == (ssize_t)len)
		while (read(fd, answer, sizeof(answer)) > 0)
			;
	close(fd);
	return true;
}

int
main(int argc, char **argv)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t len = fread(request, 1, sizeof(request), stdin);

	if (argc != 2 || strlen(argv[1]) >= sizeof(to.sun_path) || len == 0) {
		fputs("usage: load SOCKET <REQUEST\n", stderr);
		return 64;
	}
	strcpy(to.sun_path, argv[1]);
	while (ask(&to, len))
		;
	perror(argv[1]);
	return 1;
}
