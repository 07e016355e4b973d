/* SPDX-License-Identifier: MIT */
/*
 * The ceiling: a pool of bare libfcgi programs that answer a fixed number of
 * bytes without looking at anything.
 *
 *	ceiling SOCKET WORKERS
 *
 * The query string "bytes=N" chooses the size of the answer.
 */
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYTES_MAX (64 * 1024 * 1024)

static void
serve(int listen_fd)
{
	FCGX_Request request;
	char *body = malloc(BYTES_MAX);

	if (body == NULL || FCGX_InitRequest(&request, listen_fd, 0) != 0)
		exit(1);
	memset(body, 'x', BYTES_MAX);
	while (FCGX_Accept_r(&request) == 0) {
		const char *query = FCGX_GetParam("QUERY_STRING", request.envp);
		int bytes = 0;

		if (query != NULL)
			sscanf(query, "bytes=%d", &bytes);
		if (bytes < 0 || bytes > BYTES_MAX)
			bytes = 0;
		FCGX_FPrintF(request.out,
		    "Content-Type: application/json\r\n"
		    "Content-Length: %d\r\n\r\n",
		    bytes);
		FCGX_PutStr(body, bytes, request.out);
	}
	exit(1);
}

int
main(int argc, char **argv)
{
	int fd, workers;

	if (argc != 3) {
		fprintf(stderr, "usage: ceiling SOCKET WORKERS\n");
		return 64;
	}
	workers = atoi(argv[2]);
	if (FCGX_Init() != 0 || (fd = FCGX_OpenSocket(argv[1], 511)) < 0)
		return 1;
	for (int i = 0; i < workers; i++)
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGTERM);
			serve(fd);
		}
	signal(SIGTERM, SIG_DFL);
	while (wait(NULL) > 0)
		continue;
	return 0;
}
