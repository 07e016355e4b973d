/* SPDX-License-Identifier: MIT */
#include "pool/listen.h"

#include "base/log.h"
#include "base/place.h"
#include "config/names.h"
#include "pool/why.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <linux/xattr.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

/* --- UNIX sockets and their files --- */

#define RIGHTS	    0777 /* of st_mode */
#define ACL_ENTRIES 128	 /* a longer list is left as it is, and logged */

#define FOREIGN_LINK                                                     \
	"a symbolic link on the way belongs neither to root nor to the " \
	"user of the master"

/*
 * Where the socket is bound.  The directory is opened once: who renames it
 * meanwhile and puts a link in its place leads nobody elsewhere.
 */
struct target {
	const char *key;
	const char *path;
	int dir;
	struct sockaddr_un name; /* in `dir` */
};

/* The path as a whole must fit, for those who connect to it. */
static int
open_target(
    struct target *target, const char *key, const char *path, char **why)
{
	const char *name;

	*target = (struct target){key, path, -1, {.sun_family = AF_UNIX}};
	if (strlen(path) >= sizeof(target->name.sun_path))
		return why_set(why,
		    "%s = %s: a socket's path has at most %zu bytes", key, path,
		    sizeof(target->name.sun_path) - 1);
	/* Without a name bind(2) would make an abstract socket. */
	if (path[strlen(path) - 1] == '/')
		return why_set(why, "%s = %s: is a directory", key, path);
	target->dir = place_open(path, &name);
	if (target->dir < 0 && errno == ELOOP)
		return why_set(why, "%s = %s: " FOREIGN_LINK, key, path);
	if (target->dir < 0)
		return why_value(why, key, path);
	strcpy(target->name.sun_path, name);
	return 0;
}

/* The name of an O_PATH descriptor for calls that have none for those:
 * fchmodat2(2) came with Linux 6.6. */
struct proc_name {
	char text[32];
};

static struct proc_name
proc_name(int fd)
{
	struct proc_name name;

	snprintf(name.text, sizeof(name.text), "/proc/self/fd/%d", fd);
	return name;
}

/* Opens the file itself, as O_PATH, whatever it is.  -1 with errno. */
static int
open_node(const struct target *target, struct stat *st)
{
	int fd = openat(target->dir, target->name.sun_path,
	    O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int error;

	if (fd < 0 || fstat(fd, st) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* bind(2) or connect(2), in the directory. */
static int
call_there(int (*call)(int, const struct sockaddr *, socklen_t), int fd,
    const struct target *target)
{
	int back = place_enter(target->dir), result;

	if (back < 0)
		return -1;
	result = call(
	    fd, (const struct sockaddr *)&target->name, sizeof(target->name));
	place_leave(back);
	return result;
}

/* Connects to the very socket that was opened: its name may be a link by now.
 * Without /proc there is but the name. */
static int
connect_node(int fd, int node, const struct target *target)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	strcpy(address.sun_path, proc_name(node).text);
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) ==
	    0)
		return 0;
	return errno == ENOENT ? call_there(connect, fd, target) : -1;
}

/* The process at the other end; 0 when that is not known. */
static pid_t
find_peer(int fd)
{
	struct ucred peer = {.pid = 0};
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0
		   ? peer.pid
		   : 0;
}

/* Whether nobody listens on the socket.  -1 with *why if somebody does: errno
 * EADDRINUSE with *listener, EAGAIN when he is too busy to be seen, or why he
 * may not be asked. */
static int
check_dead(int node, const struct target *target, pid_t *listener, char **why)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int result, error;

	if (fd < 0)
		return why_errno(why, "socket");
	result = connect_node(fd, node, target);
	error = errno;
	if (result == 0)
		*listener = find_peer(fd);
	close(fd);
	if (result != 0 && error == ECONNREFUSED)
		return 0;
	if (result != 0 && error == EACCES) {
		errno = error;
		return why_value(why, target->key, target->path);
	}
	why_set(why, "%s = %s: already in use", target->key, target->path);
	errno = result == 0 ? EADDRINUSE : error;
	return -1;
}

/* Looks for a file in the place of the socket.  1 with *st if there is one of a
 * dead process, 0 if there is none, -1 as check_dead. */
