/* SPDX-License-Identifier: MIT */
#include "fcgi/request.h"

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
