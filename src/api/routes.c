/* SPDX-License-Identifier: MIT */
#include "api/routes.h"

#include "base/clock.h"
#include "base/decimal.h"

static const struct release *const releases[] = {
    &release_2019, &release_current};

#define RELEASES (sizeof(releases) / sizeof(*releases))

const struct release *
release_find(enum config_generation generation)
{
	return generation == GENERATION_CURRENT ? &release_current
						: &release_2019;
}

/* The number of the first route of each release: no number moves when another
 * release gets a route. */
static const size_t first_number[RELEASES] = {0, ROUTES_2019};

size_t
route_number(const struct route *route)
{
	for (size_t r = 0; r < RELEASES; r++)
		for (size_t i = 0; i < releases[r]->nroutes; i++)
			if (strcmp(releases[r]->routes[i].name, route->name) ==
			    0)
				return first_number[r] + i;
	return PROC_OTHER;
}

const char *
route_name(size_t number)
{
	size_t r = number < ROUTES_2019 ? 0 : 1, i = number - first_number[r];
	const struct route *route;

	if (i >= releases[r]->nroutes)
		return NULL;
	route = &releases[r]->routes[i];
	return route_number(route) == number ? route->name : NULL;
}

struct call
api_call(const struct api *api, const struct fcgi_request *request,
    const struct release *release)
{
	return (struct call){.config = api->config,
	    .generation = release->detect,
	    .sops = api->sops,
	    .iam = api->iam,
	    .trees = api->trees,
	    .plugins = api->plugins,
	    .etag_salt = api->etag_salt,
	    .arena = request->arena,
	    .deadline = request->deadline,
	    .now_us = clock_wall_us(),
	    .is_get = text_is(request->method, "GET"),
	    .has_body = request->body.len > 0,
	    .if_none_match = request->if_none_match};
}

/* One slash at the end, and a newline behind it, do not count. */
static struct text
without_end(struct text path)
{
	if (path.len > 1 && path.s[path.len - 1] == '\n' &&
	    path.s[path.len - 2] == '/')
		path.len--;
	if (path.len > 0 && path.s[path.len - 1] == '/')
		path.len--;
	return path;
}

bool
route_exists(const struct route *route, const struct config_pool *config)
{
	return route->endpoint->exists == NULL ||
	       route->endpoint->exists(config);
}

/* All bytes, but those beyond ASCII where `any_script`. */
static bool
is_made_of(struct text t, struct text known, bool any_script)
{
	for (size_t i = 0; i < t.len; i++)
		if (memchr(known.s, t.s[i], known.len) == NULL &&
		    !(any_script && (t.s[i] & 0x80) != 0))
			return false;
	return t.len > 0;
}

/* What a variable may be: an id, but that of a run of a plugin is 32 hex
 * digits, and that of a plugin a word of any script, which is forwarded. */
static bool
fits(const char *variable, struct text typed)
{
	uint64_t number;

	if (strcmp(variable, "open_plugin_run_id") == 0)
		return typed.len == 32 &&
		       is_made_of(typed, TEXT("0123456789abcdef"), false);
	if (strcmp(variable, "plugin_id") == 0)
		return is_made_of(typed,
		    TEXT("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789_-"),
		    true);
	return decimal_to_uint64(typed, &number);
}

static bool
has_path(const struct route *route, struct text path,
    struct text typed[CALL_VARIABLES])
{
	size_t len = strlen(route->name);
	struct text rest = TEXT_NONE;

	if (!text_starts(path, route->name) ||
	    (path.len > len && path.s[len] != '/'))
		return false;
	if (path.len > len)
		rest = (struct text){path.s + len + 1, path.len - len - 1};
	for (size_t i = 0; i < CALL_VARIABLES; i++) {
		typed[i] = TEXT_NONE;
		if (route->variables[i] == NULL)
			continue;
		if (!text_split(&rest, '/', &typed[i]) ||
		    !fits(route->variables[i], typed[i]))
			return false;
	}
	return rest.s == NULL;
}

const struct route *
route_find(const struct release *release, struct text path,
    struct text typed[CALL_VARIABLES])
{
	struct text rest = without_end(path), part;

	/* What stands before the first slash is nothing. */
	if (!text_split(&rest, '/', &part) || part.len > 0 || rest.s == NULL)
		return NULL;
	for (size_t i = 0; i < release->nroutes; i++)
		if (has_path(&release->routes[i], rest, typed))
			return &release->routes[i];
	return NULL;
}

/* In the order of esb chapter 7. */
static const char *const write_names[] = {
    "create_task",
    "start_task",
    "operate_task",
    "node_callback",
    "create_periodic_task",
    "set_periodic_task_enabled",
    "modify_cron_for_periodic_task",
    "modify_constants_for_periodic_task",
    "import_common_template",
};

#define WRITE_NAMES (sizeof(write_names) / sizeof(*write_names))

const char *
write_component_name(size_t i)
{
	return i < WRITE_NAMES ? write_names[i] : NULL;
}

bool
write_component_asked(struct arena *arena, struct text path, const char *owner,
    struct text *message)
{
	struct text rest = path, name;

	if (!text_split(&rest, '/', &name) || name.len > 0 ||
	    !text_split(&rest, '/', &name))
		return false;
	for (size_t i = 0; i < WRITE_NAMES; i++) {
		if (!text_is(name, write_names[i]))
			continue;
		*message = arena_printf(arena,
		    "%s writes and is not answered here; the web server has "
		    "to send its URL to %s",
		    write_names[i], owner);
		return true;
	}
	return false;
}
