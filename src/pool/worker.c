/* SPDX-License-Identifier: MIT */
#include "pool/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "fcgi/server.h"
#include "pool/mask.h"
#include "pool/pages.h"
#include "pool/privileges.h"
#include "pool/process.h"
#include "pool/request_line.h"
#include "pool/why.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <syslog.h>
#include <unistd.h>

/*
 * Memory of one request: its parameters, what is decoded of its pickles and
 * one window of its tree.  A pickle of PICKLE_MAX bytes needs the most.
 */
#define REQUEST_MEMORY ((size_t)256 * 1024 * 1024)

/* Bytes of freed memory that a worker keeps for its next request: what goes
 * back to the kernel comes back page by page, each with a fault.  Blocks above
 * the second are given back at once: an answer that has one takes so long that
 * its page faults do not count. */
#define MEMORY_KEPT (8 * 1024 * 1024)
#define BLOCK_KEPT  (1024 * 1024)

#define SPREAD	     8 /* a worker's limit is up to 1/8 below its pool's */
#define MEMORY_EVERY 8 /* requests: reading the resident set costs 3 us */

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

/* --- when a worker lets another take its place --- */

int64_t
limits_spread(int64_t limit)
{
	int64_t range = limit / SPREAD;

	return range > 0 ? limit - random() % (range + 1) : limit;
}

void
limits_init(struct limits *limits, const struct config_pool *config, bool none)
{
	*limits = (struct limits){
	    .memory_fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)};
	srandom((unsigned)getpid());
	if (none)
		return;
	limits->requests = (uint64_t)limits_spread(config->pm_max_requests);
	limits->memory = (uint64_t)config->pm_max_memory * 1024 * 1024;
}

/* Bytes of the resident set; 0: not known. */
static uint64_t
read_resident(int fd)
{
	char line[128];
	unsigned long long total, resident;
	ssize_t n = fd < 0 ? -1 : pread(fd, line, sizeof(line) - 1, 0);

	if (n <= 0)
		return 0;
	line[n] = '\0';
	if (sscanf(line, "%llu %llu", &total, &resident) != 2)
		return 0;
	return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* By the peak of the resident set, which is never below the present one and
 * costs less to ask for.  0 is a kernel that does not count it. */
static bool
was_above(uint64_t memory)
{
	struct rusage usage;

	return memory > 0 &&
	       (getrusage(RUSAGE_SELF, &usage) != 0 || usage.ru_maxrss == 0 ||
		   (uint64_t)usage.ru_maxrss * 1024 > memory);
}

bool
limits_reached(const struct limits *limits, const struct trace *trace)
{
	uint64_t answered = trace->proc->answered, resident;

	if (trace->leaked) {
		log_debug("a library lost memory");
		return true;
	}
	if (limits->requests > 0 && answered >= limits->requests) {
		log_debug("pm.max_requests is reached");
		return true;
	}
	if (answered % MEMORY_EVERY != 1 && !was_above(limits->memory))
		return false;
	resident = read_resident(limits->memory_fd);
	atomic_store_explicit(
	    &trace->proc->resident, resident, memory_order_relaxed);
	if (limits->memory == 0 || resident <= limits->memory)
		return false;
	log_notice("pm.max_memory is reached: %llu MiB",
	    (unsigned long long)(resident / 1024 / 1024));
	return true;
}

/* --- what is written about a request --- */

struct request_log {
	const struct config_pool *config;
	struct logs logs;
	struct access_format format;
	int64_t user_us, system_us;    /* of the processor, when it began */
	bool access_fails, slow_fails; /* that lines are lost was said */
	struct buf line;	       /* that is written */
};

/* Takes the pool's logs over from the master: the worker's lines of the error
 * log have the pool's name from now on. */
static void
request_log_init(struct request_log *log, const struct config_pool *config,
    const struct logs *logs)
{
	char why[ACCESS_WHY];

	*log = (struct request_log){.config = config, .logs = *logs};
	buf_init(&log->line, LINE_BYTES);
	log_pool(config->name, &logs->error);
	/* config/check.c refuses a wrong one. */
	access_format_compile(config->access_format, &log->format, why);
}

static int64_t
to_us(struct timeval time)
{
	return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static void
read_cpu(const struct request_log *log, int64_t *user_us, int64_t *system_us)
{
	struct rusage usage;

	*user_us = *system_us = 0;
	if (!log->format.cpu || getrusage(RUSAGE_SELF, &usage) != 0)
		return;
	*user_us = to_us(usage.ru_utime);
	*system_us = to_us(usage.ru_stime);
}

/* A request begins: lines of the error log have its id. */
static void
request_log_begin(struct request_log *log, const struct served *served)
{
	log_request(served->request_id);
	read_cpu(log, &log->user_us, &log->system_us);
}

/* Says once that lines are lost, and again after a line that was not. */
static void
write_line(struct sink *sink, int priority, const struct buf *line,
    const char *key, bool *fails)
{
	if (line->len == 0)
		return;
	if (sink_write(sink, priority, buf_text(line), NULL) == 0) {
		*fails = false;
		return;
	}
	if (!*fails)
		log_error("%s: a line is lost: %m", key);
	*fails = true;
}

static bool
is_suppressed(const struct config_pool *config, const struct finished *f)
{
	struct text rest = text_of(config->access_suppress_path), path;

	if (f->status != 200)
		return false;
	while (text_split(&rest, ',', &path))
		if (path.len > 0 && text_eq(text_strip(path), f->path))
			return true;
	return false;
}

static void
write_access(struct request_log *log, const struct finished *f)
{
	if (log->logs.access.kind == SINK_NONE || is_suppressed(log->config, f))
		return;
	request_line_access(&log->line, &log->format, f);
	write_line(&log->logs.access, LOG_INFO, &log->line, "access.log",
	    &log->access_fails);
}

static void
write_slow(struct request_log *log, const struct finished *f)
{
	int64_t slow = log->config->request_slowlog_timeout * 1000;

	if (slow == 0 || f->took_us < slow)
		return;
	proc_add(&f->trace->proc->counters.slow_requests, 1);
	request_line_slow(&log->line, f);
	write_line(&log->logs.slow, LOG_NOTICE, &log->line, "slowlog",
	    &log->slow_fails);
}

/* It was answered: a line in the access log and, when it was slow, in the slow
 * log; the slow are counted.  Sets the processor's times of `f`. */
static void
request_log_end(struct request_log *log, struct finished *f)
{
	int64_t user_us, system_us;

	read_cpu(log, &user_us, &system_us);
	f->user_us = user_us - log->user_us;
	f->system_us = system_us - log->system_us;
	write_access(log, f);
	write_slow(log, f);
	log_request("");
}

/* --- requests --- */

struct service {
	const struct worker *worker;
	const struct config_pool *config;
	struct trace trace;
	struct pages pages;
	struct limits limits;
	struct request_log log;
	struct fcgi_server *server;
	sigset_t waiting; /* the mask to wait with */
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
	    .outcome = gone ? PROC_CANCELLED : served->outcome,
	    .status = gone ? CLIENT_CLOSED_REQUEST : reply->status};

	if (served->refused_pickle)
		proc_add(&s->trace.proc->counters.refused_pickles, 1);
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
		served.outcome = PROC_FAULT;
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
	struct proc *proc = s->worker->proc;

	if (proc->ending == 0) {
		proc->ending = 1;
		eventfd_write(s->worker->shared->ending_fd, 1);
	}
	fcgi_server_drain(s->server);
}

static int
serve(struct service *s)
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
		switch (fcgi_server_wait(
		    s->server, &s->waiting, &request, &reply)) {
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

	return worker->status_only ? -1
				   : queue_accepted(worker->shared->scoreboard);
}

/* --- the start --- */

/* Without glibc nothing changes. */
static void
init_memory(void)
{
#ifdef M_TRIM_THRESHOLD
	mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT);
	mallopt(M_MMAP_THRESHOLD, BLOCK_KEPT);
#endif
}

