/* SPDX-License-Identifier: MIT */
#include "pool/privileges.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "base/log.h"
#include "base/text.h"
#include "config/names.h"
#include "pool/why.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/netlink.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_LIBSECCOMP
#include <seccomp.h>
#endif

/* --- rights of the user and the process --- */

struct ids {
	struct account account;
	char name[256]; /* "": a number without an account */
};

static int
find_ids(const struct config_pool *pool, struct ids *ids, char **why)
{
	const struct passwd *pw;
	const char *unknown =
	    account_find(pool->user, pool->group, &ids->account);

	if (unknown != NULL)
		return why_set(
		    why, "[%s] %s: no such user or group", pool->name, unknown);
	if (*pool->user == '\0' || ids->account.uid == 0)
		return why_set(
		    why, "[%s] workers do not run as root", pool->name);
	pw = getpwuid(ids->account.uid);
	snprintf(
	    ids->name, sizeof(ids->name), "%s", pw == NULL ? "" : pw->pw_name);
	return 0;
}

int
privileges_check(const struct config_pool *pool, char **why)
{
	struct ids ids = {0};

	return geteuid() == 0 ? find_ids(pool, &ids, why) : 0;
}

static struct rlimit
limit_of(int64_t value)
{
	rlim_t limit = value < 0 ? RLIM_INFINITY : (rlim_t)value;

	return (struct rlimit){limit, limit};
}

/* A limit or priority that the system does not let us have. */
static int
blame(const struct config_pool *pool, const char *key, char **why)
{
	why_errno(why, key);
	return why_key(why, pool, key);
}

static int
set_limits(const struct config_pool *pool, char **why)
{
	const struct rlimit files = limit_of(pool->rlimit_files);
	const struct rlimit core = limit_of(pool->rlimit_core);
	const struct rlimit space = limit_of(pool->rlimit_as);

	if (pool->rlimit_files > 0 && setrlimit(RLIMIT_NOFILE, &files) != 0)
		return blame(pool, "rlimit_files", why);
	if (setrlimit(RLIMIT_CORE, &core) != 0)
		return blame(pool, "rlimit_core", why);
	if (pool->rlimit_as > 0 && setrlimit(RLIMIT_AS, &space) != 0)
		return blame(pool, "rlimit_as", why);
	errno = 0;
	if (pool->process_priority != 0 &&
	    nice((int)pool->process_priority) == -1 && errno != 0)
		return blame(pool, "process.priority", why);
	umask((mode_t)pool->umask);
	return 0;
}

static int
set_directories(const struct config_pool *pool, char **why)
{
	const char *dir = *pool->chdir != '\0' ? pool->chdir : "/";

	if (*pool->chroot != '\0' && chroot(pool->chroot) != 0) {
		why_value(why, "chroot", pool->chroot);
		return why_key(why, pool, "chroot");
	}
	if (chdir(dir) == 0)
		return 0;
	why_value(why, "chdir", dir);
	return why_key(why, pool, "chdir");
}

static int
set_ids(const struct ids *ids, char **why)
{
	uid_t uid = ids->account.uid;
	gid_t gid = ids->account.gid;
	int groups = *ids->name != '\0' ? initgroups(ids->name, gid)
					: setgroups(1, &gid);

	if (groups != 0)
		return why_errno(why, "supplementary groups");
	if (setresgid(gid, gid, gid) != 0)
		return why_errno(why, "setresgid");
	if (setresuid(uid, uid, uid) != 0)
		return why_errno(why, "setresuid");
	if (setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0)
		return why_set(why, "root could be had back");
	return 0;
}

int
privileges_drop(const struct config_pool *pool, char **why)
{
	struct ids ids = {0};
	bool root = geteuid() == 0;

	/* Names are looked up before chroot hides their files. */
	if (root && find_ids(pool, &ids, why) != 0)
		return -1;
	if (set_limits(pool, why) != 0)
		return -1;
	if (set_directories(pool, why) != 0 ||
	    (root && set_ids(&ids, why) != 0))
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, pool->process_dumpable, 0, 0, 0) != 0)
		return why_errno(why, "prctl");
	return 0;
}

/* --- system calls --- */

#ifdef HAVE_LIBSECCOMP

#define SANDBOX_CONDITIONS 2

struct sandbox_rule {
	/* Names, a blank between; not every architecture has all of them. */
	const char *calls;
	/* Of the arguments; all must hold, and none is given for any.  When
	 * several rules name a call, one must fit. */
	struct scmp_arg_cmp when[SANDBOX_CONDITIONS];
	/* 0: the call is allowed.  Else it fails with this errno, and the
	 * worker goes on: its caller has a way without. */
	int error;
};

/* The kernel looks at the lower half of an int only; so does the rule. */
#define IS(n, value)	    SCMP_CMP(n, SCMP_CMP_MASKED_EQ, 0xFFFFFFFF, value)
#define HAS(n, mask, value) SCMP_CMP(n, SCMP_CMP_MASKED_EQ, mask, value)
#define HAS_NONE(n, mask)   HAS(n, mask, 0)

