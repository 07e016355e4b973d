/* SPDX-License-Identifier: MIT */
#include "pool/inherited.h"

#include "pool/why.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* systemd's first descriptor (sd_listen_fds(3)), and how many we look at. */
#define LISTEN_FDS_START 3
#define LISTEN_FDS_MAX	 256

static bool
is_listening(int fd)
{
	int on = 0;
	socklen_t len = sizeof(on);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) == 0 &&
	       on != 0;
}

/* The number of descriptors that systemd passed to this process. */
static int
read_count(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	uint64_t number, count;

	if (!text_to_uint64(text_of(pid), &number) ||
	    number != (uint64_t)getpid() ||
	    !text_to_uint64(text_of(fds), &count) || count > LISTEN_FDS_MAX)
		return 0;
	return (int)count;
}

/* Of listen_keep_passed, which a daemon, with another process id, could not
 * ask again. */
static int passed;

void
listen_keep_passed(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	passed = read_count();
	closefrom(LISTEN_FDS_START + passed);
	/* What is no listening socket goes, too; its number stays taken, so
	 * that listen_forget_inherited closes nothing of ours. */
	for (int i = 0; null >= 0 && i < passed; i++)
		if (!is_listening(LISTEN_FDS_START + i))
			dup2(null, LISTEN_FDS_START + i);
}

/* The socket that systemd calls like the pool, or -1. */
static int
find_by_name(const char *pool, int count)
{
	struct text names = text_of(getenv("LISTEN_FDNAMES")), name;

	for (int i = 0; i < count && text_split(&names, ':', &name); i++)
		if (text_is(name, pool))
			return LISTEN_FDS_START + i;
	return -1;
}

/* The socket of the pool, or -1: by name, else in the order of the pools that
 * have no "listen". */
static int
find_socket(const struct config *config, size_t pool)
{
	int fd = find_by_name(config->pools[pool].name, passed);
	int place = 0;

	if (fd >= 0)
		return fd;
	for (size_t i = 0; i < pool; i++)
		place += *config->pools[i].listen == '\0';
	if (place < passed)
		return LISTEN_FDS_START + place;
	return passed == 0 && place == 0 ? STDIN_FILENO : -1;
}

/* What config/check.c refuses of a "listen", for a socket that was not named:
 * auth = header on TCP for everybody. */
static int
check_believed(const struct config_pool *pool, int fd, char **why)
{
	int domain = AF_UNSPEC;
	socklen_t len = sizeof(domain);

	if (pool->auth != AUTH_HEADER || *pool->listen_allowed_clients != '\0')
		return 0;
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 &&
	    domain == AF_UNIX)
		return 0;
	return why_set(why,
	    "[%s] was started with a TCP socket and has auth = header, which "
	    "believes whoever connects: set listen.allowed_clients to the "
	    "addresses of the web server",
	    pool->name);
}

int
listen_inherited(const struct config *config, size_t pool, int kept, char **why)
{
	const struct config_pool *own = &config->pools[pool];
	int from = kept >= 0 ? kept : find_socket(config, pool), fd;

	if (from < 0 || !is_listening(from))
		return why_set(why,
		    "[%s] has no \"listen\", and the program was not started "
		    "with a listening socket for it",
		    own->name);
	if (check_believed(own, from, why) != 0)
		return -1;
	/* Above all that listen_forget_inherited closes. */
	fd = fcntl(from, F_DUPFD_CLOEXEC, LISTEN_FDS_START + passed);
	return fd >= 0 ? fd : why_errno(why, "dup");
}

bool
listen_is_inherited(const struct config *config)
{
	for (size_t i = 0; i < config->npools; i++)
		if (*config->pools[i].listen == '\0')
			return true;
	return false;
}

void
listen_forget_inherited(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i < passed; i++)
		close(LISTEN_FDS_START + i);
	passed = 0;
	if (null >= 0 && is_listening(STDIN_FILENO))
		dup2(null, STDIN_FILENO);
	if (null >= 0)
		close(null);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
}