static int
find_stale(
    const struct target *target, struct stat *st, pid_t *listener, char **why)
{
	int node = open_node(target, st), result, error;

	*listener = 0;
	if (node < 0)
		return errno == ENOENT
			   ? 0
			   : why_value(why, target->key, target->path);
	if (S_ISSOCK(st->st_mode))
		result = check_dead(node, target, listener, why);
	else
		result = why_set(why, "%s = %s: is there, and no socket",
		    target->key, target->path);
	error = errno;
	close(node);
	errno = error;
	return result == 0 ? 1 : -1;
}

/* Removes the socket file of a dead process. */
static int
remove_stale(const struct target *target, char **why)
{
	struct stat st;
	pid_t unused;
	int found = find_stale(target, &st, &unused, why);

	if (found == 1 &&
	    place_remove_at(target->dir, target->name.sun_path, &st) != 0)
		return why_value(why, target->key, target->path);
	return found < 0 ? -1 : 0;
}

/*
 * Whether socket_file_bind would bind the path, found without a change.  0, or
 * -1 with *why (malloc'd) and errno: EADDRINUSE when process *listener listens
 * there, EAGAIN when somebody does whose queue is full.
 */
static int
socket_file_try(const char *key, const char *path, pid_t *listener, char **why)
{
	struct target target;
	struct stat st;
	int result, error;

	*listener = 0;
	if (open_target(&target, key, path, why) != 0)
		return -1;
	result = find_stale(&target, &st, listener, why);
	if (result >= 0 && place_try_new(target.dir) != 0)
		result = why_value(why, key, path);
	error = errno;
	close(target.dir);
	errno = error;
	return result < 0 ? -1 : 0;
}

/* The mode is there from the first moment on: bind(2) gives all rights that
 * the mask and the directory's default ACL leave. */
static int
bind_masked(int fd, const struct target *target, int64_t mode)
{
	mode_t mask = umask((mode_t)~mode & RIGHTS);
	int result = call_there(bind, fd, target);

	umask(mask);
	return result;
}

/*
 * Of a file with an ACL the bits of the group are the mask, for named users and
 * groups as well; what its own group may is an entry of the list, which
 * chmod(2) leaves.  0, or -1 with errno.
 */
static int
set_group_entry(const struct proc_name *name, mode_t mode)
{
	struct {
		struct posix_acl_xattr_header header;
		struct posix_acl_xattr_entry entries[ACL_ENTRIES];
	} acl;
	ssize_t size = getxattr(
	    name->text, XATTR_NAME_POSIX_ACL_ACCESS, &acl, sizeof(acl));
	size_t count;

	if (size < (ssize_t)sizeof(acl.header))
		return size >= 0 || errno == ENODATA || errno == ENOTSUP ? 0
									 : -1;
	count = ((size_t)size - sizeof(acl.header)) / sizeof(*acl.entries);
	for (size_t i = 0; i < count; i++)
		if (le16toh(acl.entries[i].e_tag) == ACL_GROUP_OBJ)
			acl.entries[i].e_perm = htole16((mode >> 3) & 7);
	return setxattr(
	    name->text, XATTR_NAME_POSIX_ACL_ACCESS, &acl, (size_t)size, 0);
}

static int
set_mode(int fd, mode_t mode)
{
	const struct proc_name name = proc_name(fd);
	struct stat st;

	if (fstat(fd, &st) != 0 ||
	    ((st.st_mode & RIGHTS) != mode && chmod(name.text, mode) != 0))
		return -1;
	/* Without /proc only what is not needed as a rule cannot be done. */
	return set_group_entry(&name, mode) == 0 || errno == ENOENT ? 0 : -1;
}

static int
find_owner(const struct config_pool *pool, struct account *owner, char **why)
{
	const char *unknown;

	*owner = (struct account){(uid_t)-1, (gid_t)-1};
	unknown = account_find(pool->listen_owner, pool->listen_group, owner);
	return unknown == NULL
		   ? 0
		   : why_set(why,
			 "listen.owner, listen.group: no such user or group: "
			 "%s",
			 unknown);
}

