/* SPDX-License-Identifier: MIT */
#include "sops/source.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct source {
	EVP_MD_CTX *context;
	uint64_t start; /* round trips */
	uint64_t known;
	bool failed;
};

struct source *
source_new(void)
{
	struct source *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->context = EVP_MD_CTX_new();
	if (s->context == NULL) {
		free(s);
		return NULL;
	}
	source_start(s, 0);
	return s;
}

void
source_free(struct source *s)
{
	if (s == NULL)
		return;
	EVP_MD_CTX_free(s->context);
	free(s);
}

void
source_start(struct source *s, uint64_t round_trips)
{
	s->start = round_trips;
	s->known = 0;
	s->failed = EVP_DigestInit_ex(s->context, EVP_sha256(), NULL) != 1;
}

static void
add(struct source *s, const void *data, size_t len)
{
	if (len > 0 && EVP_DigestUpdate(s->context, data, len) != 1)
		s->failed = true;
}

static void
add_number(struct source *s, uint64_t number)
{
	add(s, &number, sizeof(number));
}

/* Lengths stand in front, that of NULL apart from all others, so that
 * different rows are different bytes. */
static void
add_row(struct source *s, struct db_row row)
{
	for (size_t i = 0; i < row.ncells; i++) {
		struct text cell = row.cells[i];

		add_number(s, cell.s == NULL ? UINT64_MAX : cell.len);
		add(s, cell.s, cell.len);
	}
}

void
source_add(struct source *s, const struct db *db, size_t from)
{
	for (size_t i = from; i < db_statements(db); i++) {
		size_t n = db_rows(db, i);

		add_number(s, n);
		for (size_t r = 0; r < n; r++)
			add_row(s, db_get(db, i, r));
	}
	s->known++;
}

void
source_skip(struct source *s)
{
	s->known++;
}

bool
source_digest(
    struct source *s, uint64_t round_trips, unsigned char digest[SOPS_DIGEST])
{
	unsigned int len = 0;

	if (s->failed || s->known == 0 || round_trips - s->start != s->known)
		return false;
	s->failed = true; /* it can be had once */
	return EVP_DigestFinal_ex(s->context, digest, &len) == 1 &&
	       len == SOPS_DIGEST;
}
