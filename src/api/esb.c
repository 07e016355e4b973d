/* SPDX-License-Identifier: MIT */
/* ESB mode: <esb.path>/v2/sops/<component>/ (esb 2.1, chapter 6). */
#include "api/routes.h"

#include "api/path.h"
#include "auth/esb.h"
#include "auth/identity.h"
#include "base/log.h"
#include "python/repr.h"

#include <inttypes.h>
#include <stdio.h>

#define ESB_SYSTEM "/v2/sops"

/* The component of a route (esb chapter 7).  False when out of memory. */
static bool
build_component(struct arena *arena, struct esb_component *component,
    const struct route *route)
{
	const char *name = route->endpoint->fallback;
	struct text path, dest, fallback = TEXT_NONE;

	if (name != NULL) {
		fallback = arena_printf(arena, ESB_SYSTEM "/%s/", name);
		if (fallback.s == NULL)
			return false;
	}
	path = arena_printf(arena, ESB_SYSTEM "/%s/", route->name);
	dest = arena_printf(arena, "/o/bk_sops/apigw/%s/", route->name);
	for (size_t i = 0; i < CALL_VARIABLES && dest.s != NULL; i++)
		if (route->variables[i] != NULL)
			dest = arena_printf(
			    arena, "%s{%s}/", dest.s, route->variables[i]);
	*component = (struct esb_component){
	    route->name, path.s, route->method, dest.s, fallback.s};
	return path.s != NULL && dest.s != NULL;
}

struct esb_component *
esb_components(struct arena *arena, const struct release *release)
{
	struct esb_component *components =
	    arena_array(arena, release->nroutes, sizeof(*components));

	if (components == NULL)
		return NULL;
	for (size_t i = 0; i < release->nroutes; i++)
		if (!build_component(
			arena, &components[i], &release->routes[i]))
			return NULL;
	return components;
}

/*
 * The detail of M17 for a URL that bk-sops does not have: ESB is led to a page
 * of HTML (esb 6.1).
 */
#define NO_JSON "interface response is not the JSON format"

/* esb 1.5: anything but these switches the test environment on. */
static bool
wants_test_environment(const struct fcgi_request *request)
{
	struct text value =
	    text_strip(fcgi_param(request, "HTTP_X_USE_TEST_ENV"));

	return value.len > 0 && !text_is(value, "0") &&
	       !text_is_nocase(value, "false");
}

/* Steps 9 and 10 of esb 2.1: M15, M16.  False and *refusal. */
static bool
forward_check(const struct fcgi_request *request,
    const struct esb_caller *caller, const struct route *route,
    struct refusal *refusal)
{
	for (size_t i = 0; i < CALL_VARIABLES; i++) {
		const char *name = route->variables[i];

		if (name != NULL && params_find(&caller->params, name) == NULL)
			return refuse_text(request->arena, refusal,
			    M15_PARAM_REQUIRED, text_of(name), TEXT_NONE,
			    TEXT_NONE);
	}
	if (wants_test_environment(request))
		return refuse(request->arena, refusal, M16_TEST_ENVIRONMENT);
	return true;
}

/* What requests 2.21 refuses as a header: a blank first, CR or LF. */
static bool
is_header_text(struct text t)
{
	if (t.len == 0)
		return true;
	return text_strip((struct text){t.s, 1}).len == 1 &&
	       memchr(t.s, '\r', t.len) == NULL &&
	       memchr(t.s, '\n', t.len) == NULL;
}

/* The Python type that a header of this JSON type is refused with. */
static const char *
python_type(enum param_type type, struct text value)
{
	switch (type) {
	case PARAM_TRUE:
		return "bool";
	case PARAM_FLOAT:
		return "float";
	case PARAM_LIST:
		return "list";
	case PARAM_OBJECT:
		return "dict";
	default:
		/* sys.maxint has 19 digits. */
		return value.len > 19 ? "long" : "int";
	}
}

