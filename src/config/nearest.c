/* SPDX-License-Identifier: MIT */
#include "config/keys.h"

#define NAME_MAX_LEN 64 /* a longer wrong name is near to none */
#define NEAR	     3	/* single-character changes */

/* Levenshtein distance. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_LEN + 1], n = strlen(b);

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);
			size_t best =
			    row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			diagonal = row[j];
			row[j] = change < best ? change : best;
		}
	}
	return row[n];
}

const char *
key_nearest(enum key_section section, const char *name)
{
	const char *nearest = NULL;
	size_t least = NEAR + 1;

	if (strlen(name) > NAME_MAX_LEN)
		return NULL;
	for (size_t i = 0; i < nkeys; i++) {
		size_t d;

		if (keys[i].section != section ||
		    strlen(keys[i].name) > NAME_MAX_LEN)
			continue;
		d = distance(name, keys[i].name);
		if (d < least) {
			least = d;
			nearest = keys[i].name;
		}
	}
	return nearest;
}
