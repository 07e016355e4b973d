/* SPDX-License-Identifier: MIT */
/* Where lines go: files, and the journal in systemd's own protocol. */
#include "unit.h"

#include "base/log.h"
#include "base/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

static char directory[] = "/tmp/bksops-sink.XXXXXX";

static const char *
path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static int
listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	memcpy(address.sun_path, path, strlen(path) + 1);
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* The next entry: its fields, and behind MESSAGE the length and the text. */
static void
assert_entry(int fd, const char *fields, const char *message)
{
	char got[4096];
	ssize_t n = recv(fd, got, sizeof(got), MSG_DONTWAIT);
	size_t head = strlen(fields), len = strlen(message);

	assert_int_equal(n, head + 8 + 8 + len + 1);
	assert_memory_equal(got, fields, head);
	assert_memory_equal(got + head, "MESSAGE\n", 8);
	assert_int_equal((unsigned char)got[head + 8], len);
	assert_memory_equal(got + head + 9, "\0\0\0\0\0\0\0", 7);
	assert_memory_equal(got + head + 16, message, len);
	assert_int_equal(got[head + 16 + len], '\n');
}

static void
check_journal(void **state)
{
	const char *path = path_of("journal");
	int fd = listen_at(path);
	struct sink sink;
	struct text bare = TEXT("[pool www] hello");

	(void)state;
	assert_int_equal(sink_open_at(&sink, "journal", path), 0);
	assert_int_equal(sink.kind, SINK_JOURNAL);
	sink_identify("mine", "local3");
	assert_int_equal(
	    sink_write(&sink, LOG_ERR, TEXT("[date] hello"), &bare), 0);
	assert_entry(
	    fd, "PRIORITY=3\nSYSLOG_IDENTIFIER=mine\n", "[pool www] hello");
	sink_set_context("www", "id-1");
	sink_write(&sink, LOG_INFO, TEXT("a\nb"), NULL);
	assert_entry(fd,
	    "PRIORITY=6\nSYSLOG_IDENTIFIER=mine\nBKSOPS_POOL=www\n"
	    "BKSOPS_REQUEST_ID=id-1\n",
	    "a\nb");
	sink_set_context("", "");
	sink_close(&sink);
	close(fd);
}

static void
check_no_journal(void **state)
{
	struct sink sink;

	(void)state;
	assert_int_equal(sink_open_at(&sink, "journal", path_of("nobody")), 0);
	assert_int_equal(sink.kind, SINK_STDERR);
	sink_close(&sink);
}

