/* SPDX-License-Identifier: MIT */
#include "params/parse.h"

#include "params/charset.h"
#include "params/json.h"

/* Parameters of header fields: Content-Type and Content-Disposition. */

static bool
is_escape(struct text t, size_t i)
{
	return t.s[i] == '\\' && i + 1 < t.len &&
	       (t.s[i + 1] == '"' || t.s[i + 1] == '\\');
}

/* Splits off the part before the first semicolon that is not in quotes. */
static struct text
next_part(struct text *rest)
{
	struct text part = *rest;
	bool quoted = false;
	size_t i;

	for (i = 0; i < rest->len && (quoted || rest->s[i] != ';'); i++) {
		if (quoted && is_escape(*rest, i))
			i++;
		else if (rest->s[i] == '"')
			quoted = !quoted;
	}
	part.len = i;
	rest->s += i;
	rest->len -= i;
	if (rest->len > 0) {
		rest->s++;
		rest->len--;
	}
	return part;
}

static enum params_result
unescape(struct arena *arena, struct text *value)
{
	struct text from = *value;
	char *to;
	size_t len = 0;

	if (memchr(from.s, '\\', from.len) == NULL)
		return PARAMS_OK;
	to = arena_alloc(arena, from.len);
	if (to == NULL)
		return PARAMS_MEMORY;
	for (size_t i = 0; i < from.len; i++) {
		if (is_escape(from, i))
			i++;
		to[len++] = from.s[i];
	}
	*value = (struct text){to, len};
	return PARAMS_OK;
}

/*
 * The parameter `name` of a field such as
 *
 *	form-data; name="task_id"
 *
 * without its quotes and with \" and \\ undone; the last one of several.
 * Names compare without case.  *value is TEXT_NONE when there is none.
 * PARAMS_OK, or PARAMS_MEMORY when the arena is full.
 */
static enum params_result
header_value(struct arena *arena, struct text field, const char *name,
    struct text *value)
{
	*value = TEXT_NONE;
	if (field.len > 0)
		next_part(&field); /* the main value */
	while (field.len > 0) {
		struct text rest = next_part(&field), key;

		if (!text_split(&rest, '=', &key) || rest.s == NULL ||
		    !text_is_nocase(text_strip(key), name))
			continue;
		*value = text_strip(rest);
	}
	if (value->len < 2 || value->s[0] != '"' ||
	    value->s[value->len - 1] != '"')
		return PARAMS_OK;
	value->s++;
	value->len -= 2;
	return unescape(arena, value);
}

/* PARAMS_MEMORY also when one of the two has no .s. */
static enum params_result
add_string(struct params_set *set, struct text name, struct text value)
{
	struct param param = {
	    .name = name, .type = PARAM_STRING, .value = value};

	if (name.s == NULL || value.s == NULL)
		return PARAMS_MEMORY;
	return params_set_add(set, &param);
}

/* Query string and application/x-www-form-urlencoded. */

