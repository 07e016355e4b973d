/* SPDX-License-Identifier: MIT */
#include "pool/worker.h"

#include "api/api.h"
#include "base/log.h"
#include "fcgi/server.h"
#include "pool/privileges.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

/*
 * Memory of one request: its parameters, what is decoded of its pickles and
 * one window of its tree.  A pickle of PICKLE_MAX bytes needs the most.
 */
#define REQUEST_MEMORY ((size_t)256 * 1024 * 1024)

static volatile sig_atomic_t stop_now, stop_gracefully;

static void
on_signal(int sig)
{
	if (sig == SIGQUIT)
		stop_gracefully = 1;
	else
		stop_now = 1;
}

/* The mask to wait with: what ends a worker gets through, the rest not. */
static void
set_signals(sigset_t *waiting)
{
	static const int ending[] = {SIGTERM, SIGINT, SIGQUIT};
	struct sigaction action = {.sa_handler = on_signal};

	sigfillset(waiting);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++) {
		sigaction(ending[i], &action, NULL);
		sigdelset(waiting, ending[i]);
	}
}

static int
serve(struct api *api, struct fcgi_server *server, const sigset_t *waiting)
{
	while (!stop_now) {
		struct fcgi_request *request;
		struct reply *reply;

		if (stop_gracefully) {
			fcgi_server_drain(server);
			if (fcgi_server_idle(server))
				break;
		}
		switch (fcgi_server_wait(server, waiting, &request, &reply)) {
		case FCGI_REQUEST:
			api_serve(api, request, reply);
			fcgi_server_done(server);
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

static void
name_process(const char *pool)
{
	char name[16];

	snprintf(name, sizeof(name), "bksops-fcgi:%s", pool);
	prctl(PR_SET_NAME, name, 0, 0, 0);
}

void
worker_run(struct config *config, size_t pool, int listen_fd, pid_t master)
{
	const struct config_pool *own = &config->pools[pool];
	const struct fcgi_options options = {.listen_fd = listen_fd,
	    .keepalive = own->keepalive,
	    .request_timeout = own->request_timeout,
	    .request_memory = REQUEST_MEMORY,
	    .allowed_clients = text_of(own->listen_allowed_clients)};
	struct fcgi_server *server = NULL;
	struct api *api;
	sigset_t waiting;
	char prefix[128], *why = NULL;
	int status = 1;

	snprintf(prefix, sizeof(prefix), "[pool %s] ", own->name);
	log_prefix(prefix);
	name_process(own->name);
	set_signals(&waiting);
	config_forget_others(config, pool);
	api = api_new(own);
	if (api != NULL && privileges_drop(own, &why) != 0)
		log_error("%s", why == NULL ? "out of memory" : why);
	else if (api != NULL)
		server = fcgi_server_new(&options);
	/* The kernel forgets the wish when the user changes: so, now. */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) != 0 ||
	    getppid() != master)
		stop_now = 1;
	if (server != NULL)
		status = serve(api, server, &waiting);
	else if (api != NULL && why == NULL)
		log_error("the FastCGI side does not start: %m");
	free(why);
	fcgi_server_free(server);
	api_free(api);
	config_free(config);
	_exit(status); /* what the master registered for its exit is its own */
}