/* A header that is no text: the detail of its refusal. */
static struct text
no_header(struct arena *arena, const char *name, enum param_type type,
    struct text value)
{
	return ARENA_JOIN(arena, TEXT("Value for header {"), text_of(name),
	    TEXT(": "), python_repr(arena, value),
	    TEXT("} must be of type str or bytes, not <type '"),
	    text_of(python_type(type, value)), TEXT("'>"));
}

static bool
check_headers(
    struct arena *arena, const struct esb_caller *caller, struct text *detail)
{
	struct text user = caller->username;

	if (caller->user_type != PARAM_STRING) {
		*detail =
		    no_header(arena, "Bk-Username", caller->user_type, user);
		return false;
	}
	if (caller->app_type != PARAM_STRING) {
		*detail = no_header(
		    arena, "Bk-App-Code", caller->app_type, caller->app_code);
		return false;
	}
	if (!is_header_text(user)) {
		*detail = TEXT("Invalid return character or leading space in "
			       "header: Bk-Username");
		return false;
	}
	if (!text_is_ascii(user) || !text_is_ascii(caller->app_code)) {
		*detail = TEXT("");
		return false;
	}
	return true;
}

/* Blanks at the end of a header are lost on the way (esb 4.4). */
static struct text
as_received(struct text header)
{
	while (header.len > 0 && (header.s[header.len - 1] == ' ' ||
				     header.s[header.len - 1] == '\t'))
		header.len--;
	return header;
}

/*
 * From an admitted ESB call to a call of bk-sops: the path variables, and what
 * of the caller survives as the headers that ESB would send (esb 6.1, 6.2).
 * False when ESB could not have reached bk-sops; *detail then is the detail of
 * M17 (esb 6.4).
 */
static bool
forward_call(struct call *call, const struct esb_caller *caller,
    const struct route *route, struct text *detail)
{
	struct identity identity;
	const char *why;

	if (!check_headers(call->arena, caller, detail))
		return false;
	for (size_t i = 0; i < CALL_VARIABLES; i++) {
		const char *name = route->variables[i];
		const struct param *p;

		if (name == NULL)
			continue;
		p = params_find(&caller->params, name);
		if ((p->type != PARAM_STRING && p->type != PARAM_INT) ||
		    !text_is_digits(p->value)) {
			*detail = TEXT(NO_JSON);
			return false;
		}
		call->variables[i] = p->value;
		text_to_uint64(p->value, &call->ids[i]);
		if (strcmp(name, "bk_biz_id") == 0) {
			call->business_typed = p->value;
			call->caller.business = call->ids[i];
		}
	}
	if (!route_exists(route, call->config)) {
		*detail = TEXT(NO_JSON);
		return false;
	}
	identity.username = as_received(caller->username);
	identity.app_code = as_received(caller->app_code);
	why = identity_admit(
	    &identity, call->config->trusted_apps, &call->caller);
	if (why != NULL && !route->endpoint->anonymous) {
		log_error("%s: %s", route->name, why);
		*detail = TEXT("Status Code: 500, Error Message: Third-party "
			       "system internal error");
		return false;
	}
	return true;
}

/* What stands around an answer of ESB (esb 2.4, 6.3). */
struct envelope {
	const struct esb_profile *profile;
	struct reply *reply;
	struct call *call;     /* NULL before there is one */
	struct served *served; /* with the request id */
	enum outcome outcome;  /* of the endpoint's write */
};

/* Sets served->answer_id and the headers that every JSON answer of ESB has. */
static void
start_answer(struct envelope *e, const struct esb_profile *profile,
    const struct fcgi_request *request, struct reply *reply,
    struct served *served)
{
	*e = (struct envelope){
	    .profile = profile, .reply = reply, .served = served};
	served_answer_id(served);
	reply_header(
	    reply, "Content-Type", TEXT("application/json; charset=utf-8"));
	reply_header(reply, "Vary", TEXT("Accept-Language, Cookie"));
	reply_header(reply, "X-Frame-Options", TEXT("SAMEORIGIN"));
	reply_header(reply, "Content-Language",
	    text_of(language_choose(
		&language_of_esb, request->cookie, request->accept_language)));
}

