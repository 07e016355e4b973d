/* SPDX-License-Identifier: MIT */
/* What is said of a key that does not exist. */
#include "config/keys.h"

#include <ctype.h>

#define NAME_MAX_SEEN 40 /* bytes compared; the longest key has 26 */

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

#define IS(key)	    "is " key " here"
#define NO(because) "does not exist here, because " because

/* What else php-fpm.conf(5) and www.conf have is here under its name. */
static const struct foreign_key of_php_fpm[] = {
    {"log_limit", NO("a line is cut at 2 KiB")},
    {"log_buffering", NO("each line is written at once")},
    {"events.mechanism", NO("workers always wait by epoll")},
    {"prefix", NO("all paths are absolute")},
    {"listen.acl_users",
	NO("listen.owner, listen.group and listen.mode say who may connect")},
    {"listen.acl_groups",
	NO("listen.owner, listen.group and listen.mode say who may connect")},
    {"listen.setfib", NO("Linux has no such routing tables")},
    {"pm.status_path", IS("status.path")},
    {"pm.status_listen", IS("status.listen")},
    {"access.suppress_path[",
	IS("access.suppress_path, with commas between its paths,")},
    {"request_terminate_timeout", IS("request_timeout")},
    {"request_terminate_timeout_track_finished",
	NO("request_timeout counts until the answer is taken")},
    {"request_slowlog_trace_depth",
	NO("slowlog has the time of each part in place of a trace")},
    {"catch_workers_output", NO("what workers have to say goes to error_log")},
    {"decorate_workers_output",
	NO("what workers have to say goes to error_log")},
    {"clear_env", NO("the environment of the start is always wiped")},
    {"env[", NO("the environment of workers is empty")},
    {"security.limit_extensions", NO("no scripts are run")},
    {"apparmor_hat", NO("process.seccomp confines the workers")},
    {"php_value[", NO("no PHP is run")},
    {"php_flag[", NO("no PHP is run")},
    {"php_admin_value[", NO("no PHP is run")},
    {"php_admin_flag[", NO("no PHP is run")},
};

const struct foreign_key *
keys_foreign(size_t number)
{
	return number < sizeof(of_php_fpm) / sizeof(of_php_fpm[0])
		   ? &of_php_fpm[number]
		   : NULL;
}

const struct foreign_key *
keys_find_foreign(const char *name)
{
	const struct foreign_key *key;
	size_t n = strcspn(name, "[");

	n += name[n] == '[';
	for (size_t i = 0; (key = keys_foreign(i)) != NULL; i++)
		if (text_is((struct text){name, n}, key->name))
			return key;
	return NULL;
}

const char *
keys_nearest(const struct keys *keys, const char *name)
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