/* A new group is not to have the rights of the old mode, nor the old group
 * those of the new one. */
static int
set_rights(int fd, const struct stat *st, const char *path,
    const struct config_pool *pool, char **why)
{
	const mode_t mode = (mode_t)pool->listen_mode;
	const mode_t now = st->st_mode & RIGHTS;
	struct account owner;

	if (find_owner(pool, &owner, why) != 0)
		return -1;
	if ((now & ~mode) != 0 && set_mode(fd, now & mode) != 0)
		return why_errno(why, path);
	if ((owner.uid != (uid_t)-1 || owner.gid != (gid_t)-1) &&
	    fchownat(fd, "", owner.uid, owner.gid, AT_EMPTY_PATH) != 0)
		return why_errno(why, path);
	/* Fewer rights than wanted are no danger: the pool is served. */
	if (set_mode(fd, mode) != 0)
		log_error("[pool %s] %s: listen.mode = %04o cannot be set: %m",
		    pool->name, path, mode);
	return 0;
}

/* Opens what was just bound.  Who can change the directory could have put
 * another file there, but not a socket of ours that has no other name. */
static int
open_bound(const struct target *target, struct stat *st, char **why)
{
	int fd = open_node(target, st);

	if (fd < 0)
		return why_errno(why, target->path);
	if (S_ISSOCK(st->st_mode) && st->st_uid == geteuid() &&
	    st->st_nlink == 1)
		return fd;
	close(fd);
	return why_set(
	    why, "%s: is not the socket that was bound there", target->path);
}

static int
bind_target(struct socket_file *file, int fd, const struct target *target,
    const struct config_pool *pool, char **why)
{
	struct stat st;
	int node, result;

	if (remove_stale(target, why) != 0)
		return -1;
	if (bind_masked(fd, target, pool->listen_mode) != 0)
		return why_value(why, target->key, target->path);
	node = open_bound(target, &st, why);
	if (node < 0)
		return -1;
	*file = (struct socket_file){st.st_dev, st.st_ino};
	result = set_rights(node, &st, target->path, pool, why);
	close(node);
	if (result != 0)
		place_remove_at(target->dir, target->name.sun_path, &st);
	return result;
}

/*
 * Binds `fd` to the path, which is the value of `key`, after removing the file
 * of a dead process, and gives the file the owner, group and mode that the pool
 * has.  At no time it is more open than that mode; a default ACL of the
 * directory makes no difference to owner, group and others.  0 and *file, or -1
 * and *why (malloc'd).
 */
static int
socket_file_bind(struct socket_file *file, int fd, const char *key,
    const char *path, const struct config_pool *pool, char **why)
{
	struct target target;
	int result;

	if (open_target(&target, key, path, why) != 0)
		return -1;
	result = bind_target(file, fd, &target, pool, why);
	close(target.dir);
	return result;
}

int
socket_file_adjust(const struct socket_file *file, const char *path,
    const struct config_pool *pool, char **why)
{
	int fd = place_open_file(path, O_PATH, 0), result;
	struct stat st;

	if (fd < 0 && errno == ELOOP)
		return why_set(why, "%s: " FOREIGN_LINK, path);
	if (fd < 0)
		return why_errno(why, path);
	if (fstat(fd, &st) != 0)
		result = why_errno(why, path);
	else if (st.st_dev == file->device && st.st_ino == file->inode)
		result = set_rights(fd, &st, path, pool, why);
	else
		result = why_set(why,
		    "%s: another file is in the place of the socket", path);
	close(fd);
	return result;
}

void
socket_file_remove(const struct socket_file *file, const char *path)
{
	const struct stat st = {.st_dev = file->device, .st_ino = file->inode};

	if (file->inode != 0)
		place_remove(path, &st);
}

static int
open_unix(const struct config_pool *pool, const char *key, const char *path,
    struct socket_file *file, char **why)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return why_errno(why, "socket");
	if (socket_file_bind(file, fd, key, path, pool, why) != 0) {
		close(fd);
		return -1;
	}
	if (listen(fd, (int)pool->listen_backlog) == 0)
		return fd;
	why_value(why, key, path);
	socket_file_remove(file, path);
	close(fd);
	return -1;
}

