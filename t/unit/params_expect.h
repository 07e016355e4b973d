/* SPDX-License-Identifier: MIT */
/* What the tests of the request parameters have in common. */
#ifndef PARAMS_EXPECT_H
#define PARAMS_EXPECT_H

#include "base/buf.h"
#include "base/utf8.h"
#include "params/json.h"
#include "params/parse.h"
#include "unit.h"

#define ARENA_MAX ((size_t)8 << 20)

#define B(literal)                             \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}
#define FORM	  "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=B"
#define PART(name, text)                                                    \
	"--B\r\nContent-Disposition: form-data; name=" name "\r\n\r\n" text \
	"\r\n"

/*
 * Expected parameters are written as text, sorted by name, each as
 * name=type:value| with the types s string, i integer, f float, t true,
 * F false, n null, l list, o object, l0 and o0 those without elements.
 */
static inline const char *
type_name(const struct param *param)
{
	static const char *const names[] = {
	    [PARAM_ABSENT] = "-",
	    [PARAM_STRING] = "s",
	    [PARAM_INT] = "i",
	    [PARAM_FLOAT] = "f",
	    [PARAM_TRUE] = "t",
	    [PARAM_FALSE] = "F",
	    [PARAM_NULL] = "n",
	    [PARAM_LIST] = "l",
	    [PARAM_OBJECT] = "o",
	};

	return names[param->type];
}

static inline void
check_params(const struct params *params, struct text expected)
{
	struct buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < params->count; i++) {
		const struct param *p = &params->items[i];

		assert_true(utf8_valid(p->name.s, p->name.len));
		assert_true(utf8_valid(p->value.s, p->value.len));
		buf_add_text(&b, p->name);
		buf_addf(&b, "=%s%s:", type_name(p), p->empty ? "0" : "");
		buf_add_text(&b, p->value);
		buf_add_char(&b, '|');
	}
	assert_false(b.failed);
	if (!text_eq(buf_text(&b), expected))
		print_message("# got %.*s\n", TEXT_ARG(buf_text(&b)));
	assert_int_equal(b.len, expected.len);
	if (b.len > 0)
		assert_memory_equal(b.data, expected.s, b.len);
	buf_free(&b);
}

static inline enum params_result
parse_request(struct arena *arena, const char *method, const char *type,
    struct text query, struct text body, struct params *params)
{
	const struct fcgi_request request = {.method = text_of(method),
	    .query = query,
	    .content_type = text_of(type),
	    .body = body,
	    .arena = arena};

	return params_of_request(&request, params);
}

#endif