#define STREAM(family)	 IS(0, family), HAS(1, 0xF, SOCK_STREAM)
#define DATAGRAM(family) IS(0, family), HAS(1, 0xF, SOCK_DGRAM)

/* Whatever could change a file.  O_PATH opens nothing. */
#define O_WRITES (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND)

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

/*
 * What is not here ends a worker.  Some that are missed at first sight:
 * execve, fork, clone and vfork (no library here starts a thread), ptrace,
 * kill, mount, bind, listen, rename, unlink, chmod, setuid, and openat2, whose
 * flags a filter cannot see.
 */
static const struct sandbox_rule sandbox_rules[] = {
    /* Requests and answers, connections that are handed over, the log; what is
     * left in libfcgi's pipe. */
    {.calls = "dup epoll_ctl epoll_pwait"},
    {.calls = "accept accept4 close getpeername getsockname getsockopt "
	      "poll ppoll ppoll_time64 pread64 read recv recvfrom recvmsg "
	      "send sendmsg sendto setsockopt shutdown write writev"},
    {.calls = "ioctl", .when = {IS(1, FIONREAD)}},

    /* MySQL, Redis and the system log: to connect again, to any of the
     * hosts. */
    {.calls = "connect"},
    {.calls = "socket", .when = {STREAM(AF_UNIX)}},
    {.calls = "socket", .when = {DATAGRAM(AF_UNIX)}},
    {.calls = "socket", .when = {STREAM(AF_INET)}},
    {.calls = "socket", .when = {STREAM(AF_INET6)}},
    {.calls = "fcntl fcntl64", .when = {IS(1, F_GETFL)}},
    {.calls = "fcntl fcntl64", .when = {IS(1, F_SETFL)}},
    {.calls = "fcntl fcntl64", .when = {IS(1, F_GETFD)}},
    {.calls = "fcntl fcntl64", .when = {IS(1, F_SETFD)}},

    /* The address of a host: getaddrinfo(3) asks servers over UDP or TCP, nscd
     * or systemd-resolved over a UNIX socket. */
    {.calls = "sendmmsg uname"},
    {.calls = "socket", .when = {DATAGRAM(AF_INET)}},
    {.calls = "socket", .when = {DATAGRAM(AF_INET6)}},
    /* It would also ask the kernel for the machine's own addresses.  That needs
     * bind(2), of which a filter cannot see whether it binds a netlink socket
     * or a UNIX one.  Told that there is no netlink, getaddrinfo(3) takes the
     * machine to have both IPv4 and IPv6. */
    {.calls = "socket",
	.when = {IS(0, AF_NETLINK), IS(2, NETLINK_ROUTE)},
	.error = EAFNOSUPPORT},
    /* libcap, which systemd's part of getaddrinfo(3) loads. */
    {.calls = "prctl", .when = {IS(0, PR_CAPBSET_READ)}},

    /* Files to read, and only that: option_file, ssl_ca, openssl.cnf, time
     * zones, /etc/hosts, converters of charsets, plug-ins of libmariadb and
     * of getaddrinfo(3). */
    {.calls = "openat", .when = {HAS_NONE(2, O_WRITES)}},
    {.calls = "open", .when = {HAS_NONE(1, O_WRITES)}},
    {.calls = "_llseek access faccessat faccessat2 fstat fstat64 fstatat64 "
	      "fstatfs fstatfs64 getcwd getdents64 lseek lstat lstat64 "
	      "newfstatat readlink readlinkat stat stat64 statx"},

    /* Memory, and the code of those converters and plug-ins: what can be
     * written is never run. */
    {.calls = "brk madvise mremap munmap sysinfo"},
    {.calls = "mmap mmap2", .when = {HAS_NONE(2, PROT_EXEC)}},
    {.calls = "mmap mmap2",
	.when = {HAS(2, PROT_WRITE | PROT_EXEC, PROT_EXEC),
	    HAS_NONE(3, MAP_ANONYMOUS)}},
    {.calls = "mprotect", .when = {HAS_NONE(2, PROT_EXEC)}},

    /* Time, where it is not read without a call. */
    {.calls = "clock_gettime clock_gettime64 clock_nanosleep "
	      "clock_nanosleep_time64 gettimeofday nanosleep "
	      "restart_syscall time"},

    /* Of the C library and of libcrypto: locks, coroutines (their signal
     * masks), random numbers, whether it runs with another's rights. */
    {.calls = "futex futex_time64 getegid getegid32 geteuid geteuid32 "
	      "getgid getgid32 getpid getrandom gettid getuid getuid32 "
	      "rt_sigaction rt_sigprocmask rt_sigreturn sched_yield"},

    /* %C and %P of an access log, pm.max_memory. */
    {.calls = "getppid getrusage"},

    {.calls = "exit exit_group"},

#ifdef SANITIZED
    /* Their reports: the limits of the stack, whether memory is there, and
     * whether the reader has colours. */
    {.calls = "ioctl", .when = {IS(1, TCGETS)}},
    {.calls = "getrlimit pipe pipe2 prlimit64 sigaltstack"},
#endif
};