static void
init_title(const struct service *s)
{
	title_set(s->config->name, "%s %s",
	    s->worker->status_only ? "status" : "pool", s->config->name);
	title_state(" [starting]");
	title_forget_environment();
}

/* The mask to wait with: what ends a worker gets through, and what tells of a
 * fault of its own; the rest not. */
static void
init_signals(sigset_t *waiting)
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

/* Secrets of others are not to be had here. */
static void
init_config(const struct worker *worker)
{
	config_forget_others(worker->config, worker->pool);
	if (worker->status_only)
		config_forget_for_status(&worker->config->pools[worker->pool]);
}

static void
init_trace(struct service *s)
{
	trace_init(&s->trace, s->worker->proc);
	s->trace.outages = s->worker->shared->outages;
}

static int
init_pages(struct service *s)
{
	s->pages = (struct pages){.config = s->config,
	    .scoreboard = s->worker->shared->scoreboard,
	    .api = api_new(s->config, s->worker->shared->buckets, &s->trace)};
	return s->pages.api == NULL ? -1 : 0;
}

static int
init_privileges(const struct service *s)
{
	char *why = NULL;

	if (privileges_drop(s->config, &why) == 0)
		return 0;
	log_error("%s", why_text(why));
	free(why);
	return -1;
}

static int
init_server(struct service *s)
{
	const struct fcgi_options options = {.listen_fd = s->worker->listen_fd,
	    .handover = &s->worker->shared->handover,
	    .keepalive = s->config->keepalive,
	    .request_timeout = s->config->request_timeout,
	    .request_memory = REQUEST_MEMORY,
	    .allowed_clients = text_of(s->config->listen_allowed_clients),
	    .accepted = on_accepted,
	    .context = (void *)(uintptr_t)s->worker,
	    .trace = &s->trace};

	s->server = fcgi_server_new(&options);
	if (s->server == NULL)
		log_error("the FastCGI side does not start: %m");
	return s->server == NULL ? -1 : 0;
}

/* The worker ends with its master.  The kernel forgets the wish when the user
 * changes: so it comes after the privileges. */
static void
init_parent(const struct worker *worker)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) != 0 ||
	    getppid() != worker->master)
		stop_now = 1;
}

/* All that a worker is before it reads its first byte.  0, or -1 when that was
 * said in the log. */
static int
init(struct service *s)
{
	init_memory();
	request_log_init(&s->log, s->config, s->worker->logs);
	init_title(s);
	init_signals(&s->waiting);
	init_config(s->worker);
	init_trace(s);
	if (init_pages(s) != 0)
		return -1;
	limits_init(&s->limits, s->config, s->worker->status_only);
	if (init_privileges(s) != 0 || init_server(s) != 0)
		return -1;
	init_parent(s->worker);
	title_state(" [idle]");
	return sandbox_enter(s->config);
}

void
worker_run(const struct worker *worker)
{
	struct service s = {
	    .worker = worker, .config = &worker->config->pools[worker->pool]};
	int status = init(&s) == 0 ? serve(&s) : 1;

	fcgi_server_free(s.server);
	buf_free(&s.log.line);
	api_free(s.pages.api);
	config_free(worker->config);
	_exit(status); /* what the master registered for its exit is its own */
}
