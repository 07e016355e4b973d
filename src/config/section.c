/* SPDX-License-Identifier: MIT */
/* One section while the file is read: its name, its keys, its mistakes. */
#include "config/internal.h"

#include "config/names.h"

#include <ctype.h>
#include <stdlib.h>

static bool
has_unix(const char *text)
{
	return text_starts(text_of(text), "unix:");
}

static bool
has_scheme(const char *text)
{
	return strstr(text, "://") != NULL;
}

static bool
is_long_path(const char *text)
{
	return *text == '/' && strlen(text) > ADDRESS_PATH_MAX;
}

static bool
is_relative(const char *text)
{
	size_t n = strlen(text);

	return *text != '/' &&
	       (strchr(text, '/') != NULL ||
		   (n > 5 && strcmp(text + n - 5, ".sock") == 0));
}

/* The port of "host:port", or a number alone. */
static bool
has_wrong_port(const char *text)
{
	const char *colon = strrchr(text, ':');
	struct text port = text_of(colon == NULL ? text : colon + 1);
	uint64_t number;

	if (colon == NULL && !text_is_digits(port))
		return false;
	return !text_to_uint64(port, &number) || number < 1 || number > 65535;
}

static bool
lacks_port(const char *text)
{
	return *text != '/' && strchr(text, ':') == NULL &&
	       strspn(text, "0123456789") < strlen(text);
}

static bool
lacks_brackets(const char *text)
{
	return *text != '[' && strchr(text, ':') != strrchr(text, ':');
}

static bool
has_name(const char *text)
{
	return *text != '[' && strchr(text, ':') != NULL;
}

/* One of several hosts has it. */
static bool
has_port(const char *text)
{
	struct text rest = text_of(text), host;

	while (text_split(&rest, ',', &host)) {
		const char *colon = memchr(host.s, ':', host.len);

		if (colon != NULL && colon == memrchr(host.s, ':', host.len))
			return true;
	}
	return false;
}

static bool
ends_like_php(const char *text)
{
	size_t n = strlen(text);

	return n > 1 && text[n - 1] == ';';
}

static bool
has_hash(const char *text)
{
	return value_has_blank_and(text, '#');
}

#define OF(type) (UINT32_C(1) << (type))
#define SOCKETS	 (OF(KEY_LISTEN) | OF(KEY_SERVER))
#define PATHS	 (OF(KEY_PATH) | OF(KEY_LOG))

/* The first one that was made is told. */
static const struct {
	uint32_t types;
	bool (*is_made)(const char *text);
	const char *want;
} mistakes[] = {
    {UINT32_MAX, has_hash,
	"alone: a comment begins with a blank and a ;, not with #"},
    {PATHS | SOCKETS, has_unix, "an absolute path, without unix:"},
    {OF(KEY_LISTEN), has_scheme, "address:port, with nothing in front"},
    {OF(KEY_SERVER), has_scheme, "host:port, with nothing in front"},
    {SOCKETS, is_long_path, "a path of at most 107 bytes"},
    {SOCKETS, is_relative, "an absolute path, which begins with a slash"},
    {SOCKETS, has_wrong_port, "a port from 1 to 65535, behind the last colon"},
    {SOCKETS, lacks_brackets, "[IPv6 address]:port, with the brackets"},
    {OF(KEY_LISTEN), has_name,
	"the IP address of this machine or localhost, not another name"},
    {SOCKETS, lacks_port, "one with a port, behind a colon"},
    {OF(KEY_HOSTS), has_scheme,
	"host names or addresses, with nothing in front"},
    {OF(KEY_HOSTS), has_port,
	"host names or addresses alone; the port has a key of its own"},
    {OF(KEY_DURATION) | OF(KEY_INT), ends_like_php,
	"followed by a blank where a ; begins a comment"},
};

/* What a right value looks like, for an operator who wrote `text`, which is
 * wrong: it names the mistake where that is a common one. */
static void
advise_value(const struct key *key, const char *text, char out[VALUE_WANT])
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
		if ((mistakes[i].types & OF(key->type)) != 0 &&
		    mistakes[i].is_made(text)) {
			snprintf(out, VALUE_WANT, "%s", mistakes[i].want);
			return;
		}
	value_want(key, out);
}

#define SECTION_NAME_MAX 32  /* bytes of a pool's name, for log lines */
#define VALUE_SHOWN	 100 /* bytes of a wrong value in a message */
#define POOL_VARIABLE	 "$pool"
#define NAME_MAX_SEEN	 40 /* bytes compared; the longest key has 26 */

