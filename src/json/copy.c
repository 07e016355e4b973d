/* SPDX-License-Identifier: MIT */
#include "json/reader.h"
#include "json/writer.h"

static int
copy_null(void *w)
{
	return json_null(w);
}

static int
copy_boolean(void *w, bool value)
{
	return json_bool(w, value);
}

static int
copy_number(void *w, struct text number, bool is_float)
{
	(void)is_float;
	return json_number(w, number);
}

/* JSON has no such numbers; what JavaScript's JSON.stringify writes. */
static int
copy_not_finite(void *w, const char *name)
{
	(void)name;
	return json_null(w);
}

static int
copy_string(void *w, struct text value)
{
	return json_string(w, value);
}

static int
copy_object_open(void *w)
{
	return json_object_open(w);
}

static int
copy_key(void *w, struct text key)
{
	return json_key(w, key);
}

static int
copy_object_close(void *w)
{
	return json_object_close(w);
}

static int
copy_array_open(void *w)
{
	return json_array_open(w);
}

static int
copy_array_close(void *w)
{
	return json_array_close(w);
}

const struct json_events json_copy_events = {
    .null = copy_null,
    .boolean = copy_boolean,
    .number = copy_number,
    .not_finite = copy_not_finite,
    .string = copy_string,
    .object_open = copy_object_open,
    .key = copy_key,
    .object_close = copy_object_close,
    .array_open = copy_array_open,
    .array_close = copy_array_close,
};
