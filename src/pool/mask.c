/* SPDX-License-Identifier: MIT */
#include "pool/mask.h"

#define NAME_MAX_LEN 32	 /* bytes of the longest known name */
#define VALUE_MAX    128 /* bytes of a value that is shown */

static const char *const harmless[] = {"app_code", "bk_app_code", "bk_biz_id",
    "bk_nonce", "bk_timestamp", "bk_username", "category", "common", "id",
    "is_finished", "is_started", "keyword", "limit", "name", "node_id",
    "offset", "page", "page_size", "plugin_code", "project_id", "project_tag",
    "scope", "scope_id", "scope_type", "start_time", "status", "subprocess_id",
    "task_id", "task_id_list", "task_ids", "template_id", "template_source",
    "username", "version", "with_children", "with_ex_data"};

static const char *const secret[] = {"access_token", "app_secret",
    "bk_access_token", "bk_app_secret", "bk_login_token", "bk_signature",
    "bk_ticket", "bk_token", "password", "refresh_token", "secret", "signature",
    "token"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct out {
	char *data;
	size_t len;
};

static void
append(struct out *out, struct text text)
{
	if (text.len > MASK_BYTES - out->len)
		text.len = MASK_BYTES - out->len;
	if (text.len > 0)
		memcpy(out->data + out->len, text.s, text.len);
	out->len += text.len;
}

static struct text
text_of_out(const struct out *out)
{
	return (struct text){out->data, out->len};
}

/* The byte at *at of percent-encoded text; moves *at behind it. */
static int
next_byte(struct text t, size_t *at)
{
	size_t i = *at;
	int high, low;

	*at = i + 1;
	if (t.s[i] != '%' || t.len - i < 3)
		return (unsigned char)t.s[i];
	high = text_hex_digit((unsigned char)t.s[i + 1]);
	low = text_hex_digit((unsigned char)t.s[i + 2]);
	if (high < 0 || low < 0)
		return '%';
	*at = i + 3;
	return high * 16 + low;
}

/* The decoded name; TEXT_NONE when it is longer than any that is known. */
static struct text
decode_name(struct text name, char out[NAME_MAX_LEN])
{
	size_t len = 0;

	for (size_t at = 0; at < name.len;) {
		if (len == NAME_MAX_LEN)
			return TEXT_NONE;
		out[len++] = (char)next_byte(name, &at);
	}
	return (struct text){out, len};
}

static const char *
find_name(const char *const *names, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++)
		if (text_is(name, names[i]))
			return names[i];
	return NULL;
}

/* Bytes that would start another parameter, had the client not erred. */
static bool
starts_parameters(int c)
{
	return c == '?' || c == '&' || c == ';' || c == '=' || c == '#';
}

static bool
is_plain(struct text value)
{
	for (size_t at = 0; at < value.len;)
		if (starts_parameters(next_byte(value, &at)))
			return false;
	return value.len <= VALUE_MAX;
}

static void
append_pair(struct out *out, struct text pair)
{
	char buffer[NAME_MAX_LEN];
	const char *equals = memchr(pair.s, '=', pair.len);
	size_t len = equals == NULL ? pair.len : (size_t)(equals - pair.s);
	struct text name = decode_name((struct text){pair.s, len}, buffer),
		    value;
	const char *known = find_name(harmless, COUNT(harmless), name);
	bool shown = known != NULL;

	if (pair.len == 0)
		return;
	if (known == NULL)
		known = find_name(secret, COUNT(secret), name);
	if (known == NULL) {
		append(out, TEXT("***"));
		return;
	}
	append(out, text_of(known));
	if (equals == NULL)
		return;
	value = (struct text){equals + 1, pair.len - len - 1};
	append(out, TEXT("="));
	append(out, shown && is_plain(value) ? value : TEXT("***"));
}

/* Django's 2019 generation splits at both. */
static void
append_query(struct out *out, struct text query)
{
	size_t start = 0;

	for (size_t i = 0; i <= query.len; i++) {
		if (i < query.len && query.s[i] != '&' && query.s[i] != ';')
			continue;
		append_pair(out, (struct text){query.s + start, i - start});
		if (i < query.len)
			append(out, (struct text){query.s + i, 1});
		start = i + 1;
	}
}

static void
append_path(struct out *out, struct text path)
{
	for (size_t at = 0; at < path.len;) {
		size_t before = at;

		if (starts_parameters(next_byte(path, &at))) {
			append(out, TEXT("***"));
			return;
		}
		append(out, (struct text){path.s + before, at - before});
	}
}

struct text
mask_query(struct text query, char buffer[MASK_BYTES])
{
	struct out out = {buffer, 0};

	if (query.len == 0)
		return TEXT_NONE;
	append_query(&out, query);
	return text_of_out(&out);
}

struct text
mask_path(struct text path, char buffer[MASK_BYTES])
{
	struct out out = {buffer, 0};

	append_path(&out, path);
	return text_of_out(&out);
}

struct text
mask_uri(struct text uri, char buffer[MASK_BYTES])
{
	struct out out = {buffer, 0};
	const char *mark = uri.len == 0 ? NULL : memchr(uri.s, '?', uri.len);
	size_t len = mark == NULL ? uri.len : (size_t)(mark - uri.s);

	append_path(&out, (struct text){uri.s, len});
	if (mark == NULL)
		return text_of_out(&out);
	append(&out, TEXT("?"));
	append_query(&out, (struct text){mark + 1, uri.len - len - 1});
	return text_of_out(&out);
}
