/* SPDX-License-Identifier: MIT */
/* The keys of [global]. */
#include "config/keys.h"

#include <stddef.h>

#define GLOBAL(member) offsetof(struct config_global, member)

static const char *const log_levels[] = {
    "debug", "notice", "warning", "error", "alert", NULL};

static const char *const facilities[] = {"daemon", "user", "local0", "local1",
    "local2", "local3", "local4", "local5", "local6", "local7", NULL};

static const struct key program_keys[] = {
    {.name = "include",
	.type = KEY_INCLUDE,
	.offset = GLOBAL(include),
	.initial = "",
	.example = "pool.d/*.conf",
	.help = "Files with more pools, such as one for each tenant, as a "
		"pattern of the shell (glob(7)), relative to the directory of "
		"this file. It may come several times. See INCLUDED FILES in "
		"bksops-fcgi.conf(5)."},
    {.name = "pid",
	.type = KEY_PATH,
	.offset = GLOBAL(pid),
	.initial = "",
	.at_start = true,
	.example = "/run/bksops-fcgi/bksops-fcgi.pid",
	.help = "The file that the number of the master process is written "
		"to; none when empty. It stays locked while the master lives "
		"and is removed when it stops."},
    {.name = "error_log",
	.type = KEY_LOG,
	.offset = GLOBAL(error_log),
	.initial = "stderr",
	.help = "Where the log goes: a file, stderr, syslog, or the journal "
		"of systemd. A file is opened before rights are dropped."},
    {.name = "log_level",
	.type = KEY_WORD,
	.offset = GLOBAL(log_level),
	.initial = "notice",
	.words = log_levels,
	.help = "The least important kind of line that is logged."},
    {.name = "syslog.ident",
	.type = KEY_TEXT,
	.offset = GLOBAL(syslog_ident),
	.min = 1,
	.max = 64,
	.initial = "bksops-fcgi",
	.help = "The name in front of lines that go to syslog or to the "
		"journal."},
    {.name = "syslog.facility",
	.type = KEY_WORD,
	.offset = GLOBAL(syslog_facility),
	.initial = "daemon",
	.words = facilities,
	.help = "The facility of lines that go to syslog."},
    {.name = "daemonize",
	.type = KEY_BOOL,
	.offset = GLOBAL(daemonize),
	.initial = "no",
	.at_start = true,
	.help = "Go to the background once the sockets are bound. The option "
		"-F overrides it."},
};

static const struct key pools_keys[] = {
    {.name = "process.max",
	.type = KEY_INT,
	.offset = GLOBAL(process_max),
	.min = 0,
	.max = 65535,
	.initial = "0",
	.example = "128",
	.help = "Workers of all pools together, at most; 0 sets no limit. "
		"Workers that finish while others have their places do not "
		"count."},
    {.name = "process_control_timeout",
	.type = KEY_DURATION,
	.offset = GLOBAL(process_control_timeout),
	.min = 0,
	.max = HOUR,
	.initial = "0",
	.example = "30s",
	.help = "How long a worker may finish what it has begun after QUIT, a "
		"reload, a rotation of the logs, or when a limit of its pool "
		"is reached, before TERM and then KILL. "
		"0 is its pool's request_timeout and 5 s more."},
    {.name = "emergency_restart_threshold",
	.type = KEY_INT,
	.offset = GLOBAL(emergency_restart_threshold),
	.min = 0,
	.max = 1024,
	.initial = "0",
	.example = "10",
	.help = "As many workers of a pool that crash (SIGSEGV, SIGBUS, "
		"SIGABRT and the like) within emergency_restart_interval make "
		"the pool replace all its workers; 0 never does."},
    {.name = "emergency_restart_interval",
	.type = KEY_DURATION,
	.offset = GLOBAL(emergency_restart_interval),
	.min = SECOND,
	.max = HOUR,
	.initial = "60s",
	.help = "The time for emergency_restart_threshold."},
    {.name = "systemd_interval",
	.type = KEY_DURATION,
	.offset = GLOBAL(systemd_interval),
	.min = 0,
	.max = HOUR,
	.initial = "10s",
	.help = "How often systemd is told the state of the pools; 0 never "
		"does. It is told of the start and of reloads anyway."},
};

static const struct key_group program = KEY_GROUP(NULL, program_keys);
static const struct key_group pools =
    KEY_GROUP("All pools together", pools_keys);
static const struct key_group *const groups[] = {&program, &pools};

const struct keys keys_global = {groups, sizeof(groups) / sizeof(groups[0])};
