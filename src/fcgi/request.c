/* SPDX-License-Identifier: MIT */
#include "fcgi/request.h"

#include <stddef.h>

/* A length: one byte, or four when its highest bit is set.  0 or -1. */
static int
take_length(struct text *rest, size_t *length)
{
	const unsigned char *b = (const unsigned char *)rest->s;
	size_t size;

	if (rest->len == 0)
		return -1;
	size = b[0] & 0x80 ? 4 : 1;
	if (rest->len < size)
		return -1;
	*length = size == 1 ? b[0]
			    : (size_t)(b[0] & 0x7F) << 24 | (size_t)b[1] << 16 |
				  (size_t)b[2] << 8 | b[3];
	rest->s += size;
	rest->len -= size;
	return 0;
}

static int
take_bytes(struct text *rest, size_t len, struct text *part)
{
	if (len > rest->len)
		return -1;
	*part = (struct text){rest->s, len};
	rest->s += len;
	rest->len -= len;
	return 0;
}

int
fcgi_next_pair(struct text *rest, struct text *name, struct text *value)
{
	size_t name_len, value_len;

	if (rest->len == 0)
		return 0;
	if (take_length(rest, &name_len) < 0 ||
	    take_length(rest, &value_len) < 0 ||
	    take_bytes(rest, name_len, name) < 0)
		return -1;
	return take_bytes(rest, value_len, value) < 0 ? -1 : 1;
}

struct text
fcgi_param(const struct fcgi_request *request, const char *name)
{
	for (size_t i = 0; i < request->nparams; i++)
		if (text_is(request->params[i].name, name))
			return request->params[i].value;
	return TEXT_NONE;
}

#define MEMBER(name, member)                              \
	{                                                 \
		{name, sizeof(name) - 1},                 \
		    offsetof(struct fcgi_request, member) \
	}

static const struct {
	struct text name;
	size_t offset;
} members[] = {
    MEMBER("REQUEST_METHOD", method),
    MEMBER("REQUEST_URI", uri),
    MEMBER("DOCUMENT_URI", document_uri),
    MEMBER("SCRIPT_NAME", script_name),
    MEMBER("PATH_INFO", path_info),
    MEMBER("REDIRECT_URL", redirect_url),
    MEMBER("REDIRECT_STATUS", redirect_status),
    MEMBER("QUERY_STRING", query),
    MEMBER("CONTENT_TYPE", content_type),
    MEMBER("CONTENT_LENGTH", content_length),
    MEMBER("REMOTE_ADDR", remote_addr),
    MEMBER("REQUEST_ID", id),
    MEMBER("HTTP_COOKIE", cookie),
    MEMBER("HTTP_ACCEPT_LANGUAGE", accept_language),
    MEMBER("HTTP_IF_NONE_MATCH", if_none_match),
};

/* The first of several counts. */
static void
set_member(struct fcgi_request *request, const struct fcgi_param *param)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		struct text *member =
		    (void *)((char *)request + members[i].offset);

		if (!text_eq(param->name, members[i].name))
			continue;
		if (member->s == NULL)
			*member = param->value;
		return;
	}
}

int
fcgi_request_read(struct fcgi_request *request, struct text block)
{
	const struct fcgi_request empty = {
	    .params = request->params, .arena = request->arena};
	struct fcgi_param param;
	int more;

	*request = empty;
	while ((more = fcgi_next_pair(&block, &param.name, &param.value)) > 0) {
		if (request->nparams == FCGI_PARAMS_COUNT) {
			*request = empty;
			request->params_too_large = true;
			return 0;
		}
		request->params[request->nparams++] = param;
		set_member(request, &param);
	}
	return more;
}
