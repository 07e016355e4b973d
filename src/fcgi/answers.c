/* SPDX-License-Identifier: MIT */
#include "fcgi/answers.h"

#include "fcgi/connection.h"
#include "fcgi/pairs.h"

#include <fastcgi.h>
#include <stdio.h>

static void
put_record(
    struct buf *out, int type, unsigned id, const void *content, size_t len)
{
	const FCGI_Header header = {.version = FCGI_VERSION_1,
	    .type = (unsigned char)type,
	    .requestIdB1 = (unsigned char)(id >> 8),
	    .requestIdB0 = (unsigned char)id,
	    .contentLengthB1 = (unsigned char)(len >> 8),
	    .contentLengthB0 = (unsigned char)len};

	buf_add(out, &header, sizeof(header));
	buf_add(out, content, len);
}

void
answers_end(struct buf *out, unsigned id, int protocol_status)
{
	const FCGI_EndRequestBody body = {
	    .protocolStatus = (unsigned char)protocol_status};

	put_record(out, FCGI_END_REQUEST, id, &body, sizeof(body));
}

void
answers_unknown_type(struct buf *out, int type)
{
	const FCGI_UnknownTypeBody body = {.type = (unsigned char)type};

	put_record(
	    out, FCGI_UNKNOWN_TYPE, FCGI_NULL_REQUEST_ID, &body, sizeof(body));
}

/* Names and values of the answer; both are shorter than 128 bytes. */
static const struct {
	const char *name;
	int value;
} values[] = {
    {FCGI_MAX_CONNS, FCGI_CONNECTIONS},
    {FCGI_MAX_REQS, FCGI_CONNECTIONS},
    {FCGI_MPXS_CONNS, 0},
};
#define VALUES (sizeof(values) / sizeof(values[0]))

void
answers_values(struct buf *out, struct text query)
{
	char content[VALUES * 40];
	struct text name, value;
	bool asked[VALUES] = {false};
	size_t len = 0;

	while (pairs_next(&query, &name, &value) == 1)
		for (size_t i = 0; i < VALUES; i++)
			asked[i] |= text_is(name, values[i].name);
	for (size_t i = 0; i < VALUES; i++) {
		char number[12];

		if (!asked[i])
			continue;
		snprintf(number, sizeof(number), "%d", values[i].value);
		len += (size_t)snprintf(content + len, sizeof(content) - len,
		    "%c%c%s%s", (int)strlen(values[i].name),
		    (int)strlen(number), values[i].name, number);
	}
	put_record(
	    out, FCGI_GET_VALUES_RESULT, FCGI_NULL_REQUEST_ID, content, len);
}