static int
code_of(const struct envelope *e, const struct call *call, int otherwise)
{
	const struct call_result *result = &call->result;

	return esb_profile_code(
	    e->profile, result->has_code ? &result->code : NULL, otherwise);
}

struct failure {
	struct text message;
	bool empty_data; /* {}, not null */
	bool has_code;
	int code;
	const char *request_id; /* NULL: no member */
};

/* Members in the order that ESB was seen to send (esb 2.4). */
static int
failure_document(void *context, struct json_writer *w)
{
	const struct failure *f = context;

	json_object_open(w);
	json_member_string(w, "message", f->message);
	if (f->has_code)
		json_member_int(w, "code", f->code);
	if (f->empty_data) {
		json_member_object(w, "data");
		json_object_close(w);
	} else {
		json_member_null(w, "data");
	}
	json_member_bool(w, "result", false);
	if (f->request_id != NULL)
		json_member_string(w, "request_id", text_of(f->request_id));
	return json_object_close(w);
}

static void
send_refusal(struct envelope *e, const struct refusal *refusal)
{
	struct failure f = {.message = refusal->message,
	    .has_code = refusal->code != 0,
	    .code = refusal->code,
	    .request_id =
		refusal->has_request_id ? e->served->answer_id : NULL};
	char seconds[24];

	if (refusal->retry_after > 0) {
		snprintf(
		    seconds, sizeof(seconds), "%" PRId64, refusal->retry_after);
		reply_header(e->reply, "Retry-After", text_of(seconds));
	}
	reply_status(e->reply, refusal->http_status);
	answer_send(e->reply, failure_document, &f);
}

/* Sends a message under `status`, in the shape of ESB's 404 (M22). */
static void
send_message(struct envelope *e, int status, struct text message)
{
	struct failure f = {.message = message};

	reply_status(e->reply, status);
	answer_send(e->reply, failure_document, &f);
}

/* Sends what bk-sops refused: its message under HTTP 200 (esb 6.3). */
static void
send_refused_by_backend(struct envelope *e, const struct call *call)
{
	struct failure f = {.message = call->result.message,
	    .empty_data = call->result.data == CALL_DATA_EMPTY,
	    .has_code = true,
	    .code = code_of(e, call, 1306000),
	    .request_id = e->served->answer_id};

	answer_send(e->reply, failure_document, &f);
}

static int
success_document(void *context, struct json_writer *w)
{
	struct envelope *e = context;

	json_object_open(w);
	json_member_string(w, "message", call_notice(e->call));
	json_member_int(w, "code", code_of(e, e->call, 0));
	json_key(w, TEXT("data"));
	e->outcome = e->call->endpoint->write(e->call, w);
	if (e->outcome != OUTCOME_OK)
		return -1;
	if (e->call->endpoint->write_extra != NULL)
		e->call->endpoint->write_extra(e->call, w);
	json_member_bool(w, "result", true);
	json_member_string(w, "request_id", text_of(e->served->answer_id));
	return json_object_close(w);
}

/* Writes and sends the data of a call, as answer_call. */
static enum outcome
send_answer(struct envelope *e, struct call *call)
{
	e->call = call;
	e->outcome = OUTCOME_OK;
	return answer_call(e->reply, call, success_document, e, &e->outcome);
}

/* M17 with a detail of esb 6.4. */
static void
refuse_backend(struct envelope *e, struct arena *arena, const char *component,
    struct text detail)
{
	struct refusal refusal;

	refuse_text(arena, &refusal, M17_BACKEND, TEXT("SOPS"),
	    text_of(component), detail);
	send_refusal(e, &refusal);
}

