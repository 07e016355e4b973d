/* SPDX-License-Identifier: MIT */
#include "api/etag.h"

#include <config.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

/* Bytes of a digest that are in a tag. */
#define ETAG_SHOWN 16

#define ETAG_LIST_BYTES 8192 /* of If-None-Match; nginx's limit by default */
#define ETAG_LIST_TAGS	128

/* The digest of what etag_make puts together. */
struct hash {
	EVP_MD_CTX *context;
	bool failed;
};

static void
hash_add(struct hash *h, const void *data, size_t len)
{
	uint64_t length = len;

	if (EVP_DigestUpdate(h->context, &length, sizeof(length)) != 1 ||
	    (len > 0 && EVP_DigestUpdate(h->context, data, len) != 1))
		h->failed = true;
}

static void
hash_add_text(struct hash *h, struct text t)
{
	hash_add(h, t.s, t.len);
}

static bool
hash_start(struct hash *h)
{
	*h = (struct hash){.context = EVP_MD_CTX_new()};
	if (h->context == NULL)
		return false;
	h->failed = EVP_DigestInit_ex(h->context, EVP_sha256(), NULL) != 1;
	return true;
}

static bool
hash_end(struct hash *h, unsigned char digest[ETAG_SALT])
{
	unsigned int len;
	bool ok =
	    !h->failed && EVP_DigestFinal_ex(h->context, digest, &len) == 1;

	EVP_MD_CTX_free(h->context);
	return ok;
}

bool
etag_salt(const struct config_pool *config, unsigned char salt[ETAG_SALT])
{
	char *dump = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&dump, &len);
	struct hash h;
	bool ok;

	if (out == NULL)
		return false;
	config_dump_pool(config, out);
	ok = fclose(out) == 0 && hash_start(&h);
	if (ok) {
		hash_add_text(&h, TEXT(PACKAGE_VERSION));
		hash_add(&h, dump, len);
		/* In the dump they are masked. */
		hash_add_text(&h, text_of(config->sops.password));
		hash_add_text(&h, text_of(config->login_secret_key));
		hash_add_text(&h, text_of(config->shield_secret_key));
		/* There it is a path. */
		hash_add_text(&h, text_of(config->component_outputs_json));
		ok = hash_end(&h, salt);
	}
	free(dump);
	return ok;
}

static bool
is_tag_character(unsigned char c)
{
	return c == 0x21 || (c >= 0x23 && c != 0x7F);
}

/* The next tag of the list, without W/ and quotes; false at the end, and where
 * the list is malformed. */
static bool
next_tag(struct text *list, struct text *opaque)
{
	const char *p = list->s, *end = p == NULL ? NULL : p + list->len;

	while (p < end && (*p == ' ' || *p == '\t' || *p == ','))
		p++;
	if (end - p > 2 && p[0] == 'W' && p[1] == '/')
		p += 2;
	if (p == end || *p++ != '"')
		return false;
	opaque->s = p;
	while (p < end && is_tag_character((unsigned char)*p))
		p++;
	opaque->len = (size_t)(p - opaque->s);
	if (p == end || *p++ != '"')
		return false;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (p < end && *p != ',')
		return false;
	*list = (struct text){p, (size_t)(end - p)};
	return true;
}

/* True if the tag is `wanted`, alone or with the suffix of a web server that
 * compressed the answer (mod_deflate and mod_brotli of Apache, Caddy, Jetty):
 * the client sends that one back, and Apache hands it on as it is.  No tag of
 * ours ends like that: they are hexadecimal. */
static bool
is_same_tag(struct text tag, struct text wanted)
{
	static const char *const suffix[] = {
	    "",
	    "-gzip",
	    "-br",
	    "-zstd",
	    "--gzip",
	    ";gzip",
	};
	struct text start = tag, rest;

	if (tag.len < wanted.len)
		return false;
	start.len = wanted.len;
	rest = (struct text){tag.s + wanted.len, tag.len - wanted.len};
	if (!text_eq(start, wanted))
		return false;
	for (size_t i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++)
		if (text_is(rest, suffix[i]))
			return true;
	return false;
}

/*
 * Whether a list of tags has this one, weakly compared (8.8.3.2).  What is
 * malformed from some place on counts no further; a header of more than
 * ETAG_LIST_BYTES, or what is behind ETAG_LIST_TAGS tags, does not count: the
 * answer is then sent whole, which is never wrong.
 *
 * A tag also matches with the suffix that a web server gave it when it
 * compressed the answer, such as "-gzip".
 */
static enum etag_match
etag_compare(struct text if_none_match, struct text tag)
{
	struct text list = text_strip(if_none_match), wanted, opaque;
	size_t count = 0;

	if (list.len > ETAG_LIST_BYTES)
		return ETAG_OTHER;
	if (text_is(list, "*"))
		return ETAG_ANY;
	if (!next_tag(&tag, &wanted))
		return ETAG_OTHER;
	while (count++ < ETAG_LIST_TAGS && next_tag(&list, &opaque))
		if (is_same_tag(opaque, wanted))
			return ETAG_SAME;
	return ETAG_OTHER;
}

static bool
digest(const struct call *call, unsigned char result[ETAG_SALT])
{
	unsigned char source[SOPS_DIGEST];
	struct hash h;

	if (!sops_digest(call->sops, source) || !hash_start(&h))
		return false;
	hash_add(&h, call->etag_salt, ETAG_SALT);
	hash_add_text(&h, call->english ? TEXT("en") : TEXT("zh-hans"));
	hash_add_text(&h, call->caller.is_mcp ? TEXT("mcp") : TEXT(""));
	hash_add(&h, source, sizeof(source));
	return hash_end(&h, result);
}

void
etag_make(struct call *call, struct etag *etag)
{
	unsigned char bytes[ETAG_SALT];
	const struct endpoint *endpoint = call->endpoint;
	char *to = etag->text;

	*etag = (struct etag){.match = ETAG_OTHER};
	if (!call->is_get || endpoint->cacheable == NULL)
		return;
	if (endpoint->cacheable(call) && digest(call, bytes)) {
		to += sprintf(to, "W/\"");
		for (size_t i = 0; i < ETAG_SHOWN; i++)
			to += sprintf(to, "%02x", bytes[i]);
		sprintf(to, "\"");
	}
	etag->match = etag_compare(call->if_none_match, text_of(etag->text));
}
