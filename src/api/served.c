/* SPDX-License-Identifier: MIT */
#include "api/served.h"

#include <stdio.h>
#include <sys/random.h>

void
served_new_id(struct served *served)
{
	unsigned char random[SERVED_REQUEST_ID / 2] = {0};

	/* Short reads cannot happen below 256 bytes (getrandom(2)). */
	if (getrandom(random, sizeof(random), 0) < 0)
		memset(random, 0, sizeof(random));
	random[6] = (unsigned char)((random[6] & 0x0F) | 0x40);
	random[8] = (unsigned char)((random[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(served->request_id + 2 * i, 3, "%02x", random[i]);
}
