/* SPDX-License-Identifier: MIT */
/*
 * The parameters of an API call, from exactly one source (esb 1.4): the query
 * string, a JSON body, a form or a multipart body.
 */
#ifndef PARAMS_PARAMS_H
#define PARAMS_PARAMS_H

#include "fcgi/request.h"

/* Parameters of one source, repeated names counted; more are an error.
 * Far beyond any call, so that sorting them costs next to nothing. */
#define PARAMS_COUNT 1024

/* Containers in each other.  esb 1.4: 480 levels work, 600 to 960 give M19, 990
 * and more M1. */
#define PARAMS_DEPTH_OK	  500
#define PARAMS_DEPTH_JSON 980

enum param_type {
	PARAM_ABSENT,
	PARAM_STRING,
	PARAM_INT,   /* value: digits with an optional minus, any length */
	PARAM_FLOAT, /* value: the number's text, NaN, Infinity, -Infinity */
	PARAM_TRUE,
	PARAM_FALSE,
	PARAM_NULL,
	PARAM_LIST, /* value: its JSON text as received */
	PARAM_OBJECT
};

struct param {
	struct text name;
	enum param_type type;
	struct text value; /* UTF-8 */
	bool empty;	   /* a list or object without elements */
};

struct params {
	/* In the request's arena; one per name, sorted by the names' bytes. */
	struct param *items;
	size_t count;
};

enum params_result {
	PARAMS_OK,
	PARAMS_BAD_JSON, /* esb M1 */
	PARAMS_TOO_DEEP, /* esb M19 */
	PARAMS_BAD_FORM, /* esb M19: multipart without boundary */
	PARAMS_MEMORY	 /* too many or too large: esb M19 */
};

/*
 * The parameters by esb 1.4.  Duplicate names: the last one wins.  The charset
 * of the Content-Type decodes query string and form.  What is neither GET nor
 * POST has a body, too, but no form (esb 10.2).
 */
enum params_result
params_of_request(const struct fcgi_request *request, struct params *params);

/* The query string alone, whatever the method (signatures, esb 3.4). */
enum params_result
params_of_query(const struct fcgi_request *request, struct params *params);

/*
 * The pieces, for tests and fuzzing.  `charset` TEXT_NONE or unknown: UTF-8.
 * A form's value that is not valid in its charset is read as ISO-8859-1; in a
 * name and in multipart the bytes that are not valid become U+FFFD each.
 * A part of a multipart body that no delimiter ends is dropped.
 * A JSON text that is not an object is PARAMS_BAD_JSON.
 */
enum params_result params_parse_form(struct arena *arena, struct text text,
    struct text charset, struct params *params);
enum params_result params_parse_multipart(struct arena *arena,
    struct text content_type, struct text body, struct params *params);
enum params_result
params_parse_json(struct arena *arena, struct text body, struct params *params);

/* NULL when there is none of this name. */
const struct param *params_find(const struct params *params, const char *name);

/* Python's truth (esb 0.3): absent, null, false, 0, 0.0, "", [] and {} are
 * false. */
bool param_is_true(const struct param *param);

/* The number of a PARAM_FLOAT. */
double param_real(const struct param *param);

/* The first of the two names that is true (esb 1.5), else NULL. */
const struct param *params_find_alias(
    const struct params *params, const char *name, const char *older);

#endif