static void
answer_outcome(struct envelope *e, struct call *call, const struct route *route,
    enum outcome outcome, int64_t budget)
{
	switch (outcome) {
	case OUTCOME_OK:
		e->served->outcome = PROC_OK;
		return;
	case OUTCOME_REFUSED:
		send_refused_by_backend(e, call);
		return;
	case OUTCOME_TIMEOUT:
		e->served->outcome = PROC_TIMEOUT;
		log_warning("%s: no answer from the database in %lld seconds",
		    route->name, (long long)budget);
		refuse_backend(e, call->arena, route->name,
		    arena_printf(call->arena,
			"Third-party system interface response time exceeds "
			"%lld seconds",
			(long long)budget));
		return;
	case OUTCOME_CANCELLED:
		/* Whoever reads on after he closed his end is told, too. */
		e->served->outcome = PROC_CANCELLED;
		refuse_backend(e, call->arena, route->name,
		    TEXT("the client closed its connection"));
		return;
	case OUTCOME_FORWARD: /* the 2019 generation is answered whole */
	case OUTCOME_FAULT:
		e->served->outcome = PROC_FAULT;
		e->served->refused_pickle = call->result.refused_pickle;
		/* Of a database that is away there is a line already. */
		log_write(
		    call->result.is_down ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR,
		    "%s: %s", route->name, call->result.why);
		refuse_backend(e, call->arena, route->name,
		    TEXT("Status Code: 500, Error Message: Third-party system "
			 "internal error"));
		return;
	}
}

/* Steps 11 to 13 of esb 2.1: what ESB leaves to bk-sops.  ESB does not send on
 * what the client says of its language. */
static void
ask_backend(const struct api *api, struct envelope *e,
    struct fcgi_request *request, const struct esb_caller *caller,
    const struct route *route)
{
	struct call call = api_call(api, request, api->release);
	struct text detail;
	enum outcome outcome;

	call.endpoint = route->endpoint;
	call.params = &caller->params;
	call.deadline = caller->deadline;
	if (!forward_call(&call, caller, route, &detail)) {
		refuse_backend(e, request->arena, route->name, detail);
		return;
	}
	outcome = call_prepare(&call);
	if (outcome == OUTCOME_OK)
		outcome = send_answer(e, &call);
	answer_outcome(e, &call, route, outcome, caller->budget);
	call_finish(&call);
}

/* Whether the path is of a component that writes, which is answered then. */
static bool
refuse_write(struct envelope *e, struct arena *arena, struct text path)
{
	struct text rest, message;

	if (!path_behind(path, ESB_SYSTEM, &rest) ||
	    !write_component_asked(arena, rest, "ESB", &message))
		return false;
	send_message(e, WRITE_COMPONENT_STATUS, message);
	return true;
}

/* For the logs: what is known of a call, whether it was admitted or not. */
static void
set_served(const struct api *api, const struct esb_caller *caller,
    struct arena *arena, struct served *served)
{
	if (caller->component != NULL)
		served->endpoint =
		    (size_t)(caller->component - api->components);
	served->app_code = caller->app_code;
	/* It may be that of a row, which esb_release frees. */
	if (caller->username.s != NULL)
		served->username = arena_copy(arena, caller->username);
}

void
esb_serve(const struct api *api, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served)
{
	struct esb_call call = {.request = request,
	    .method = request->method,
	    .raw_path = path_raw(request),
	    .components = api->components,
	    .ncomponents = api->release->nroutes};
	struct esb_caller caller;
	struct refusal refusal;
	struct envelope e;
	const struct route *route;
	bool admitted;

	start_answer(&e, api->profile, request, reply, served);
	if (!path_below(request->arena, path, api->mount, &call.path)) {
		refuse(request->arena, &refusal, M22_NOT_FOUND);
		send_refusal(&e, &refusal);
		return;
	}
	if (refuse_write(&e, request->arena, call.path))
		return;
	admitted = esb_admit(api->esb, &call, &caller, &refusal);
	set_served(api, &caller, request->arena, served);
	route = admitted ? &api->release->routes[served->endpoint] : NULL;
	if (admitted && forward_check(request, &caller, route, &refusal))
		ask_backend(api, &e, request, &caller, route);
	else
		send_refusal(&e, &refusal);
	esb_release(api->esb);
}
