/* SPDX-License-Identifier: MIT */
#include "doctor/contact.h"

#include "base/clock.h"
#include "config/address.h"
#include "fcgi/ask.h"
#include "pool/probe.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MAX 4096 /* bytes; ours has less than 1000 */

static int
connect_to(const struct sockaddr *address, socklen_t len)
{
	int fd = socket(
	    address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	/* A connection over TCP is made while the question is sent. */
	if (fd < 0 || connect(fd, address, len) == 0 || errno == EINPROGRESS)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static int
connect_local(struct text path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	memcpy(address.sun_path, path.s, path.len);
	return connect_to((struct sockaddr *)&address, sizeof(address));
}

/* "" is all addresses of this host: IPv4's serve. */
static int
connect_tcp(const struct address *address)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICSERV | AI_NUMERICHOST};
	struct addrinfo *info;
	char host[64], port[8];
	int fd;

	snprintf(host, sizeof(host), "%.*s", TEXT_ARG(address->host));
	snprintf(port, sizeof(port), "%u", address->port);
	errno = EINVAL;
	if (getaddrinfo(
		*host == '\0' ? "127.0.0.1" : host, port, &hints, &info) != 0)
		return -1;
	fd = connect_to(info->ai_addr, info->ai_addrlen);
	freeaddrinfo(info);
	return fd;
}

static int
connect_pool(const char *listen)
{
	struct address address;

	errno = EINVAL;
	if (!address_parse(listen, &address))
		return -1;
	return address.local ? connect_local(address.host)
			     : connect_tcp(&address);
}

/* Asks at one address; 0, or -1 with errno. */
static int
ask(const char *listen, const char *word, const char *id, struct buf *out)
{
	int64_t deadline = clock_ms() + CONTACT_WAIT;
	char question[64];
	const struct fcgi_param params[] = {
	    {TEXT("REQUEST_METHOD"), TEXT("GET")},
	    {TEXT("SCRIPT_NAME"), TEXT("/doctor")},
	    {TEXT(PROBE_QUESTION),
		{question, (size_t)snprintf(
			       question, sizeof(question), "%s %s", word, id)}},
	};
	int fd = connect_pool(listen), result, error;

	if (fd < 0)
		return -1;
	result = fcgi_ask(
	    fd, params, sizeof(params) / sizeof(*params), out, deadline);
	error = errno;
	close(fd);
	errno = error;
	return result;
}

/* What to do, behind the reason. */
static void
advise(const struct config_pool *pool, int error, const char *listen,
    char why[CONTACT_WHY])
{
	const char *advice = "";
	char member[128] = "";

	if (error == EACCES || error == EPERM) {
		if (*pool->listen_group != '\0')
			snprintf(member, sizeof(member),
			    " or as a member of group %s", pool->listen_group);
		advice = "; ask as root";
	} else if (error == ECONNREFUSED || error == ENOENT)
		advice = "; does bksops-fcgi run?";
	else if (error == ECONNRESET)
		advice = "; does listen.allowed_clients name this host?";
	else if (error == ETIMEDOUT || error == EAGAIN)
		advice = "; all workers are busy: set status.listen";
	snprintf(why, CONTACT_WHY, "%s: %s%s%s", listen, strerror(error),
	    advice, member);
}

static enum contact
read_answer(struct text out, const char *listen, char why[CONTACT_WHY])
{
	const char *body = memmem(out.s, out.len, "\r\n\r\n", 4);
	struct text rest = TEXT_NONE;

	if (body != NULL)
		rest = (struct text){
		    body + 4, (size_t)(out.s + out.len - body) - 4};
	*why = '\0';
	if (text_is(rest, PROBE_SEEN))
		return CONTACT_SEEN;
	if (text_is(rest, PROBE_UNSEEN))
		return CONTACT_UNSEEN;
	snprintf(why, CONTACT_WHY,
	    "%s: no answer of this bksops-fcgi; an older one runs until it is "
	    "restarted",
	    listen);
	return CONTACT_FAILED;
}

enum contact
contact_ask(const struct config_pool *pool, const char *word, const char *id,
    char why[CONTACT_WHY])
{
	const char *const places[] = {pool->status_listen, pool->listen};
	enum contact contact = CONTACT_FAILED;

	snprintf(why, CONTACT_WHY,
	    "who starts it gives it its socket; set status.listen, and it can "
	    "be asked there, but not under mod_fcgid");
	for (size_t i = 0; i < 2 && contact == CONTACT_FAILED; i++) {
		struct buf out;

		if (*places[i] == '\0')
			continue;
		buf_init(&out, ANSWER_MAX);
		if (ask(places[i], word, id, &out) < 0)
			advise(pool, errno, places[i], why);
		else
			contact = read_answer(buf_text(&out), places[i], why);
		buf_free(&out);
	}
	return contact;
}
