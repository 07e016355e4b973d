/* SPDX-License-Identifier: MIT */
/* The parameters of an API call (esb 1.4): collected from one source, found by
 * their names, true or false as in Python. */
#ifndef PARAMS_PARAMS_H
#define PARAMS_PARAMS_H

#include "base/arena.h"

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

struct params_entry;

/* Collects the parameters of one source, for its parsers.  It starts empty. */
struct params_set {
	struct arena *arena;	      /* to be set */
	struct params_entry *entries; /* in the order they came */
	size_t count;
};

/* PARAMS_OK, or PARAMS_MEMORY: more than PARAMS_COUNT, or no room. */
enum params_result
params_set_add(struct params_set *set, const struct param *param);

/* Sorts by name and keeps the last of each. */
enum params_result
params_set_finish(struct params_set *set, struct params *params);

#endif
