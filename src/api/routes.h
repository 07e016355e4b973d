/* SPDX-License-Identifier: MIT */
/*
 * What a release of bk-sops serves: one row for each endpoint.  The URLs of a
 * row (esb chapter 7, sops 3.1.1) are, with an id for each variable,
 *
 *	auth = esb           <esb.path>/v2/sops/<name>/
 *	auth = header, jwt   <site_prefix>/apigw/<name>/<variable>/<variable>/
 */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "api/answer.h"
#include "fcgi/request.h"
#include "sops/call.h"

struct route {
	const char *name;
	const char *method;
	const char *variables[CALL_VARIABLES]; /* in the order of the path */
	const struct endpoint *endpoint;
};

/* Routes of the releases, at most: all of their names are counted. */
#define ROUTES_2019    16
#define ROUTES_CURRENT (PROC_OTHER - ROUTES_2019)

struct api;

/* What a line of releases writes around the data of a call, a refusal and a
 * fault (HTTP 500); each writes one document. */
struct envelope_of_release {
	/* Sets the headers that every answer has, and of the call its language
	 * and trace id.  False when out of memory. */
	bool (*begin)(const struct fcgi_request *request, struct reply *reply,
	    struct call *call);
	/* As answer_document; *outcome is what the endpoint's write says. */
	int (*success)(
	    struct json_writer *w, struct call *call, enum outcome *outcome);
	/* Of call->result. */
	int (*refusal)(struct json_writer *w, const struct call *call);
	int (*fault)(struct json_writer *w);
	int timeout_status; /* of HTTP, when the database was too slow */
};

/* The releases of bk-sops that are answered alike. */
struct release {
	enum config_generation detect; /* whose tables it has */
	const struct route *routes;
	size_t nroutes;
	/* Who calls behind a gateway: fills call->caller, and of `served` what
	 * is for logs.  call->endpoint is set. */
	enum outcome (*check_caller)(const struct api *api,
	    const struct fcgi_request *request, struct call *call,
	    struct served *served);
	/* NULL, or what is checked of a request with a method that its URL does
	 * not have: OUTCOME_OK is 405 in the usual words. */
	enum outcome (*check_method)(const struct api *api,
	    const struct fcgi_request *request, struct call *call,
	    const struct route *route);
	const struct envelope_of_release *envelope;
};

extern const struct release release_2019;
extern const struct release release_current;

/* The releases whose tables are of `generation`; those of 2019 by AUTO. */
const struct release *release_find(enum config_generation generation);

/* The number by which the endpoint of a route is counted, below PROC_OTHER: of
 * its name, the same in all releases and whatever its variables are. */
size_t route_number(const struct route *route);

/* The name of that number; NULL of one that no endpoint has. */
const char *route_name(size_t number);

/* What a worker answers with, in any mode. */
struct api {
	const struct config_pool *config;
	const struct release *release;
	struct sops *sops;
	struct iam *iam;	  /* iam = ask; else NULL */
	struct tree_store *trees; /* NULL: none are stored */
	struct plugins *plugins;
	unsigned char etag_salt[ETAG_SALT];
	char *mount; /* "/api/c/compapi", "/o/bk_sops/apigw" */

	/* auth = esb; else NULL */
	struct esb *esb;
	const struct esb_profile *profile;
	struct esb_component *components; /* one for each route, in order */
	struct arena *arena;		  /* of the components */
};

/* A call of now by this request to this release, to which route and caller are
 * to be added. */
struct call api_call(const struct api *api, const struct fcgi_request *request,
    const struct release *release);

/* Bytes of the texts of all components; one has less than 200. */
#define ESB_COMPONENTS_MEMORY 65536

/* One component for each route (esb chapter 7), in the same order; NULL when
 * the arena is full. */
struct esb_component *
esb_components(struct arena *arena, const struct release *release);

/*
 * The modes: each answers a request whose canonical path is `path`.  apigw has
 * bk-sops' own URLs, <site_prefix>/apigw/<endpoint>/<ids>/ (sops 3.1), behind a
 * gateway that says who calls: auth = header and auth = jwt.
 */
void esb_serve(const struct api *api, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served);
void apigw_serve(const struct api *api, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served);

/*
 * The route of `path`, which is what stands behind apigw:
 * "/get_task_detail/1/2/".  Names compare exactly and may have slashes, ids are
 * decimal digits of any script, but open_plugin_run_id is 32 hex digits and
 * plugin_id a word; the slash at the end may be missing, and one newline may
 * follow it.  NULL: there is none.  What was typed for each variable goes to
 * `typed`.
 */
const struct route *route_find(const struct release *release, struct text path,
    struct text typed[CALL_VARIABLES]);

/* Whether the bk-sops that this pool stands for has the URL of the route. */
bool route_exists(const struct route *route, const struct config_pool *config);

/*
 * The components of bk-sops that write (esb chapter 7).  They stay with the
 * Python services; a web server that sends one here is configured wrongly, and
 * its caller is told so instead of being told that there is no such URL.
 */
#define WRITE_COMPONENT_STATUS 501 /* HTTP: not implemented */

/* Their names, by number; NULL behind the last. */
const char *write_component_name(size_t i);

/*
 * Whether a component that writes is named by the first part of `path`:
 * "/create_task/" or "/create_task/1/2/".  Then *message, in the arena, says
 * that `owner` (ESB, bk-sops) answers it.
 */
bool write_component_asked(struct arena *arena, struct text path,
    const char *owner, struct text *message);

#endif
