/* SPDX-License-Identifier: MIT */
/* What a process can do, and what ends it, once it is in the sandbox. */
#include "unit.h"

#include "base/log.h"
#include "pool/privileges.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <linux/netlink.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char directory[] = "/tmp/bksops-sandbox.XXXXXX";

struct paths {
	char log[64], file[64];
};

static struct paths
paths(void)
{
	struct paths p;

	snprintf(p.log, sizeof(p.log), "%s/log", directory);
	snprintf(p.file, sizeof(p.file), "%s/file", directory);
	return p;
}

/* --- what a worker needs; each returns whether it went well --- */

static bool
reads_a_file(void)
{
	char text[8];
	FILE *in = fopen(paths().file, "re");

	return in != NULL && fgets(text, sizeof(text), in) != NULL &&
	       fclose(in) == 0;
}

static bool
lists_a_directory(void)
{
	struct stat st;

	return stat(directory, &st) == 0 && access(directory, R_OK) == 0;
}

static bool
takes_memory(void)
{
	size_t size = 64 * 1024 * 1024;
	char *block = malloc(size);

	if (block == NULL)
		return false;
	block[size - 1] = 'x';
	block = realloc(block, size * 2);
	if (block == NULL)
		return false;
	free(block);
	return true;
}

static bool
connects(int family, int type)
{
	int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_storage to = {.ss_family = (sa_family_t)family};

	/* Nobody is there; what counts is that it may be tried. */
	if (fd >= 0)
		connect(fd, (struct sockaddr *)&to, sizeof(to));
	return (fd >= 0 && close(fd) == 0) || errno == EAFNOSUPPORT;
}

static bool
connects_to_a_path(void)
{
	return connects(AF_UNIX, SOCK_STREAM) && connects(AF_UNIX, SOCK_DGRAM);
}

static bool
connects_over_tcp(void)
{
	return connects(AF_INET, SOCK_STREAM) &&
	       connects(AF_INET6, SOCK_STREAM);
}

static bool
looks_up_a_host(void)
{
	const struct addrinfo hints = {
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
	struct addrinfo *found = NULL;
	int result = getaddrinfo("localhost", "3306", &hints, &found);

	if (result == 0)
		freeaddrinfo(found);
	getaddrinfo("no-such-host.invalid", "3306", &hints, &found);
	return result == 0;
}

static bool
converts_a_charset(void)
{
	iconv_t converter = iconv_open("UTF-8", "GB18030");

	/* The C library may have no converters at all. */
	return converter == (iconv_t)-1 ? errno == EINVAL
					: iconv_close(converter) == 0;
}

static bool
loads_a_library(void)
{
	void *library = dlopen("libnss_files.so.2", RTLD_NOW);

	if (library == NULL)
		library = dlopen("libc.so.6", RTLD_NOW);
	return library != NULL && dlclose(library) == 0;
}

static bool
knows_the_time(void)
{
	struct timespec ts = {.tv_nsec = 1000};
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) != NULL && nanosleep(&ts, NULL) == 0 &&
	       clock_gettime(CLOCK_MONOTONIC, &ts) == 0;
}

static bool
draws_random_bytes(void)
{
	char bytes[16];

	return getrandom(bytes, sizeof(bytes), 0) == sizeof(bytes);
}

static bool
writes_the_log(void)
{
	log_notice("still here");
	return true;
}

/* --- what it does not --- */

static bool
runs_a_program(void)
{
	char *const arguments[] = {(char[]){"/bin/true"}, NULL};

	return execv(arguments[0], arguments) == 0;
}

static bool
forks(void)
{
	return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) >= 0;
}

static bool
starts_a_thread(void)
{
	return syscall(SYS_clone3, NULL, 0) >= 0;
}

static bool
opens_to_write(void)
{
	return open(paths().file, O_WRONLY) >= 0;
}

static bool
opens_to_read_and_write(void)
{
	return open(paths().file, O_RDWR) >= 0;
}

static bool
creates_a_file(void)
{
	return open(paths().file, O_RDONLY | O_CREAT, 0600) >= 0;
}

static bool
empties_a_file(void)
{
	return open(paths().file, O_RDONLY | O_TRUNC) >= 0;
}

static bool
opens_by_openat2(void)
{
	return syscall(SYS_openat2, AT_FDCWD, paths().file, NULL, 0) >= 0;
}

static bool
removes_a_file(void)
{
	return unlinkat(AT_FDCWD, paths().file, 0) == 0;
}

static bool
changes_a_mode(void)
{
	return fchmodat(AT_FDCWD, paths().file, 0666, 0) == 0;
}

static bool
sniffs_packets(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) >= 0;
}

static bool
sends_raw_packets(void)
{
	return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0;
}

static bool
asks_for_sockets_of_others(void)
{
	return socket(AF_NETLINK, SOCK_RAW, 4 /* NETLINK_SOCK_DIAG */) >= 0;
}

static bool
binds_a_port(void)
{
	const struct sockaddr_in own = {.sin_family = AF_INET};

	return bind(socket(AF_INET, SOCK_STREAM, 0),
		   (const struct sockaddr *)&own, sizeof(own)) == 0;
}

/* As long as an address of netlink. */
static bool
binds_a_path(void)
{
	const struct sockaddr_un own = {
	    .sun_family = AF_UNIX, .sun_path = "/tmp/bks6"};

	return bind(socket(AF_UNIX, SOCK_STREAM, 0),
		   (const struct sockaddr *)&own,
		   sizeof(struct sockaddr_nl)) == 0;
}

static bool
binds_an_abstract_name(void)
{
	const struct sockaddr_un own = {
	    .sun_family = AF_UNIX, .sun_path = "\0bks6"};

	return bind(socket(AF_UNIX, SOCK_DGRAM, 0),
		   (const struct sockaddr *)&own,
		   sizeof(struct sockaddr_nl)) == 0;
}

