/* SPDX-License-Identifier: MIT */
#include "api/forward.h"

#include "auth/identity.h"
#include "base/log.h"
#include "python/repr.h"

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

bool
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

bool
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
