/* SPDX-License-Identifier: MIT */
#include "api/served.h"

#include "base/clock.h"

#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

static void
new_id(char id[SERVED_ANSWER_ID + 1])
{
	unsigned char random[SERVED_ANSWER_ID / 2] = {0};
	uint64_t now = (uint64_t)clock_wall_us();
	pid_t pid = getpid();

	/* Short reads cannot happen below 256 bytes (getrandom(2)).  Where it
	 * fails, an id need not be secret, only another one. */
	if (getrandom(random, sizeof(random), 0) < 0) {
		memcpy(random, &pid, sizeof(pid));
		for (size_t i = 9; i < sizeof(random); i++, now >>= 8)
			random[i] = (unsigned char)now;
	}
	random[6] = (unsigned char)((random[6] & 0x0F) | 0x40);
	random[8] = (unsigned char)((random[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(id + 2 * i, 3, "%02x", random[i]);
}

static bool
is_id(struct text id)
{
	if (id.len == 0 || id.len > SERVED_REQUEST_ID)
		return false;
	for (size_t i = 0; i < id.len; i++) {
		int c = id.s[i] | 0x20; /* letters as small ones */

		if ((c < 'a' || c > 'z') && (id.s[i] < '0' || id.s[i] > '9') &&
		    memchr("._-@", id.s[i], 4) == NULL)
			return false;
	}
	return true;
}

void
served_start(struct served *served, const struct fcgi_request *request,
    struct reply *reply)
{
	struct text id = fcgi_param(request, "REQUEST_ID");

	*served =
	    (struct served){.endpoint = SLOT_OTHER, .outcome = SLOT_REFUSED};
	if (is_id(id))
		memcpy(served->request_id, id.s, id.len);
	else
		new_id(served->request_id);
	reply_header(reply, "X-Request-Id", text_of(served->request_id));
}

void
served_answer_id(struct served *served)
{
	size_t digits = 0;

	while (text_hex_digit((unsigned char)served->request_id[digits]) >= 0)
		digits++;
	if (digits == SERVED_ANSWER_ID && served->request_id[digits] == '\0')
		memcpy(served->answer_id, served->request_id, digits + 1);
	else
		new_id(served->answer_id);
}