static bool
has_no_netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE) < 0 &&
	       errno == EAFNOSUPPORT;
}

static bool
listens(void)
{
	return listen(socket(AF_INET, SOCK_STREAM, 0), 1) == 0;
}

static bool
traces_a_process(void)
{
	return ptrace(PTRACE_ATTACH, 1, NULL, NULL) == 0;
}

static bool
kills_its_group(void)
{
	return kill(0, SIGCONT) == 0;
}

static bool
aborts_somebody_else(void)
{
	return syscall(SYS_tgkill, 1, 1, SIGABRT) == 0;
}

static bool
mounts(void)
{
	return mount("none", directory, "tmpfs", 0, NULL) == 0;
}

static bool
becomes_root(void)
{
	return setuid(0) == 0;
}

static bool
makes_memory_to_run(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
makes_memory_runnable(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool
can_be_dumped(void)
{
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

static bool
types_for_the_terminal(void)
{
	return ioctl(STDIN_FILENO, TIOCSTI, "x") == 0;
}

static bool
uses_a_call_without_a_name(void)
{
	return syscall(1000) == 0;
}

struct row {
	const char *name;
	bool (*act)(void);
	const char
	    *refused; /* the call that the log names; NULL: it goes well */
};

static struct row rows[] = {
    {"a file can be read", reads_a_file, NULL},
    {"a directory can be looked at", lists_a_directory, NULL},
    {"memory can be had", takes_memory, NULL},
    {"UNIX sockets can be connected", connects_to_a_path, NULL},
    {"TCP sockets can be connected", connects_over_tcp, NULL},
    {"hosts can be looked up", looks_up_a_host, NULL},
    {"without netlink, which is said not to be there", has_no_netlink, NULL},
    {"charsets can be converted", converts_a_charset, NULL},
    {"libraries can be loaded", loads_a_library, NULL},
    {"the time is known", knows_the_time, NULL},
    {"random bytes can be had", draws_random_bytes, NULL},
    {"the log can be written", writes_the_log, NULL},
    {"no program can be run", runs_a_program, "execve"},
    {"no process can be started", forks, "clone"},
    {"no thread can be started", starts_a_thread, "clone3"},
    {"no file can be opened to write", opens_to_write, "openat"},
    {"nor to read and write", opens_to_read_and_write, "openat"},
    {"no file can be created", creates_a_file, "openat"},
    {"no file can be emptied", empties_a_file, "openat"},
    {"openat2 is no way round", opens_by_openat2, "openat2"},
    {"no file can be removed", removes_a_file, "unlinkat"},
    {"no mode can be changed", changes_a_mode, "fchmodat"},
    {"AF_PACKET is refused", sniffs_packets, "socket"},
    {"raw sockets are refused", sends_raw_packets, "socket"},
    {"sock_diag is refused", asks_for_sockets_of_others, "socket"},
    {"no port can be bound", binds_a_port, "bind"},
    {"no path can be bound", binds_a_path, "bind"},
    {"no abstract name can be bound", binds_an_abstract_name, "bind"},
    {"nobody can be listened to", listens, "listen"},
    {"no process can be traced", traces_a_process, "ptrace"},
    {"no process can be killed", kills_its_group, "kill"},
    {"not with the signal of abort(3) either", aborts_somebody_else, "tgkill"},
    {"nothing can be mounted", mounts, "mount"},
    {"no other user can be had", becomes_root, "setuid"},
    {"no new code can be run", makes_memory_to_run, "mmap"},
    {"no data can be run", makes_memory_runnable, "mprotect"},
    {"a core file cannot be had back", can_be_dumped, "prctl"},
    {"nothing can be typed", types_for_the_terminal, "ioctl"},
    {"a number without a name", uses_a_call_without_a_name, "unknown"},
};

/* In a process of its own: its wait status. */
static int
run(const struct row *row)
{
	const struct config_pool pool = {.process_seccomp = true};
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (log_open(paths().log, LOG_LEVEL_NOTICE) != 0 ||
		    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		    sandbox_enter(&pool) != 0)
			_exit(2);
		_exit(row->act() ? 0 : 1);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
check(void **state)
{
	const struct row *row = *state;
	char text[1024] = "", want[128];
	FILE *log;
	int status;

	unlink(paths().log);
	status = run(row);
	log = fopen(paths().log, "r");
	assert_non_null(log);
	text[fread(text, 1, sizeof(text) - 1, log)] = '\0';
	fclose(log);
	if (row->refused == NULL) {
		assert_null(strstr(text, "not allowed"));
		assert_int_equal(status, 0);
		return;
	}
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
	snprintf(
	    want, sizeof(want), "ALERT: the system call %s (", row->refused);
	assert_non_null(strstr(text, want));
}

static void
check_off(void **state)
{
	const struct config_pool pool = {.process_seccomp = false};

	(void)state;
	assert_int_equal(sandbox_enter(&pool), 0);
	assert_int_equal(prctl(PR_GET_SECCOMP, 0, 0, 0, 0), 0);
}

static struct {
	const char *name;
} off[] = {{"process.seccomp = no changes nothing"}};

int
main(void)
{
	FILE *file;
	int failed;

	if (mkdtemp(directory) == NULL)
		return 1;
	file = fopen(paths().file, "w");
	if (file == NULL || fputs("text\n", file) == EOF || fclose(file) != 0)
		return 1;
	UNIT_TABLE(off, check_off);
	UNIT_TABLE(rows, check);
	failed = unit_run("sandbox");
	unlink(paths().log);
	unlink(paths().file);
	rmdir(directory);
	return failed;
}
