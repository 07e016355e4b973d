/* SPDX-License-Identifier: MIT */
/*
 * What is not here ends a worker.  Some that are missed at first sight:
 * execve, fork, clone and vfork (no library here starts a thread), ptrace,
 * kill, mount, bind, listen, rename, unlink, chmod, setuid, and openat2, whose
 * flags a filter cannot see.
 */
#include "pool/sandbox_rules.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

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

const struct sandbox_rule sandbox_rules[] = {
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

const size_t sandbox_nrules = sizeof(sandbox_rules) / sizeof(sandbox_rules[0]);
