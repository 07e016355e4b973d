/* SPDX-License-Identifier: MIT */
#include "python/repr.h"

#include "base/decimal.h"
#include "base/utf8.h"
#include "python/number.h"
#include "json/reader.h"

#define DEPTH 500 /* what a body may have (esb 1.4) */

struct repr {
	struct buf out;
	bool first; /* no separator before what comes next */
	bool three; /* as Python 3 shows it */
};

static void
repr_add(struct repr *r, const char *text)
{
	buf_add_text(&r->out, text_of(text));
}

static void
repr_separate(struct repr *r)
{
	if (!r->first)
		repr_add(r, ", ");
	r->first = false;
}

/* Whether an integer is a long, which repr() gives an L (64 bits). */
static bool
is_long(struct text digits)
{
	uint64_t n;
	bool negative = digits.len > 0 && digits.s[0] == '-';

	if (negative) {
		digits.s++;
		digits.len--;
	}
	return !text_to_uint64(digits, &n) ||
	       n > (uint64_t)INT64_MAX + (negative ? 1 : 0);
}

static void
repr_add_number(struct repr *r, struct text number, bool is_float, size_t depth)
{
	if (is_float) {
		char out[PYTHON_NUMBER_MAX];
		double value;
		size_t n;

		decimal_to_double(number, &value);
		n = depth == 0 && !r->three ? python_float_str(value, out)
					    : python_float_repr(value, out);
		buf_add(&r->out, out, n);
		return;
	}
	buf_add_text(&r->out, number);
	if (depth > 0 && !r->three && is_long(number))
		repr_add(r, "L");
}

static const char *
not_finite(struct text name)
{
	return *name.s == 'N' ? "nan" : *name.s == '-' ? "-inf" : "inf";
}

char
python_repr_quote(struct text t)
{
	bool single = t.len > 0 && memchr(t.s, '\'', t.len) != NULL;
	bool twice = t.len > 0 && memchr(t.s, '"', t.len) != NULL;

	return single && !twice ? '"' : '\'';
}

void
python_repr_character(struct buf *out, uint32_t c, char quote)
{
	if (c == '\\' || c == (unsigned char)quote)
		buf_addf(out, "\\%c", (int)c);
	else if (c == '\n' || c == '\r' || c == '\t')
		buf_addf(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
	else if (c >= 0x20 && c < 0x7F)
		buf_add_char(out, (char)c);
	else
		buf_addf(out,
		    c > 0xFFFF ? "\\U%08x"
		    : c > 0xFF ? "\\u%04x"
			       : "\\x%02x",
		    c);
}

/* Blanks and what has no form of its own: str.isprintable() without what
 * Unicode has not assigned. */
static bool
is_printable(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
	    {0x7F, 0xA0},
	    {0xAD, 0xAD},
	    {0x600, 0x605},
	    {0x61C, 0x61C},
	    {0x6DD, 0x6DD},
	    {0x70F, 0x70F},
	    {0x890, 0x891},
	    {0x8E2, 0x8E2},
	    {0x1680, 0x1680},
	    {0x180E, 0x180E},
	    {0x2000, 0x200F},
	    {0x2028, 0x202F},
	    {0x205F, 0x206F},
	    {0x3000, 0x3000},
	    {0xD800, 0xF8FF}, /* surrogates, private use */
	    {0xFEFF, 0xFEFF},
	    {0xFFF9, 0xFFFB},
	    {0x110BD, 0x110BD},
	    {0x110CD, 0x110CD},
	    {0x13430, 0x1343F},
	    {0x1BCA0, 0x1BCA3},
	    {0x1D173, 0x1D17A},
	    {0xE0000, 0xE00FF},
	    {0xE01F0, 0x10FFFF},
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		if (c >= hidden[i].first && c <= hidden[i].last)
			return false;
	return c >= 0x20;
}

void
python3_repr_character(struct buf *out, uint32_t c, char quote)
{
	char utf8[UTF8_MAX];

	if (c < 0x80 || !is_printable(c))
		python_repr_character(out, c, quote);
	else
		buf_add(out, utf8, utf8_put(utf8, c));
}

static void
repr_add_string(struct repr *r, struct text s)
{
	char quote = python_repr_quote(s);

	if (!r->three)
		buf_add_char(&r->out, 'u');
	buf_add_char(&r->out, quote);
	while (s.len > 0) {
		uint32_t c = 0;
		size_t n = utf8_get(s.s, s.len, &c);

		if (r->three)
			python3_repr_character(&r->out, c, quote);
		else
			python_repr_character(&r->out, c, quote);
		s.s += n;
		s.len -= n;
	}
	buf_add_char(&r->out, quote);
}

static int
repr_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct repr *r = context;

	if (json_value_begins(event) || event == JSON_KEY)
		repr_separate(r);
	switch (event) {
	case JSON_NULL:
		repr_add(r, "None");
		break;
	case JSON_FALSE:
	case JSON_TRUE:
		repr_add(r, event == JSON_TRUE ? "True" : "False");
		break;
	case JSON_INT:
	case JSON_FLOAT:
		repr_add_number(r, text, event == JSON_FLOAT, depth);
		break;
	case JSON_NOT_FINITE:
		repr_add(r, not_finite(text));
		break;
	case JSON_STRING:
		repr_add_string(r, text);
		break;
	case JSON_KEY:
		repr_add_string(r, text);
		repr_add(r, ": ");
		r->first = true;
		break;
	case JSON_OBJECT:
	case JSON_ARRAY:
		buf_add_text(&r->out, text);
		r->first = true;
		break;
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
		buf_add_text(&r->out, text);
		r->first = false;
		break;
	}
	return 0;
}

