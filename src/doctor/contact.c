/* SPDX-License-Identifier: MIT */
#include "doctor/contact.h"

#include "base/clock.h"
#include "config/names.h"
#include "doctor/checkup.h"
#include "fcgi/ask.h"
#include "pool/pages.h"
#include "sops/datetime.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MAX 4096 /* bytes; ours has less than 1000 */

#define LAST_SECOND UINT64_C(253402300799) /* of the year 9999 */

static int
connect_to(const struct sockaddr *address, socklen_t len)
{
	int fd = socket(
	    address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	/* A connection over TCP is made while the request is sent. */
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

/* The process that called listen(2) for a UNIX socket; 0: not known. */
static pid_t
find_listener(int fd)
{
	struct ucred peer = {.pid = 0};
	socklen_t len = sizeof(peer);

	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len);
	return peer.pid;
}

#define REQUEST_PARAMS 3

/* What a pool is asked, and what came of it. */
struct page_request {
	struct fcgi_param params[REQUEST_PARAMS];
	int64_t wait; /* ms, at each address */
	enum contact (*read)(struct page_request *request, struct text body);
	const char *pool;

	pid_t listener; /* as in struct contact_status */
	int error;
	uint64_t start_s;
};

/* Asks at one address; 0, or -1 with errno. */
static int
ask(const char *listen, struct page_request *request, struct buf *out)
{
	int64_t deadline = clock_ms() + request->wait;
	int fd = connect_pool(listen), result, error;

	if (fd < 0)
		return -1;
	request->listener = find_listener(fd);
	result = fcgi_ask(fd, request->params, REQUEST_PARAMS, out, deadline);
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
	else if ((error == ETIMEDOUT || error == EAGAIN) &&
		 *pool->status_listen == '\0')
		advice = "; all workers are busy: set status.listen";
	snprintf(why, CONTACT_WHY, "%s: %s%s%s", listen, strerror(error),
	    advice, member);
}

static struct text
find_body(struct text out)
{
	const char *body = memmem(out.s, out.len, "\r\n\r\n", 4);

	if (body == NULL)
		return TEXT_NONE;
	return (struct text){body + 4, (size_t)(out.s + out.len - body) - 4};
}

/* Whether the errno says that nobody listens; 0: nobody was asked yet. */
static bool
is_nobody(int error)
{
	return error == 0 || error == ENOENT || error == ECONNREFUSED;
}

static enum contact
ask_once(const struct config_pool *pool, const char *listen,
    struct page_request *request, char why[CONTACT_WHY])
{
	enum contact contact = CONTACT_FAILED;
	struct buf out;
	int error;

	buf_init(&out, ANSWER_MAX);
	if (ask(listen, request, &out) < 0) {
		error = errno;
		/* One that is there and silent is not nobody. */
		if (is_nobody(request->error))
			request->error = error;
		advise(pool, error, listen, why);
	} else {
		contact = request->read(request, find_body(buf_text(&out)));
		*why = '\0';
		if (contact == CONTACT_FAILED)
			snprintf(why, CONTACT_WHY,
			    "%s: no answer of this bksops-fcgi; an older one "
			    "runs until it is restarted",
			    listen);
	}
	buf_free(&out);
	return contact;
}

/* Asks at one address after the other, until an answer is understood. */
static enum contact
ask_pool(const struct config_pool *pool, struct page_request *request,
    char why[CONTACT_WHY])
{
	const char *const places[] = {pool->status_listen, pool->listen};
	enum contact contact = CONTACT_FAILED;

	snprintf(why, CONTACT_WHY,
	    "who starts it gives it its socket; set status.listen, and it can "
	    "be asked there, but not under mod_fcgid");
	for (size_t i = 0; i < 2 && contact == CONTACT_FAILED; i++)
		if (*places[i] != '\0')
			contact = ask_once(pool, places[i], request, why);
	return contact;
}

static enum contact
read_probe(struct page_request *request, struct text body)
{
	(void)request;
	return text_is(body, PROBE_SEEN)     ? CONTACT_SEEN
	       : text_is(body, PROBE_UNSEEN) ? CONTACT_UNSEEN
					     : CONTACT_FAILED;
}

enum contact
contact_ask(const struct config_pool *pool, const char *word, const char *id,
    char why[CONTACT_WHY])
{
	char text[64];
	struct page_request request = {
	    .params = {{TEXT("REQUEST_METHOD"), TEXT("GET")},
		{TEXT("SCRIPT_NAME"), TEXT("/doctor")},
		{TEXT(PROBE_QUESTION),
		    {text, (size_t)snprintf(
			       text, sizeof(text), "%s %s", word, id)}}},
	    .wait = CONTACT_WAIT,
	    .read = read_probe};

	return ask_pool(pool, &request, why);
}

/* The page begins with the name of the pool. */
static enum contact
read_status(struct page_request *request, struct text body)
{
	static const char key[] = ",\"start time\":";
	char name[64];
	const char *start;
	struct text number;

	snprintf(name, sizeof(name), "{\"pool\":\"%s\",", request->pool);
	if (!text_starts(body, name))
		return CONTACT_UNSEEN;
	start = memmem(body.s, body.len, key, sizeof(key) - 1);
	if (start == NULL)
		return CONTACT_UNSEEN;
	start += sizeof(key) - 1;
	body = (struct text){start, (size_t)(body.s + body.len - start)};
	return text_split(&body, ',', &number) &&
		       text_to_uint64(number, &request->start_s) &&
		       request->start_s <= LAST_SECOND
		   ? CONTACT_SEEN
		   : CONTACT_UNSEEN;
}

/* Who serves a pool, as far as that could be found out. */
struct contact_status {
	int error;	  /* errno of an address where nobody could be asked */
	pid_t listener;	  /* that made the UNIX socket, a master; 0: unknown */
	uint64_t start_s; /* of the pool, Unix seconds */
};

/*
 * Asks for the status of the pool as contact_ask does.  CONTACT_SEEN: it is
 * served; CONTACT_UNSEEN: what answers there is not this pool; CONTACT_FAILED
 * with why.
 */
static enum contact
ask_status(const struct config_pool *pool, struct contact_status *status,
    char why[CONTACT_WHY])
{
	struct page_request request = {
	    .params = {{TEXT("REQUEST_METHOD"), TEXT("GET")},
		{TEXT("SCRIPT_NAME"), text_of(pool->status_path)},
		{TEXT("QUERY_STRING"), TEXT("json")}},
	    .wait = CONTACT_STATUS_WAIT,
	    .read = read_status,
	    .pool = pool->name};
	enum contact contact = ask_pool(pool, &request, why);

	*status = (struct contact_status){.error = request.error,
	    .listener = request.listener,
	    .start_s = request.start_s};
	return contact;
}

/* " by process 123", or "" when it is not known. */
static struct text
name_master(const struct checkup *c, const struct contact_status *status)
{
	return status->listener <= 0 ? TEXT("")
				     : arena_printf(c->arena, " by process %d",
					   (int)status->listener);
}

/* A master serves the pool now, whatever its file says of the next start. */
static void
run_served(struct checkup *c, const char *name)
{
	struct contact_status status;
	char why[CONTACT_WHY];
	struct datetime start = {.is_set = true};
	struct text master, since;
	enum contact contact;

	/* Without an address, who starts the program knows. */
	if (*c->pool->listen == '\0' && *c->pool->status_listen == '\0')
		return;
	if (*c->pool->status_path == '\0') {
		checkup_find(
		    c, name, FINDING_OK, "not asked: status.path is empty");
		return;
	}
	contact = ask_status(c->pool, &status, why);
	start.us = (int64_t)status.start_s * 1000000;
	master = name_master(c, &status);
	since = datetime_format(c->arena, start, c->pool->time_format);
	if (contact == CONTACT_SEEN)
		checkup_find(c, name, FINDING_OK,
		    "pool %s is served%.*s since %.*s", c->pool->name,
		    TEXT_ARG(master), TEXT_ARG(since));
	else if (contact == CONTACT_UNSEEN)
		checkup_find(c, name, FINDING_WARNING,
		    "what listens%.*s is not pool %s of this bksops-fcgi, or "
		    "has another status.path; reload or restart it",
		    TEXT_ARG(master), c->pool->name);
	else if (status.error == ENOENT || status.error == ECONNREFUSED)
		checkup_find(c, name, FINDING_WARNING,
		    "nobody listens: pool %s is not served until bksops-fcgi "
		    "is started",
		    c->pool->name);
	else
		checkup_find(c, name, FINDING_WARNING,
		    "who serves pool %s cannot be asked: %s", c->pool->name,
		    why);
}

const struct check check_served = {"served", run_served, 0};
