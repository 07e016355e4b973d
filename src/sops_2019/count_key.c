/* SPDX-License-Identifier: MIT */
#include "sops_2019/count_key.h"

/* Bytes of a field's name, with those it is reached through. */
#define FIELD_MAX 128

static const struct {
	const char *name;
	enum count_lookup lookup;
	bool of_relations;
} lookups[] = {
    {"exact", COUNT_EXACT, true},
    {"iexact", COUNT_IEXACT, false},
    {"contains", COUNT_CONTAINS, false},
    {"icontains", COUNT_ICONTAINS, false},
    {"startswith", COUNT_STARTSWITH, false},
    {"istartswith", COUNT_ISTARTSWITH, false},
    {"endswith", COUNT_ENDSWITH, false},
    {"iendswith", COUNT_IENDSWITH, false},
    {"regex", COUNT_REGEX, false},
    {"iregex", COUNT_IREGEX, false},
    {"gt", COUNT_GT, true},
    {"gte", COUNT_GTE, true},
    {"lt", COUNT_LT, true},
    {"lte", COUNT_LTE, true},
    {"in", COUNT_IN, true},
    {"range", COUNT_RANGE, false},
};

/* Splits off what stands before the first "__". */
static bool
split(struct text *rest, struct text *part)
{
	const char *at;

	if (rest->s == NULL)
		return false;
	at = rest->len < 2 ? NULL : memmem(rest->s, rest->len, "__", 2);
	*part = *rest;
	if (at == NULL) {
		*rest = TEXT_NONE;
		return true;
	}
	part->len = (size_t)(at - rest->s);
	rest->s = at + 2;
	rest->len -= part->len + 2;
	return true;
}

static const struct count_field *
find(const struct count_model *model, const char *path)
{
	for (size_t i = 0; i < model->nfields; i++)
		if (strcmp(model->fields[i].name, path) == 0)
			return &model->fields[i];
	return NULL;
}

/* The field one step further; NULL: `part` is none. */
static const struct count_field *
step(const struct count_model *model, char path[FIELD_MAX], struct text part)
{
	size_t len = strlen(path);
	const struct count_field *field;

	if (text_is(part, "pk"))
		part = TEXT("id");
	if (len + part.len + 3 > FIELD_MAX || part.len == 0 ||
	    memchr(part.s, '\0', part.len) != NULL)
		return NULL;
	if (len > 0) {
		memcpy(path + len, "__", 2);
		memcpy(path + len + 2, part.s, part.len);
		path[len + 2 + part.len] = '\0';
	} else {
		memcpy(path, part.s, part.len);
		path[part.len] = '\0';
	}
	field = find(model, path);
	if (field == NULL)
		path[len] = '\0';
	return field;
}

static void
read_lookups(struct text rest, struct count_key *key)
{
	struct text part;

	key->count = 0;
	key->first = key->last = TEXT("exact");
	while (split(&rest, &part)) {
		if (key->count++ == 0)
			key->first = part;
		key->last = part;
	}
}

bool
count_key_read(
    const struct count_model *model, struct text name, struct count_key *key)
{
	char path[FIELD_MAX] = "";
	struct text rest = name, part, before;
	const struct count_field *field;

	if (!split(&rest, &part))
		return false;
	key->field = step(model, path, part);
	if (key->field == NULL)
		return false;
	for (before = rest; split(&rest, &part); before = rest) {
		field = step(model, path, part);
		if (field == NULL)
			break;
		key->field = field;
	}
	read_lookups(before, key);
	return true;
}

const char *
count_key_lookup(
    const struct count_key *key, enum count_lookup *lookup, bool *is_null)
{
	bool relation = key->field->kind == COUNT_RELATION;

	if (key->field->kind == COUNT_OTHER)
		return "this field is not supported";
	*is_null = key->count == 1 && text_is(key->first, "isnull");
	if (*is_null)
		return NULL;
	for (size_t i = 0; i < sizeof(lookups) / sizeof(*lookups); i++) {
		if (key->count > 1 || !text_is(key->first, lookups[i].name) ||
		    (relation && !lookups[i].of_relations))
			continue;
		*lookup = lookups[i].lookup;
		return NULL;
	}
	return "this field has no such lookup";
}
