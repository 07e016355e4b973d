/* SPDX-License-Identifier: MIT */
#include "pool/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "fcgi/server.h"
#include "pool/limits.h"
#include "pool/mask.h"
#include "pool/memory.h"
#include "pool/pages.h"
#include "pool/privileges.h"
#include "pool/queue.h"
#include "pool/request_log.h"
#include "pool/sandbox.h"
#include "pool/title.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

/*
 * Memory of one request: its parameters, what is decoded of its pickles and
 * one window of its tree.  A pickle of PICKLE_MAX bytes needs the most.
 */
#define REQUEST_MEMORY ((size_t)256 * 1024 * 1024)

/* ms for the databases, which the first worker of a pool tries at once: where
 * one hangs, it accepts nobody for as long. */
#define TRY_WAIT 2000

#define CLIENT_CLOSED_REQUEST 499 /* nginx's status for it, in logs */

static volatile sig_atomic_t stop_now, stop_gracefully;

static void
on_signal(int sig)
{
	if (sig == SIGQUIT)
		stop_gracefully = 1;
	else
		stop_now = 1;
}

/* The mask to wait with: what ends a worker gets through, and what tells of a
 * fault of its own; the rest not. */
static void
set_signals(sigset_t *waiting)
{
	static const int ending[] = {SIGTERM, SIGINT, SIGQUIT};
	static const int faults[] = {
	    SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGSYS};
	struct sigaction action = {.sa_handler = on_signal};

	sigfillset(waiting);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++) {
		sigaction(ending[i], &action, NULL);
		sigdelset(waiting, ending[i]);
	}
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		sigdelset(waiting, faults[i]);
}

struct service {
	const struct worker *worker;
	const struct config_pool *config;
	struct trace trace;
	struct pages pages;
	struct limits limits;
	struct request_log log;
	struct fcgi_server *server;
};

static void
begin(struct service *s, const struct fcgi_request *request, struct text path)
{
	struct trace *trace = &s->trace;
	char shown[MASK_BYTES];

	trace_begin(trace, request->method, mask_path(path, shown),
	    request->queue_us, request->read_us);
	trace->client_fd = request->client_fd;
	trace->client_events = request->client_events;
	title_state(" [busy]");
}

static void
end(struct service *s, struct fcgi_request *request, struct text path,
    const struct reply *reply, const struct served *served)
{
	bool gone = reply->failed || trace_client_is_gone(&s->trace);
	struct finished finished = {.pool = s->config->name,
	    .request = request,
	    .reply = reply,
	    .served = served,
	    .trace = &s->trace,
	    .path = path,
	    .outcome = gone ? SLOT_CANCELLED : served->outcome,
	    .status = gone ? CLIENT_CLOSED_REQUEST : reply->status};

	if (served->refused_pickle)
		slot_add(&s->trace.slot->counters.refused_pickles, 1);
	finished.took_us = trace_end(
	    &s->trace, served->endpoint, finished.outcome, reply->sent);
	finished.ended_us = clock_wall_us();
	request_log_end(&s->log, &finished);
	s->trace.client_fd = -1;
	title_state(" [idle]");
}

static bool
waited_too_long(const struct service *s, const struct fcgi_request *request)
{
	int64_t limit = s->config->listen_queue_timeout;

	return limit > 0 && request->queue_us > limit * 1000;
}

static void
answer(struct service *s, struct fcgi_request *request, struct reply *reply)
{
	struct text path = api_path(s->pages.api, request);
	struct served served;

	begin(s, request, path);
	served_start(&served, request, reply);
	if (s->config->server_timing)
		reply_time(reply, &s->trace);
	request_log_begin(&s->log, &served);
	probe_note(&s->worker->board->probes, request);
	if (pages_serve(&s->pages, request, path, reply, &served))
		;
	else if (s->worker->status_only)
		api_no_page(request, reply, &served);
	else if (waited_too_long(s, request))
		api_shed(request, reply, &served);
	else
		api_serve(s->pages.api, request, path, reply, &served);
	/* The answer was cut.  Had the client gone, end() would say so. */
	if (!reply->finished)
		served.outcome = SLOT_FAULT;
	end(s, request, path, reply, &served);
	fcgi_server_done(s->server);
	if (limits_reached(&s->limits, &s->trace))
		stop_gracefully = 1;
}

