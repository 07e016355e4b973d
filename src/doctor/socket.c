/* SPDX-License-Identifier: MIT */
/* Whether the web server can connect, by the modes of files, and who else. */
#include "config/names.h"
#include "doctor/checkup.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define WEB_USER_GROUPS 256 /* of one user; more are not looked at */

/* A local user; access control lists are not looked at. */
struct web_user {
	const char *name;
	uid_t uid;
	gid_t groups[WEB_USER_GROUPS];
	int ngroups;
};

/* False when there is no such user.  `name` must live as long. */
static bool
web_user_find(const char *name, struct web_user *user)
{
	const struct passwd *pw = getpwnam(name);

	if (pw == NULL)
		return false;
	user->name = name;
	user->uid = pw->pw_uid;
	user->ngroups = WEB_USER_GROUPS;
	if (getgrouplist(name, pw->pw_gid, user->groups, &user->ngroups) < 0)
		user->ngroups = WEB_USER_GROUPS;
	return true;
}

/* Whether the user has the right `others` (a bit of 0007) to the file. */
static bool
web_user_may(const struct web_user *user, const struct stat *st, mode_t others)
{
	if (user->uid == st->st_uid)
		return (st->st_mode & others << 6) != 0;
	for (int i = 0; i < user->ngroups; i++)
		if (user->groups[i] == st->st_gid)
			return (st->st_mode & others << 3) != 0;
	return (st->st_mode & others) != 0;
}

/*
 * The first directory above `path` that the user may not enter, or that
 * cannot be looked at, with errno; NULL when there is none.  errno 0: not to be
 * entered.  `path` is changed.
 */
static const char *
web_user_closed(const struct web_user *user, char *path)
{
	for (char *slash = path; (slash = strchr(slash, '/')) != NULL;) {
		char next = slash[1];
		struct stat st;

		slash[1] = '\0';
		errno = 0;
		if (stat(path, &st) != 0 || !web_user_may(user, &st, S_IXOTH))
			return path;
		slash[1] = next;
		slash++;
	}
	return NULL;
}

/* Under which web servers run: Debian, nginx' own packages, RHEL, Alpine's
 * lighttpd and caddy, SUSE, Arch. */
static const char *const web_users[] = {
    "www-data", "nginx", "apache", "lighttpd", "caddy", "wwwrun", "http"};
#define WEB_USERS (sizeof(web_users) / sizeof(*web_users))

/* A listening socket of the pool. */
struct listener {
	const char *key; /* "listen" */
	const char *address;
	bool answers; /* requests of clients, not only pages about the pool */
};