struct text
python_repr_text(struct arena *arena, struct text t)
{
	struct repr r = {.first = true};
	struct text shown;

	buf_init(&r.out, PYTHON_REPR_MAX);
	repr_add_string(&r, t);
	shown = arena_copy(arena, buf_text(&r.out));
	buf_free(&r.out);
	return shown;
}

/* The first `most` characters of what is UTF-8. */
static struct text
cut_characters(struct text t, size_t most)
{
	for (size_t i = 0; i < t.len; i++)
		if (((unsigned char)t.s[i] & 0xC0) != 0x80 && most-- == 0)
			return (struct text){t.s, i};
	return t;
}

struct text
python3_repr_text(struct arena *arena, struct text t, size_t most)
{
	char quote = python_repr_quote(t);
	struct text shown;
	struct buf out;

	buf_init(&out, PYTHON_REPR_MAX);
	buf_add_char(&out, quote);
	while (t.len > 0) {
		uint32_t c = 0;
		size_t n = utf8_get(t.s, t.len, &c);

		python3_repr_character(&out, c, quote);
		t.s += n == 0 ? 1 : n;
		t.len -= n == 0 ? 1 : n;
	}
	buf_add_char(&out, quote);
	shown = arena_copy(arena, cut_characters(buf_text(&out), most));
	buf_free(&out);
	return shown;
}

static struct text
show_json(struct arena *arena, struct text json, bool three)
{
	struct json_memory memory = {.text = json};
	struct repr r = {.first = true, .three = three};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = repr_event,
	    .context = &r,
	    .max_depth = DEPTH,
	    .max_string = json.len + 1};
	struct text shown = TEXT_NONE;

	buf_init(&r.out, PYTHON_REPR_MAX);
	if (json_read(&reader) == JSON_OK)
		shown = arena_copy(arena, buf_text(&r.out));
	buf_free(&r.out);
	return shown;
}

struct text
python_repr(struct arena *arena, struct text json)
{
	return show_json(arena, json, false);
}

struct text
python3_repr(struct arena *arena, struct text json)
{
	return show_json(arena, json, true);
}