static void
check_file(void **state)
{
	struct sink sink;
	struct stat st;
	char got[16] = "";
	int fd;

	(void)state;
	umask(0);
	assert_int_equal(sink_open(&sink, path_of("file")), 0);
	assert_int_equal(sink_write(&sink, LOG_INFO, TEXT("one"), NULL), 0);
	sink_close(&sink);
	assert_int_equal(sink_open(&sink, path_of("file")), 0);
	assert_int_equal(sink_write(&sink, LOG_INFO, TEXT("two"), NULL), 0);
	assert_true((fcntl(sink.fd, F_GETFD) & FD_CLOEXEC) != 0);
	assert_int_equal(fstat(sink.fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	sink_close(&sink);
	fd = open(path_of("file"), O_RDONLY);
	assert_int_equal(read(fd, got, sizeof(got)), 8);
	assert_string_equal(got, "one\ntwo\n");
	close(fd);
}

static void
check_link(void **state)
{
	struct sink sink;

	(void)state;
	assert_int_equal(symlink("/tmp/nothing", path_of("link")), 0);
	assert_int_equal(sink_open(&sink, path_of("link")), -1);
	assert_int_equal(errno, ELOOP);
}

static void
check_odd(void **state)
{
	struct sink sink;

	(void)state;
	assert_int_equal(sink_open(&sink, directory), -1);
	assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
	assert_int_equal(sink_open(&sink, path_of("pipe")), -1);
	assert_int_equal(errno, ENXIO);
}

/* Another process that has inherited the sink writes what has no room. */
static void
tear_apart(struct sink *sink, struct text large)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(sink_write(sink, LOG_INFO, large, NULL) == -1 &&
			      errno == ENOSPC
			  ? 0
			  : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* A pipe with room for a part of a line stands for a disk that is full. */
static void
check_torn(void **state)
{
	static char large[100000];
	struct sink sink;
	char rest[100000];
	int ends[2];
	ssize_t n;

	(void)state;
	memset(large, 'x', sizeof(large));
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	assert_int_equal(sink_open(&sink, path_of("file")), 0);
	assert_int_equal(dup3(ends[1], sink.fd, O_CLOEXEC), sink.fd);
	tear_apart(&sink, (struct text){large, sizeof(large)});
	assert_int_equal(sink_write(&sink, LOG_INFO, TEXT("no"), NULL), -1);
	while (read(ends[0], rest, sizeof(rest)) > 0)
		continue;
	assert_int_equal(sink_write(&sink, LOG_INFO, TEXT("a"), NULL), 0);
	assert_int_equal(sink_write(&sink, LOG_INFO, TEXT("b"), NULL), 0);
	n = read(ends[0], rest, sizeof(rest));
	assert_int_equal(n, 5);
	assert_memory_equal(rest, "\na\nb\n", 5);
	sink_close(&sink);
	close(ends[1]);
	close(ends[0]);
}

/* Runs with a pipe as stderr; what was written to it. */
static void
write_to_stderr(const char *stream, char *got, size_t size)
{
	struct sink sink = {.kind = SINK_STDERR, .fd = -1};
	struct text bare = TEXT("bare");
	int ends[2], kept = dup(STDERR_FILENO);
	char name[64];
	struct stat st;
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fstat(ends[1], &st), 0);
	snprintf(name, sizeof(name), stream, (unsigned long long)st.st_dev,
	    (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", name, 1);
	dup2(ends[1], STDERR_FILENO);
	sink_find_journal();
	sink_write(&sink, LOG_ERR, TEXT("whole"), &bare);
	sink_write(&sink, LOG_INFO, TEXT("line"), NULL);
	dup2(kept, STDERR_FILENO);
	unsetenv("JOURNAL_STREAM");
	sink_find_journal();
	n = read(ends[0], got, size - 1);
	assert_true(n > 0);
	got[n] = '\0';
	close(kept);
	close(ends[0]);
	close(ends[1]);
}

static void
check_stderr(void **state)
{
	static const char *const others[] = {
	    "%llu:1%llu", "1%llu:%llu", "%llu:%llux", "%llu", "", "journal"};
	char got[64];

	(void)state;
	write_to_stderr("%llu:%llu", got, sizeof(got));
	assert_string_equal(got, "<3>bare\n<6>line\n");
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		write_to_stderr(others[i], got, sizeof(got));
		assert_string_equal(got, "whole\nline\n");
	}
}

struct bare_row {
	const char *name;
};

static struct bare_row rows[] = {{"an entry of the journal"},
    {"no journal: stderr"}, {"a file is appended to, mode 0600"},
    {"a symbolic link is refused"},
    {"a directory, a pipe without reader are refused"},
    {"after a line that another process cut off a new line begins"},
    {"stderr that systemd gave to the journal has levels"}};

int
main(void)
{
	static CMUnitTestFunction checks[] = {check_journal, check_no_journal,
	    check_file, check_link, check_odd, check_torn, check_stderr};
	int failed;

	if (mkdtemp(directory) == NULL)
		return 1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		unit_table(&rows[i], 1, sizeof(rows[i]), checks[i]);
	failed = unit_run("sink");
	unlink(path_of("journal"));
	unlink(path_of("file"));
	unlink(path_of("link"));
	unlink(path_of("pipe"));
	rmdir(directory);
	return failed;
}