/* Owner, group and mode that the socket has or will have. */
static void
foresee(const struct config_pool *pool, const char *listen, struct stat *socket)
{
	struct account owner = {(uid_t)-1, (gid_t)-1};

	if (lstat(listen, socket) != 0 || !S_ISSOCK(socket->st_mode)) {
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

/* Why somebody cannot connect, and what to do about it; in the arena. */
struct reason {
	struct text why; /* .s NULL: he can */
	struct text advice;
	bool unseen; /* we may not look at a directory, he perhaps may */
};

/* The name of the user's own group. */
static const char *
group_of(const struct web_user *user)
{
	const struct group *group =
	    user->ngroups > 0 ? getgrgid(user->groups[0]) : NULL;

	return group == NULL ? user->name : group->gr_name;
}

/* Others have a reason to keep any other directory closed, such as a home. */
static bool
is_for_services(const char *directory)
{
	return strncmp(directory, "/run/", 5) == 0 ||
	       strncmp(directory, "/var/", 5) == 0;
}

/* Of a directory that he may not enter, error 0, or that is not to be seen. */
static struct reason
closed_directory(const struct checkup *c, const struct web_user *user,
    const char *directory, int error)
{
	struct reason reason = {.unseen = error == EACCES};

	reason.why = error == 0 ? arena_printf(c->arena, "%s may not enter %s",
				      user->name, directory)
				: arena_printf(c->arena, "%s: %s", directory,
				      strerror(error));
	if (error == 0 && is_for_services(directory))
		reason.advice = arena_printf(c->arena,
		    "listen in another directory, or: chmod o+x %s",
		    checkup_word(c, directory));
	else if (error == EACCES)
		reason.advice =
		    TEXT("ask as root whether the web server may connect");
	else if (error == ENOENT)
		reason.advice = arena_printf(c->arena,
		    "make it: mkdir -p -m 755 %s", checkup_word(c, directory));
	else
		reason.advice = TEXT("listen in another directory");
	return reason;
}

static struct reason
closed_socket(const struct checkup *c, const struct web_user *user,
    const struct stat *socket)
{
	return (struct reason){
	    .why = arena_printf(c->arena,
		"%s is neither owner nor in the group that mode %04o lets in "
		"(uid %u, gid %u)",
		user->name, (unsigned int)socket->st_mode,
		(unsigned int)socket->st_uid, (unsigned int)socket->st_gid),
	    .advice = arena_printf(c->arena,
		"set listen.group = %s and listen.mode = 0660",
		group_of(user))};
}

static struct reason
find_reason(const struct checkup *c, const struct web_user *user,
    const char *listen, const struct stat *socket)
{
	struct reason reason = {.why = TEXT_NONE};
	char *path = strdup(listen);
	const char *closed;

	if (path == NULL)
		return (struct reason){
		    TEXT("out of memory"), TEXT("ask again"), false};
	closed = web_user_closed(user, path);
	if (closed != NULL)
		reason = closed_directory(c, user, closed, errno);
	else if (!web_user_may(user, socket, S_IWOTH))
		reason = closed_socket(c, user, socket);
	free(path);
	return reason;
}

/* Of the web server's users here the first one that can connect; else one that
 * cannot, with the reason.  False when there are none. */
static bool
find_web_user(const struct checkup *c, const char *listen,
    const struct stat *socket, struct web_user *user, struct reason *reason)
{
	bool found = false;

	*reason = (struct reason){.why = TEXT_NONE};
	for (size_t i = 0; i < WEB_USERS; i++) {
		struct web_user one;
		struct reason his;

		if (!web_user_find(web_users[i], &one))
			continue;
		his = find_reason(c, &one, listen, socket);
		if (!found || his.why.s == NULL) {
			*user = one;
			*reason = his;
		}
		found = true;
		if (his.why.s == NULL)
			break;
	}
	return found;
}

/* `how` others than the web server can connect. */
static void
report_open(struct checkup *c, const char *name,
    const struct listener *listener, const char *how)
{
	bool header = c->pool->auth == AUTH_HEADER && listener->answers;

	checkup_find(c, name, header ? FINDING_ERROR : FINDING_WARNING,
	    "%s = %s: %s%s; %s", listener->key, listener->address, how,
	    header ? ", and with auth = header ask as anybody" : "",
	    *listener->address == '/'
		? "set listen.group to the web server's and listen.mode = 0660"
		: "set listen.allowed_clients, or better listen on a UNIX "
		  "socket");
}

static void
check_local(
    struct checkup *c, const char *name, const struct listener *listener)
{
	struct web_user user = {.name = NULL};
	struct stat socket = {.st_mode = 0};
	struct reason reason;
	bool found;

	foresee(c->pool, listener->address, &socket);
	found = find_web_user(c, listener->address, &socket, &user, &reason);
	if (reason.why.s != NULL)
		checkup_find(c, name,
		    reason.unseen ? FINDING_WARNING : FINDING_ERROR,
		    "%s = %s: %.*s; %.*s", listener->key, listener->address,
		    TEXT_ARG(reason.why), TEXT_ARG(reason.advice));
	else if ((socket.st_mode & S_IWOTH) != 0)
		report_open(c, name, listener,
		    "its mode lets every local user connect");
	else if (!found)
		checkup_find(c, name, FINDING_OK,
		    "%s = %s; no user of a web server is known here to look "
		    "for",
		    listener->key, listener->address);
	else
		checkup_find(c, name, FINDING_OK, "%s = %s: %s%s may connect",
		    listener->key, listener->address,
		    access(listener->address, F_OK) == 0
			? ""
			: "not there, as the pool does not run; when it is, ",
		    user.name);
}

static bool
is_loopback(struct text host)
{
	return text_starts(host, "127.") || text_is(host, "::1");
}

static void
check_listener(
    struct checkup *c, const char *name, const struct listener *listener)
{
	struct address address;

	if (!address_parse(listener->address, &address))
		checkup_find(c, name, FINDING_ERROR, "%s = %s: no address",
		    listener->key, listener->address);
	else if (address.local)
		check_local(c, name, listener);
	else if (*c->pool->listen_allowed_clients == '\0')
		report_open(c, name, listener,
		    is_loopback(address.host)
			? "every local user can connect"
			: "every host that reaches it can connect");
	else
		checkup_find(c, name, FINDING_OK, "%s = %s, for %s alone",
		    listener->key, listener->address,
		    c->pool->listen_allowed_clients);
}

static void
run_socket(struct checkup *c, const char *name)
{
	const struct listener listen = {"listen", c->pool->listen, true};
	const struct listener status = {
	    "status.listen", c->pool->status_listen, false};

	if (*listen.address == '\0')
		checkup_find(c, name, FINDING_OK,
		    "who starts the program gives it its socket, owner and "
		    "mode included");
	else
		check_listener(c, name, &listen);
	if (*status.address != '\0')
		check_listener(c, name, &status);
}

const struct check check_socket = {"socket", run_socket, 0};
