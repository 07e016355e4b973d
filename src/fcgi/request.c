/* SPDX-License-Identifier: MIT */
#include "fcgi/request.h"

struct text
fcgi_param(const struct fcgi_request *request, const char *name)
{
	for (size_t i = 0; i < request->nparams; i++)
		if (text_is(request->params[i].name, name))
			return request->params[i].value;
	return TEXT_NONE;
}
