/* SPDX-License-Identifier: MIT */
/* The keys of a pool: rights and limits of its workers. */
#include "config/keys_pool.h"

static const struct key keys[] = {
    {.name = "user",
	.type = KEY_TEXT,
	.offset = POOL(user),
	.max = 255,
	.initial = "",
	.example = "bksops",
	.shown = true,
	.help = "The user that workers become, a name or a number. Needed "
		"when the program is started as root, ignored otherwise."},
    {.name = "group",
	.type = KEY_TEXT,
	.offset = POOL(group),
	.max = 255,
	.initial = "",
	.example = "bksops",
	.help = "The group that workers get, a name or a number; the user's "
		"group when empty."},
    {.name = "chroot",
	.type = KEY_PATH,
	.offset = POOL(chroot),
	.initial = "",
	.example = "/srv/bksops",
	.help = "Directory that workers are confined to; only for root. The "
		"database must be reachable from there."},
    {.name = "chdir",
	.type = KEY_PATH,
	.offset = POOL(chdir),
	.initial = "/",
	.help = "Working directory of the workers, below chroot."},
    {.name = "umask",
	.type = KEY_OCTAL,
	.offset = POOL(umask),
	.min = 0,
	.max = 0777,
	.initial = "0077",
	.help = "Rights that files made by workers do not have. They make "
		"none but core files."},
    {.name = "rlimit_files",
	.type = KEY_INT,
	.offset = POOL(rlimit_files),
	.min = 0,
	.max = 1048576,
	.initial = "0",
	.help =
	    "Limit on open files of a worker; 0 leaves it as it is. A worker "
	    "keeps eight for databases and files, and holds fewer "
	    "connections where the limit is low."},
    {.name = "rlimit_core",
	.type = KEY_LIMIT,
	.offset = POOL(rlimit_core),
	.min = 0,
	.max = INT64_MAX,
	.initial = "0",
	.help = "Largest core file of a worker in bytes, or unlimited. It also "
		"needs process.dumpable."},
    {.name = "rlimit_as",
	.type = KEY_INT,
	.offset = POOL(rlimit_as),
	.min = 0,
	.max = INT64_MAX,
	.initial = "0",
	.example = "1073741824",
	.help = "Largest address space of a worker in bytes; 0 leaves it as it "
		"is. One request may need 300 MB."},
    {.name = "process.dumpable",
	.type = KEY_BOOL,
	.offset = POOL(process_dumpable),
	.initial = "no",
	.help = "Whether a worker may leave a core file and be traced by its "
		"own user. Both show its secrets."},
    {.name = "process.priority",
	.type = KEY_INT,
	.offset = POOL(process_priority),
	.min = -20,
	.max = 19,
	.initial = "0",
	.help = "What is added to the nice value of the workers; below 0 only "
		"for root."},
    {.name = "process.seccomp",
	.type = KEY_BOOL,
	.offset = POOL(process_seccomp),
	.initial = "yes",
	.help = "Whether a worker gives up, once it has started, all system "
		"calls that it does not need. A call that is not allowed ends "
		"it, and the log says which one it was. See SANDBOX in "
		"bksops-fcgi(8). A program that was built without libseccomp "
		"has the default no."},
};

const struct key_group keys_worker = KEY_GROUP("What the workers may do", keys);
