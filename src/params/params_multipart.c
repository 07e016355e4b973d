/* SPDX-License-Identifier: MIT */
/*
 * multipart/form-data as Django 1.8 reads it (esb 1.4).  It looks for the
 * delimiter anywhere, not only at the start of a line.
 */

#include "params/charset.h"
#include "params/params_header.h"
#include "params/params_set.h"

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
	if (params_header_value(set->arena, field, "name", &name) ||
	    params_header_value(set->arena, field, "filename", &file) ||
	    params_header_value(set->arena, field, "filename*", &extended))
		return PARAMS_MEMORY;
	if (name.s == NULL || file.len > 0 || extended.len > 0)
		return PARAMS_OK;
	return params_set_add_string(set,
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

enum params_result
params_parse_multipart(struct arena *arena, struct text content_type,
    struct text body, struct params *params)
{
	struct params_set set = params_set_start(arena);
	struct text boundary, name, delimiter;
	struct charset charset;
	enum params_result result;

	*params = (struct params){NULL, 0};
	if (params_header_value(arena, content_type, "boundary", &boundary) ||
	    params_header_value(arena, content_type, "charset", &name))
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
