/* SPDX-License-Identifier: MIT */
/* Which "code" an answer has (esb 6.3, rule 2, and 10.2). */
#include "api/envelope.h"

#include "unit.h"

#define ARENA_BYTES ((size_t)64 * 1024)
#define WIRE_BYTES  ((size_t)64 * 1024)

static int
wire_send(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

static enum outcome
write_null(struct call *call, struct json_writer *w)
{
	(void)call;
	return json_null(w) == 0 ? OUTCOME_OK : OUTCOME_FAULT;
}

static const struct endpoint endpoint = {.write = write_null};

struct code_row {
	const char *name;
	const char *profile;
	bool refused;
	bool has_code; /* of bk-sops */
	int code;
	const char *want;
};

static struct code_row code_rows[] = {
    {"esb 6.3: success", "p1", false, false, 0, "\"code\":0,"},
    {"esb 6.3: a refusal", "p1", true, false, 0, "\"code\":1306000,"},
    {"esb 126: a code is overwritten", "p1", false, true, 5, "\"code\":0,"},
    {"esb 126: that of a refusal, too", "p1", true, true, 5,
	"\"code\":1306000,"},
    {"esb 10.2: success without code", "p2", false, false, 5, "\"code\":0,"},
    {"esb 10.2: a refusal without code", "p2", true, false, 5,
	"\"code\":1306000,"},
    {"esb 10.2: a code is kept", "p2", false, true, 5, "\"code\":5,"},
    {"esb 10.2: that of a refusal, too", "p2", true, true, 5, "\"code\":5,"},
    {"esb 10.2: 0 is a code", "p2", true, true, 0, "\"code\":0,"},
};

static void
check_code(void **state)
{
	const struct code_row *row = *state;
	struct arena *arena = arena_new(ARENA_BYTES);
	struct fcgi_request request = {.arena = arena};
	struct call call = {.arena = arena,
	    .endpoint = &endpoint,
	    .result = {.message = TEXT("no"),
		.has_code = row->has_code,
		.code = row->code}};
	struct served served;
	struct envelope e;
	struct reply reply;
	struct buf wire;

	buf_init(&wire, WIRE_BYTES);
	reply_init(&reply);
	reply_start(&reply, wire_send, &wire);
	served_start(&served, &request, &reply);
	envelope_start(
	    &e, esb_profile_find(row->profile), &request, &reply, &served);
	if (row->refused)
		envelope_refused_by_backend(&e, &call);
	else
		assert_int_equal(envelope_answer(&e, &call), OUTCOME_OK);
	buf_add(&wire, "", 1);
	assert_non_null(strstr(buf_text(&wire).s, row->want));
	reply_free(&reply);
	buf_free(&wire);
	arena_free(arena);
}

int
main(void)
{
	UNIT_TABLE(code_rows, check_code);
	return unit_run("envelope");
}