/* Names appear in messages, metrics and file names. */
static bool
is_name(struct text name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-.";

	if (name.len == 0 || name.len > SECTION_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (memchr(allowed, name.s[i], sizeof(allowed) - 1) == NULL)
			return false;
	return true;
}

/* Where a section of that name stands already, else NULL. */
static const char *
find_section(const struct config *config, struct text name, int *line)
{
	for (size_t i = 0; i < config->npools; i++)
		if (text_is(name, config->pools[i].name)) {
			*line = config->pools[i].line;
			return config->pools[i].file;
		}
	return NULL;
}

static void
begin_global(struct section *s, struct config *config, int line)
{
	*s = (struct section){.keys = NULL};
	if (config->global.line != 0) {
		complain(&config->mistakes, config->file, line,
		    "[global] was there already, on line %d",
		    config->global.line);
		return;
	}
	config->global.line = line;
	*s = (struct section){&keys_global, &config->global,
	    config->global.lines, NULL, &config->mistakes};
}

static void
complain_second(struct section *s, const char *file, int line,
    const char *first_file, int first_line)
{
	if (strcmp(first_file, file) == 0)
		complain(s->mistakes, file, line,
		    "[%s] was there already, on line %d", s->pool->name,
		    first_line);
	else
		complain(s->mistakes, file, line,
		    "[%s] was there already, in %s on line %d", s->pool->name,
		    first_file, first_line);
}

int
section_begin(struct section *s, struct config *config, struct text name,
    const char *file, int line)
{
	struct config_pool *pool;
	const char *first_file;
	int first_line = 0;

	if (text_is(name, "global")) {
		begin_global(s, config, line);
		return 0;
	}
	*s = (struct section){.keys = NULL};
	first_file = find_section(config, name, &first_line);
	if (config_add_pool(config, name, file, line, &pool) < 0)
		return -1;
	if (pool == NULL)
		return 0;
	*s = (struct section){
	    &keys_pool, pool, pool->lines, pool, &pool->mistakes};
	pool->repeated = first_file != NULL;
	if (pool->repeated)
		complain_second(s, file, line, first_file, first_line);
	else if (!is_name(name))
		complain(s->mistakes, file, line,
		    "[%.*s] is no name for a pool: 1 to %d letters, digits, "
		    "dots, hyphens and underscores",
		    TEXT_ARG(name), SECTION_NAME_MAX);
	return 0;
}

/* The value with the pool's name for the variable; NULL: no memory. */
static char *
expand_pool(const char *value, const char *name)
{
	const char *found;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		return NULL;
	for (; (found = strstr(value, POOL_VARIABLE)) != NULL;
	     value = found + sizeof(POOL_VARIABLE) - 1)
		fprintf(out, "%.*s%s", (int)(found - value), value, name);
	fputs(value, out);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static enum value_result
set_expanded(struct section *s, const struct key *key, const char *value)
{
	enum value_result result;
	char *text = expand_pool(value, s->pool->name);

	if (text == NULL)
		return VALUE_NO_MEMORY;
	result = value_set(key, s->members, text);
	free(text);
	return result;
}

void
section_refuse(struct section *s, const char *name, int line)
{
	int i = keys_find(s->keys, name);

	if (i < 0)
		return;
	if (s->lines[i] == 0)
		s->lines[i] = line;
	if (s->pool != NULL)
		s->pool->refused[i] = true;
}

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

/* The foreign key of this name, or NULL. */
static const struct foreign_key *
find_foreign(const char *name)
{
	const struct foreign_key *key;
	size_t n = strcspn(name, "[");

	n += name[n] == '[';
	for (key = keys_of_php_fpm; key->name != NULL; key++)
		if (text_is((struct text){name, n}, key->name))
			return key;
	return NULL;
}

/* The known key of this section that differs least; NULL when none is close. */
static const char *
find_nearest(const struct keys *keys, const char *name)
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

static void
complain_unknown(
    struct section *s, const char *file, const char *name, int line)
{
	bool global = s->pool == NULL;
	const struct keys *other = global ? &keys_pool : &keys_global;
	const char *nearest;
	const struct foreign_key *foreign;

	/* Of these only the number is told, and the nearest key takes long. */
	if (s->mistakes->count >= CONFIG_MISTAKES) {
		complain(s->mistakes, file, line, "unknown key %s", name);
		return;
	}
	nearest = find_nearest(s->keys, name);
	foreign = find_foreign(name);
	if (keys_find(other, name) >= 0)
		complain(s->mistakes, file, line, "the key %s belongs into %s",
		    name, global ? "the section of a pool" : "[global]");
	else if (foreign != NULL)
		complain(s->mistakes, file, line,
		    "unknown key %s: that of php-fpm %s", name, foreign->text);
	else if (nearest == NULL)
		complain(s->mistakes, file, line, "unknown key %s", name);
	else {
		complain(s->mistakes, file, line,
		    "unknown key %s; do you mean %s?", name, nearest);
		if (s->pool != NULL)
			s->pool->refused[keys_find(s->keys, nearest)] = true;
	}
}

static void
complain_value(struct section *s, const struct key *key, const char *file,
    const char *value, int line)
{
	char want[VALUE_WANT];

	advise_value(key, value, want);
	complain(s->mistakes, file, line, "%s = %.*s: the value must be %s",
	    key->name, VALUE_SHOWN, key->secret ? SECRET_SHOWN : value, want);
}

/* Reads the value of a known key. */
static enum value_result
set_known(struct section *s, const struct key *key, const char *file,
    const char *value, int line)
{
	enum value_result result;

	if (key->secret || !value_is_text(key) ||
	    strstr(value, POOL_VARIABLE) == NULL)
		result = value_set(key, s->members, value);
	else if (s->pool != NULL)
		result = set_expanded(s, key, value);
	else {
		complain(s->mistakes, file, line,
		    "%s = %.*s: " POOL_VARIABLE
		    " is known in the section of a pool only",
		    key->name, VALUE_SHOWN, value);
		return VALUE_OK;
	}
	if (result == VALUE_WRONG)
		complain_value(s, key, file, value, line);
	return result;
}

int
section_set(struct section *s, const char *file, const char *name,
    const char *value, int line)
{
	int i = keys_find(s->keys, name);

	if (i < 0) {
		complain_unknown(s, file, name, line);
		return 0;
	}
	if (s->lines[i] != 0) {
		complain(s->mistakes, file, line,
		    "%s was set already, on line %d", name, s->lines[i]);
		return 0;
	}
	s->lines[i] = line;
	switch (set_known(s, keys_at(s->keys, (size_t)i), file, value, line)) {
	case VALUE_OK:
		return 0;
	case VALUE_WRONG:
		section_refuse(s, name, line);
		return 0;
	case VALUE_NO_MEMORY:
		break;
	}
	return -1;
}