/* --- TCP --- */

union tcp_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Binds, without listening.  The descriptor, or -1 with errno. */
static int
bind_tcp(const char *host, const char *port, union tcp_address *bound)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICSERV | AI_NUMERICHOST};
	struct addrinfo *info;
	int fd, on = 1;

	errno = EINVAL;
	if (getaddrinfo(host, port, &hints, &info) != 0)
		return -1;
	memcpy(bound, info->ai_addr, info->ai_addrlen);
	fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
		bind(fd, info->ai_addr, info->ai_addrlen) != 0)) {
		on = errno;
		close(fd);
		errno = on;
		fd = -1;
	}
	freeaddrinfo(info);
	return fd;
}

static int
bind_address(const struct address *address, union tcp_address *bound)
{
	char host[64], port[8];
	int fd;

	snprintf(host, sizeof(host), "%.*s", TEXT_ARG(address->host));
	snprintf(port, sizeof(port), "%u", address->port);
	if (*host != '\0')
		return bind_tcp(host, port, bound);
	/* All addresses: a socket of IPv6 serves both, if there is. */
	fd = bind_tcp("::", port, bound);
	return fd < 0 && errno == EAFNOSUPPORT
		   ? bind_tcp("0.0.0.0", port, bound)
		   : fd;
}

static int
open_tcp(const struct config_pool *pool, const char *key, const char *text,
    const struct address *address, char **why)
{
	union tcp_address unused;
	int fd = bind_address(address, &unused);

	if (fd >= 0 && listen(fd, (int)pool->listen_backlog) == 0)
		return fd;
	why_value(why, key, text);
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The inode of the socket that listens on exactly this address, by the table of
 * proc_net(5), which has addresses as hexadecimal words; 0 if there is none. */
static ino_t
find_listener(const union tcp_address *address)
{
	const bool is_v6 = address->any.sa_family == AF_INET6;
	FILE *in = fopen(is_v6 ? "/proc/net/tcp6" : "/proc/net/tcp", "re");
	char wanted[48], line[512], local[48];
	unsigned long long inode;
	unsigned int state;
	ino_t found = 0;

	if (in == NULL)
		return 0;
	if (is_v6) {
		const uint32_t *w = address->v6.sin6_addr.s6_addr32;

		snprintf(wanted, sizeof(wanted), "%08X%08X%08X%08X:%04X", w[0],
		    w[1], w[2], w[3], ntohs(address->v6.sin6_port));
	} else
		snprintf(wanted, sizeof(wanted), "%08X:%04X",
		    address->v4.sin_addr.s_addr, ntohs(address->v4.sin_port));
	while (found == 0 && fgets(line, sizeof(line), in) != NULL)
		if (sscanf(line, "%*s %47s %*s %x %*s %*s %*s %*s %*s %llu",
			local, &state, &inode) == 3 &&
		    state == TCP_LISTEN && strcmp(local, wanted) == 0)
			found = (ino_t)inode;
	fclose(in);
	return found;
}

static int
try_tcp(const char *key, const char *text, const struct address *address,
    struct listener *there, char **why)
{
	union tcp_address tried;
	int fd = bind_address(address, &tried);

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	why_value(why, key, text);
	if (errno == EADDRINUSE) {
		there->inode = find_listener(&tried);
		errno = EADDRINUSE;
	}
	return -1;
}

/* --- either --- */

int
listen_try(
    const char *key, const char *address, struct listener *there, char **why)
{
	struct address parsed;

	*there = (struct listener){.pid = 0};
	if (!address_parse(address, &parsed))
		return why_set(why, "%s = %s: no address", key, address);
	return parsed.local ? socket_file_try(key, address, &there->pid, why)
			    : try_tcp(key, address, &parsed, there, why);
}

int
listen_open(const struct config_pool *pool, const char *key,
    const char *address, struct socket_file *file, char **why)
{
	struct address parsed;

	*file = (struct socket_file){.inode = 0};
	if (!address_parse(address, &parsed))
		return why_set(why, "%s = %s: no address", key, address);
	return parsed.local ? open_unix(pool, key, address, file, why)
			    : open_tcp(pool, key, address, &parsed, why);
}
