/* SPDX-License-Identifier: MIT */
/*
 * The parameters of a request, from exactly one source (esb 1.4): the query
 * string, a JSON body, a form or a multipart body.
 */
#ifndef PARAMS_PARSE_H
#define PARAMS_PARSE_H

#include "fcgi/request.h"
#include "params/params.h"

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

/* The same as Django reads it from 3.2 on: ";" parts nothing, and what is not
 * valid in the charset becomes U+FFFD in values, too (sops-current 4.1). */
enum params_result params_of_current_query(
    const struct fcgi_request *request, struct params *params);

#endif