/* Stops accepting.  The master starts a successor now, not when the last
 * connection that cannot be handed over has been answered. */
static void
drain(struct service *s)
{
	struct slot *slot = s->worker->slot;

	if (slot->ending == 0) {
		slot->ending = 1;
		eventfd_write(s->worker->ending_fd, 1);
	}
	fcgi_server_drain(s->server);
}

static int
serve(struct service *s, const sigset_t *waiting)
{
	if (s->worker->first)
		api_try(s->pages.api, TRY_WAIT);
	while (!stop_now) {
		struct fcgi_request *request;
		struct reply *reply;

		if (stop_gracefully) {
			drain(s);
			if (fcgi_server_idle(s->server))
				break;
		}
		switch (
		    fcgi_server_wait(s->server, waiting, &request, &reply)) {
		case FCGI_REQUEST:
			answer(s, request, reply);
			break;
		case FCGI_SIGNAL:
			break;
		case FCGI_FAILED:
			log_error("cannot wait for requests: %m");
			return 1;
		}
	}
	return 0;
}

/* A connection was accepted: the us that it waited. */
static int64_t
on_accepted(void *context)
{
	const struct worker *worker = context;

	return worker->status_only ? -1 : queue_accepted(worker->board);
}

static struct fcgi_server *
open_server(struct service *s)
{
	const struct fcgi_options options = {.listen_fd = s->worker->listen_fd,
	    .handover = s->worker->handover,
	    .keepalive = s->config->keepalive,
	    .request_timeout = s->config->request_timeout,
	    .request_memory = REQUEST_MEMORY,
	    .allowed_clients = text_of(s->config->listen_allowed_clients),
	    .accepted = on_accepted,
	    .context = (void *)(uintptr_t)s->worker,
	    .trace = &s->trace};

	return fcgi_server_new(&options);
}

/* 0, or -1 when that was said in the log. */
static int
prepare(struct service *s)
{
	char *why = NULL;

	s->pages.api = api_new(s->config, s->worker->buckets, &s->trace);
	if (s->pages.api == NULL)
		return -1;
	limits_init(&s->limits, s->config, s->worker->status_only);
	if (privileges_drop(s->config, &why) != 0) {
		log_error("%s", why == NULL ? "out of memory" : why);
		free(why);
		return -1;
	}
	s->server = open_server(s);
	if (s->server == NULL)
		log_error("the FastCGI side does not start: %m");
	return s->server == NULL ? -1 : 0;
}

static void
introduce(const struct worker *worker, const struct config_pool *config)
{
	title_set(config->name, "%s %s",
	    worker->status_only ? "status" : "pool", config->name);
	title_state(" [starting]");
	title_forget_environment();
}

void
worker_run(const struct worker *worker)
{
	struct config *config = worker->config;
	struct service s = {
	    .worker = worker, .config = &config->pools[worker->pool]};
	sigset_t waiting;
	int status = 1;

	memory_keep();
	request_log_init(&s.log, s.config, worker->logs);
	introduce(worker, s.config);
	set_signals(&waiting);
	config_forget_others(config, worker->pool);
	if (worker->status_only)
		config_forget_for_status(&config->pools[worker->pool]);
	trace_init(&s.trace, worker->slot);
	s.trace.outages = worker->outages;
	s.pages = (struct pages){.config = s.config, .board = worker->board};
	if (prepare(&s) == 0) {
		/* The kernel forgets the wish when the user changes: so,
		 * now. */
		if (prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) != 0 ||
		    getppid() != worker->master)
			stop_now = 1;
		title_state(" [idle]");
		status = sandbox_enter(s.config) == 0 ? serve(&s, &waiting) : 1;
	}
	fcgi_server_free(s.server);
	api_free(s.pages.api);
	config_free(config);
	_exit(status); /* what the master registered for its exit is its own */
}