/* The byte that %XX stands for, -1 when that is not what is at s. */
static int
escaped_byte(const char *s, size_t len)
{
	int high, low;

	if (len < 3 || s[0] != '%')
		return -1;
	high = text_hex_digit(s[1]);
	low = text_hex_digit(s[2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool
has_no_escape(struct text t)
{
	return t.len == 0 || (memchr(t.s, '%', t.len) == NULL &&
				 memchr(t.s, '+', t.len) == NULL);
}

/* Undoes the percent-encoding; .s is NULL when there is no room. */
static struct text
unquote(struct arena *arena, struct text quoted)
{
	size_t len = 0;
	char *to;

	if (has_no_escape(quoted))
		return quoted;
	to = arena_alloc(arena, quoted.len);
	if (to == NULL)
		return TEXT_NONE;
	for (size_t i = 0; i < quoted.len; i++) {
		int byte = escaped_byte(quoted.s + i, quoted.len - i);

		if (byte >= 0) {
			to[len++] = (char)byte;
			i += 2;
		} else {
			to[len++] = quoted.s[i] == '+' ? ' ' : quoted.s[i];
		}
	}
	return (struct text){to, len};
}

/* How a form is read: by Django 1.8, or from 3.2 on. */
struct form_rules {
	const char *separators;
	enum charset_fallback fallback; /* of values */
};
static const struct form_rules rules_2019 = {"&;", CHARSET_LATIN1};
static const struct form_rules rules_current = {"&", CHARSET_REPLACE};

/* Splits off the part before the first separator of *rest. */
static struct text
next_pair(struct text *rest, const char *separators)
{
	struct text pair = {rest->s, 0};

	while (pair.len < rest->len && pair.s[pair.len] != separators[0] &&
	       (separators[1] == '\0' || pair.s[pair.len] != separators[1]))
		pair.len++;
	rest->s += pair.len;
	rest->len -= pair.len;
	if (rest->len > 0) {
		rest->s++;
		rest->len--;
	}
	return pair;
}

static enum params_result
add_pair(struct params_set *set, const struct form_rules *rules,
    const struct charset *charset, struct text pair)
{
	struct text value = pair, name;

	text_split(&value, '=', &name);
	if (value.s == NULL)
		value = TEXT("");
	name = unquote(set->arena, name);
	value = unquote(set->arena, value);
	if (name.s == NULL || value.s == NULL)
		return PARAMS_MEMORY;
	return add_string(set,
	    charset_decode(charset, set->arena, name, CHARSET_REPLACE),
	    charset_decode(charset, set->arena, value, rules->fallback));
}

/* In a name the bytes that are not valid in its charset become U+FFFD each. */
static enum params_result
parse_form(struct arena *arena, const struct form_rules *rules,
    struct text content_type, struct text form, struct params *params)
{
	struct params_set set = {.arena = arena};
	enum params_result result;
	struct charset charset;
	struct text name;

	result = header_value(arena, content_type, "charset", &name);
	if (result != PARAMS_OK)
		return result;
	charset = charset_open(name);
	while (form.len > 0 && result == PARAMS_OK) {
		struct text pair = next_pair(&form, rules->separators);

		if (pair.len > 0)
			result = add_pair(&set, rules, &charset, pair);
	}
	charset_close(&charset);
	return result == PARAMS_OK ? params_set_finish(&set, params) : result;
}

/*
 * multipart/form-data as Django 1.8 reads it.  It looks for the delimiter
 * anywhere, not only at the start of a line.
 */

#define PART_HEADER_MAX 1024 /* where Django stops looking for its end */
#define BOUNDARY_MAX	201  /* bytes; Python's cgi takes no more */

/* Python's rule: printable ASCII that does not end with a space. */
static bool
boundary_valid(struct text boundary)
{
	if (boundary.len == 0 || boundary.len > BOUNDARY_MAX)
		return false;
	for (size_t i = 0; i < boundary.len; i++)
		if (boundary.s[i] < ' ' || boundary.s[i] > '~')
			return false;
	return boundary.s[boundary.len - 1] != ' ';
}

/* Splits *rest at `mark`; false and nothing changed when it is not there. */
static bool
split_at(struct text *rest, struct text mark, struct text *before)
{
	const char *at = rest->len < mark.len
			     ? NULL
			     : memmem(rest->s, rest->len, mark.s, mark.len);

	if (at == NULL)
		return false;
	*before = (struct text){rest->s, (size_t)(at - rest->s)};
	rest->s = at + mark.len;
	rest->len -= before->len + mark.len;
	return true;
}

/* A part with the line break in front of its delimiter taken off. */
static struct text
without_line_end(struct text part)
{
	if (part.len > 0 && part.s[part.len - 1] == '\n')
		part.len--;
	if (part.len > 0 && part.s[part.len - 1] == '\r')
		part.len--;
	return part;
}

/* Splits a part into header and value; false when it has no header. */
static bool
split_header(struct text part, struct text *header, struct text *value)
{
	struct text start = part;

	if (start.len > PART_HEADER_MAX)
		start.len = PART_HEADER_MAX;
	if (!split_at(&start, TEXT("\r\n\r\n"), header))
		return false;
	*value = (struct text){start.s, part.len - header->len - 4};
	return true;
}

/* The value of the last Content-Disposition; TEXT_NONE when there is none. */
static struct text
disposition(struct text header)
{
	struct text found = TEXT_NONE, line, name;
	bool more = true;

	while (more) {
		more = split_at(&header, TEXT("\r\n"), &line);
		if (!more)
			line = header;
		if (text_split(&line, ':', &name) && line.s != NULL &&
		    text_is_nocase(name, "content-disposition"))
			found = line;
	}
	return found;
}

static enum params_result
add_part(
    struct params_set *set, const struct charset *charset, struct text part)
{
	struct text header, value, field, name, file, extended;

	if (!split_header(without_line_end(part), &header, &value))
		return PARAMS_OK;
	field = disposition(header);
	if (field.s == NULL)
		return PARAMS_OK;
	if (header_value(set->arena, field, "name", &name) ||
	    header_value(set->arena, field, "filename", &file) ||
	    header_value(set->arena, field, "filename*", &extended))
		return PARAMS_MEMORY;
	if (name.s == NULL || file.len > 0 || extended.len > 0)
		return PARAMS_OK;
	return add_string(set,
	    charset_decode(
		charset, set->arena, text_strip(name), CHARSET_REPLACE),
	    charset_decode(charset, set->arena, value, CHARSET_REPLACE));
}

static enum params_result
add_parts(struct params_set *set, const struct charset *charset,
    struct text delimiter, struct text body)
{
	struct text part; /* first what stands before the first delimiter */
	enum params_result result = PARAMS_OK;

	if (!split_at(&body, delimiter, &part))
		return PARAMS_OK;
	while (result == PARAMS_OK && !text_starts(body, "--") &&
	       split_at(&body, delimiter, &part))
		result = add_part(set, charset, part);
	return result;
}

/* Bytes that are not valid in the charset become U+FFFD each.  A part that no
 * delimiter ends is dropped. */
static enum params_result
parse_multipart(struct arena *arena, struct text content_type, struct text body,
    struct params *params)
{
	struct params_set set = {.arena = arena};
	struct text boundary, name, delimiter;
	struct charset charset;
	enum params_result result;

	if (header_value(arena, content_type, "boundary", &boundary) ||
	    header_value(arena, content_type, "charset", &name))
		return PARAMS_MEMORY;
	if (!boundary_valid(boundary))
		return PARAMS_BAD_FORM;
	delimiter = ARENA_JOIN(arena, TEXT("--"), boundary);
	if (delimiter.s == NULL)
		return PARAMS_MEMORY;
	charset = charset_open(name);
	result = add_parts(&set, &charset, delimiter, body);
	charset_close(&charset);
	return result == PARAMS_OK ? params_set_finish(&set, params) : result;
}

enum params_result
params_of_query(const struct fcgi_request *request, struct params *params)
{
	*params = (struct params){NULL, 0};
	return parse_form(request->arena, &rules_2019, request->content_type,
	    request->query, params);
}

enum params_result
params_of_current_query(
    const struct fcgi_request *request, struct params *params)
{
	*params = (struct params){NULL, 0};
	return parse_form(request->arena, &rules_current, request->content_type,
	    request->query, params);
}

static enum params_result
parse_body(const struct fcgi_request *request, struct params *params)
{
	struct text type = request->content_type;

	/* The reader gets the body with what the test here overlooks: for it
	 * 0x0B and 0x0C are no blanks. */
	if (text_starts(text_strip(request->body), "{"))
		return params_parse_json(request->arena, request->body, params);
	if (!text_is(request->method, "POST"))
		return PARAMS_OK;
	if (text_starts(type, "application/x-www-form-urlencoded"))
		return parse_form(
		    request->arena, &rules_2019, type, request->body, params);
	if (text_starts(type, "multipart/form-data"))
		return parse_multipart(
		    request->arena, type, request->body, params);
	return PARAMS_OK;
}

enum params_result
params_of_request(const struct fcgi_request *request, struct params *params)
{
	struct text method = request->method;

	*params = (struct params){NULL, 0};
	if (method.len == 0 || text_is(method, "GET"))
		return params_of_query(request, params);
	return parse_body(request, params);
}
