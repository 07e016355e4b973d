/* SPDX-License-Identifier: MIT */
/* What is said of a key that does not exist. */
#include "config/keys.h"

#include <ctype.h>

#define NAME_MAX_SEEN 40 /* bytes compared; the longest key has 26 */

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Insertions, deletions and replacements that make b out of a. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_SEEN + 1];
	size_t n = strlen(a), m = strlen(b);

	if (n > NAME_MAX_SEEN || m > NAME_MAX_SEEN)
		return SIZE_MAX;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
			    diagonal + (tolower((unsigned char)a[i - 1]) !=
					   tolower((unsigned char)b[j - 1])));
			diagonal = above;
		}
	}
	return row[m];
}

const struct foreign_key *
keys_find_foreign(const char *name)
{
	const struct foreign_key *key;
	size_t n = strcspn(name, "[");

	n += name[n] == '[';
	for (key = keys_of_php_fpm; key->name != NULL; key++)
		if (text_is((struct text){name, n}, key->name))
			return key;
	return NULL;
}

const char *
keys_nearest(const struct keys *keys, const char *name)
{
	const char *nearest = NULL, *part;
	const struct key *key;
	size_t best =
	    strlen(name) / 3 + 1; /* a third wrong is a typing error */

	for (size_t i = 0; (key = keys_at(keys, i)) != NULL; i++) {
		size_t d = distance(name, key->name);

		if (d <= best && (nearest == NULL || d < best)) {
			nearest = key->name;
			best = d;
		}
	}
	/* The last part of a name alone, such as host. */
	for (size_t i = 0; nearest == NULL && (key = keys_at(keys, i)) != NULL;
	     i++) {
		part = strrchr(key->name, '.');
		if (part != NULL && text_is_nocase(text_of(name), part + 1))
			nearest = key->name;
	}
	return nearest;
}
