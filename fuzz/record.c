/* SPDX-License-Identifier: MIT */
/*
 * FastCGI records from the network.  The same bytes in one piece and in small
 * ones must give the same requests and the same answers.
 */
#include "fcgi/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a reader made of the bytes. */
struct outcome {
	enum record_event last;
	size_t requests, pairs;
	size_t params, body; /* bytes */
	struct buf out;
};

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
take_request(struct outcome *o, const struct record_reader *r)
{
	struct text rest = buf_text(&r->params), name, value;

	must(r->params.len <= FCGI_PARAMS_MAX && r->body.len <= FCGI_BODY_MAX);
	must(!r->params_too_large || r->params.len == 0);
	must(!r->body_too_large || r->body.len == 0);
	o->requests++;
	o->params += r->params.len;
	o->body += r->body.len;
	while (fcgi_next_pair(&rest, &name, &value) > 0)
		o->pairs += 1 + name.len + value.len;
}

static void
read_in_pieces(struct outcome *o, const char *data, size_t size, size_t piece)
{
	struct record_reader r;
	size_t used, len;

	*o = (struct outcome){.last = RECORD_MORE};
	buf_init(&o->out, (size_t)1 << 24);
	record_init(&r);
	for (; size > 0; data += used, size -= used) {
		len = size < piece ? size : piece;
		o->last = record_feed(&r, data, len, &used);
		must(used <= len && (used == len || o->last != RECORD_MORE));
		buf_add_text(&o->out, buf_text(&r.out));
		buf_reset(&r.out);
		if (o->last == RECORD_REQUEST) {
			take_request(o, &r);
			record_forget(&r);
			must(record_resting(&r));
		} else if (o->last != RECORD_MORE)
			break;
	}
	record_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome whole, pieces;

	if (size == 0)
		return 0;
	/* As large as a read of a connection, as small as a byte. */
	read_in_pieces(&whole, (const char *)data + 1, size - 1, 16384);
	read_in_pieces(
	    &pieces, (const char *)data + 1, size - 1, (size_t)data[0] + 1);
	must(whole.last == pieces.last);
	must(whole.requests == pieces.requests && whole.pairs == pieces.pairs);
	must(whole.params == pieces.params && whole.body == pieces.body);
	must(text_eq(buf_text(&whole.out), buf_text(&pieces.out)));
	buf_free(&whole.out);
	buf_free(&pieces.out);
	return 0;
}
