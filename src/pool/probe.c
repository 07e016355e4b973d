/* SPDX-License-Identifier: MIT */
#include "pool/probe.h"

/* 16 hexadecimal digits. */
static bool
read_half(const char *digits, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < PROBE_ID / 2; i++) {
		int digit = text_hex_digit(digits[i]);

		if (digit < 0)
			return false;
		*number = *number << 4 | (uint64_t)digit;
	}
	return true;
}

/* An id of zeros is what an unused place has. */
static bool
read_id(struct text text, uint64_t id[2])
{
	return text.len == PROBE_ID && read_half(text.s, &id[0]) &&
	       read_half(text.s + PROBE_ID / 2, &id[1]) &&
	       (id[0] != 0 || id[1] != 0);
}

static void
expect(struct probes *probes, const uint64_t id[2])
{
	uint32_t i = probes->next++ % PROBES;

	probes->expected[i].seen = false;
	probes->expected[i].id[0] = id[0];
	probes->expected[i].id[1] = id[1];
}

/* The place where the id is expected; PROBES: nowhere. */
static size_t
find(const struct probes *probes, const uint64_t id[2])
{
	size_t i = 0;

	while (i < PROBES && (probes->expected[i].id[0] != id[0] ||
				 probes->expected[i].id[1] != id[1]))
		i++;
	return i;
}

void
probe_note(struct probes *probes, const struct fcgi_request *request)
{
	uint64_t id[2];
	size_t i;

	if (!read_id(fcgi_param(request, "HTTP_X_BKSOPS_DOCTOR"), id))
		return;
	i = find(probes, id);
	if (i < PROBES)
		probes->expected[i].seen = true;
}

const char *
probe_answer(struct probes *probes, const struct fcgi_request *request)
{
	struct text rest = fcgi_param(request, PROBE_QUESTION), word;
	uint64_t id[2];
	size_t i;

	if (!text_split(&rest, ' ', &word) || !read_id(rest, id))
		return NULL;
	if (text_is(word, PROBE_EXPECT))
		expect(probes, id);
	else if (!text_is(word, PROBE_ASK))
		return NULL;
	i = find(probes, id);
	return i < PROBES && probes->expected[i].seen ? PROBE_SEEN
						      : PROBE_UNSEEN;
}
