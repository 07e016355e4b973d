/* SPDX-License-Identifier: MIT */
/* Whether the web server can connect, by the modes of files. */
#include "config/account.h"
#include "config/address.h"
#include "doctor/checkup.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Under which web servers run: Debian, nginx' own packages and RHEL. */
static const char *const web_users[] = {"www-data", "nginx", "apache"};
#define WEB_USERS (sizeof(web_users) / sizeof(*web_users))

#define GROUPS_MAX 256 /* of one user; more are not looked at */

struct person {
	const char *name;
	uid_t uid;
	gid_t groups[GROUPS_MAX];
	int ngroups;
};

static bool
find_person(const char *name, struct person *person)
{
	const struct passwd *pw = getpwnam(name);

	if (pw == NULL)
		return false;
	person->name = name;
	person->uid = pw->pw_uid;
	person->ngroups = GROUPS_MAX;
	if (getgrouplist(name, pw->pw_gid, person->groups, &person->ngroups) <
	    0)
		person->ngroups = GROUPS_MAX;
	return true;
}

/* Whether the person has the right `others` (a bit of 0007) to a file. */
static bool
may(const struct person *person, const struct stat *st, mode_t others)
{
	if (person->uid == st->st_uid)
		return (st->st_mode & others << 6) != 0;
	for (int i = 0; i < person->ngroups; i++)
		if (person->groups[i] == st->st_gid)
			return (st->st_mode & others << 3) != 0;
	return (st->st_mode & others) != 0;
}

/* The first directory above `path` that is missing or not to be entered; NULL
 * when there is none.  `path` is changed.  errno 0: not to be entered. */
static const char *
find_closed(const struct person *person, char *path)
{
	for (char *slash = path; (slash = strchr(slash, '/')) != NULL;) {
		char next = slash[1];
		struct stat st;

		slash[1] = '\0';
		errno = 0;
		if (stat(path, &st) != 0 || !may(person, &st, S_IXOTH))
			return path;
		slash[1] = next;
		slash++;
	}
	return NULL;
}

/* Owner, group and mode that the socket has or will have. */
static void
foresee(const struct config_pool *pool, struct stat *socket)
{
	struct account owner = {(uid_t)-1, (gid_t)-1};

	if (lstat(pool->listen, socket) != 0 || !S_ISSOCK(socket->st_mode)) {
		socket->st_uid = geteuid();
		socket->st_gid = getegid();
	}
	account_find(pool->listen_owner, pool->listen_group, &owner);
	if (owner.uid != (uid_t)-1)
		socket->st_uid = owner.uid;
	if (owner.gid != (gid_t)-1)
		socket->st_gid = owner.gid;
	socket->st_mode = (mode_t)pool->listen_mode;
}

/* Why the person cannot connect, in the arena; NULL: he can. */
static const char *
find_obstacle(const struct checkup *c, const struct person *person,
    const struct stat *socket)
{
	char *path = strdup(c->pool->listen);
	const char *closed, *why = NULL;

	if (path == NULL)
		return "out of memory";
	closed = find_closed(person, path);
	if (closed != NULL)
		why = arena_printf(c->arena, "%s may not enter %s%s%s",
		    person->name, closed, errno != 0 ? ": " : "",
		    errno != 0 ? strerror(errno) : "")
			  .s;
	else if (!may(person, socket, S_IWOTH))
		why = arena_printf(c->arena,
		    "%s is neither owner nor in the group that mode %04o "
		    "lets in (uid %u, gid %u)",
		    person->name, (unsigned int)socket->st_mode,
		    (unsigned int)socket->st_uid, (unsigned int)socket->st_gid)
			  .s;
	else {
		free(path);
		return NULL;
	}
	free(path);
	return why == NULL ? "out of memory" : why;
}

static void
check_local(struct checkup *c, const char *name)
{
	const char *listen = c->pool->listen, *obstacle = NULL;
	struct person person = {.ngroups = 0};
	struct stat socket = {.st_mode = 0};

	foresee(c->pool, &socket);
	for (size_t i = 0; i < WEB_USERS; i++) {
		if (!find_person(web_users[i], &person))
			continue;
		obstacle = find_obstacle(c, &person, &socket);
		if (obstacle == NULL)
			break;
	}
	if (obstacle != NULL)
		checkup_find(c, name, FINDING_ERROR,
		    "listen = %s: %s; set listen.group to the web server's and "
		    "listen.mode = 0660, in a directory that it may enter",
		    listen, obstacle);
	else if ((socket.st_mode & S_IWOTH) != 0)
		checkup_find(c, name, FINDING_WARNING,
		    "listen = %s: mode %04o lets every local user connect; set "
		    "listen.group and listen.mode = 0660",
		    listen, (unsigned int)socket.st_mode);
	else if (person.name == NULL)
		checkup_find(c, name, FINDING_OK,
		    "listen = %s; no user www-data, nginx or apache is here "
		    "to look for",
		    listen);
	else
		checkup_find(c, name, FINDING_OK, "listen = %s: %s may connect",
		    listen, person.name);
}

static bool
is_loopback(struct text host)
{
	return text_starts(host, "127.") || text_is(host, "::1");
}

static void
check_tcp(struct checkup *c, const char *name, struct text host)
{
	const char *listen = c->pool->listen;

	if (*c->pool->listen_allowed_clients != '\0')
		checkup_find(c, name, FINDING_OK, "listen = %s, for %s alone",
		    listen, c->pool->listen_allowed_clients);
	else
		checkup_find(c, name, FINDING_WARNING,
		    "listen = %s: %s can connect; set listen.allowed_clients, "
		    "or better listen on a UNIX socket",
		    listen,
		    is_loopback(host) ? "every local user"
				      : "every host that reaches it");
}

void
check_socket(struct checkup *c, const char *name)
{
	struct address address;

	if (*c->pool->listen == '\0')
		checkup_find(c, name, FINDING_OK,
		    "who starts the program gives it its socket, owner and "
		    "mode included");
	else if (!address_parse(c->pool->listen, &address))
		checkup_find(c, name, FINDING_ERROR, "listen = %s: no address",
		    c->pool->listen);
	else if (address.local)
		check_local(c, name);
	else
		check_tcp(c, name, address.host);
}