#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1 /* si_code of the filter's SIGSYS */
#endif

#define NAME_SIZE 64   /* bytes; the longest name of Linux has 23 */
#define CALLS	  1024 /* Linux numbers them up to 470 or so */

/* Looked up before the filter: in the handler it would take memory. */
static char *call_names[CALLS];

static const char *
call_name(int number)
{
	if (number < 0 || number >= CALLS || call_names[number] == NULL)
		return "unknown";
	return call_names[number];
}

static void
look_up_names(void)
{
	for (int i = 0; i < CALLS; i++)
		call_names[i] =
		    seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, i);
}

/*
 * The signal comes at the very instruction of a call that is not allowed: the
 * process holds no lock but one that it would hold across that call, and the
 * log makes none such.  SIG_DFL is back already (SA_RESETHAND), so a second
 * one ends the process at once.
 */
static void
on_refused(int sig, siginfo_t *info, void *context)
{
	sigset_t set;

	(void)context;
	if (info->si_code == SYS_SECCOMP)
		log_alert("the system call %s (%d) is not allowed: the worker "
			  "ends; see process.seccomp",
		    call_name(info->si_syscall), info->si_syscall);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
	_exit(1);
}

static int
handle_refusals(void)
{
	struct sigaction action = {.sa_sigaction = on_refused,
	    .sa_flags = SA_SIGINFO | (int)SA_RESETHAND};
	sigset_t set;

	sigfillset(&action.sa_mask);
	sigemptyset(&set);
	sigaddset(&set, SIGSYS);
	if (sigaction(SIGSYS, &action, NULL) != 0)
		return -errno;
	return sigprocmask(SIG_UNBLOCK, &set, NULL) == 0 ? 0 : -errno;
}

/* Names that the library or the architecture does not have are left out. */
static int
add_rule(
    scmp_filter_ctx filter, struct text name, const struct sandbox_rule *rule)
{
	uint32_t action = rule->error == 0
			      ? SCMP_ACT_ALLOW
			      : SCMP_ACT_ERRNO((uint32_t)rule->error);
	char call[NAME_SIZE];
	unsigned int conditions = 0;
	int number;

	if (name.len >= sizeof(call))
		return -ENAMETOOLONG;
	memcpy(call, name.s, name.len);
	call[name.len] = '\0';
	number = seccomp_syscall_resolve_name(call);
	if (number < 0)
		return 0;
	while (
	    conditions < SANDBOX_CONDITIONS && rule->when[conditions].op != 0)
		conditions++;
	return seccomp_rule_add_array(
	    filter, action, number, conditions, rule->when);
}

/* raise(3) and abort(3), for this process alone. */
static int
allow_own_end(scmp_filter_ctx filter)
{
	static const scmp_datum_t signals[] = {SIGSYS, SIGABRT};
	int result = 0;

	for (size_t i = 0; i < 2 && result == 0; i++) {
		const struct scmp_arg_cmp when[] = {
		    SCMP_CMP(0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0),
		    SCMP_CMP(2, SCMP_CMP_EQ, signals[i], 0)};

		result = seccomp_rule_add_array(
		    filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2, when);
	}
	return result;
}

static int
add_rules(scmp_filter_ctx filter)
{
	int result = allow_own_end(filter);

	for (size_t i = 0;
	     i < sizeof(sandbox_rules) / sizeof(*sandbox_rules) && result == 0;
	     i++) {
		struct text names = text_of(sandbox_rules[i].calls), name;

		while (result == 0 && text_split(&names, ' ', &name))
			result = add_rule(filter, name, &sandbox_rules[i]);
	}
	return result;
}

/* Calls of another architecture have other numbers.  A worker runs nobody's
 * code, so older kernels need not slow it down for the sake of speculation;
 * and the list is searched as a tree.  Both only make it faster. */
static int
set_attributes(scmp_filter_ctx filter)
{
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	return seccomp_attr_set(
	    filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
}

static int
load_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
	int result = -ENOMEM;

	look_up_names();
	if (filter != NULL)
		result = set_attributes(filter);
	if (result == 0)
		result = add_rules(filter);
	if (result == 0)
		result = handle_refusals();
	if (result == 0)
		result = seccomp_load(filter);
	seccomp_release(filter);
	return result;
}

int
sandbox_enter(const struct config_pool *pool)
{
	int result = pool->process_seccomp ? load_filter() : 0;

	if (result == 0)
		return 0;
	log_error("the system refuses process.seccomp: %s", strerror(-result));
	return -1;
}

#else

int
sandbox_enter(const struct config_pool *pool)
{
	(void)pool;
	return 0;
}

#endif
