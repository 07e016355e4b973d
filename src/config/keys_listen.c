/* SPDX-License-Identifier: MIT */
/* The keys of a pool: its socket. */
#include "config/keys_pool.h"

static const struct key keys[] = {
    {.name = "listen",
	.type = KEY_LISTEN,
	.offset = POOL(listen),
	.initial = "",
	.example = "/run/bksops-fcgi/www.sock",
	.shown = true,
	.help = "Path of a UNIX socket, or address:port, [IPv6 address]:port, "
		"or a port alone for all addresses. localhost is 127.0.0.1; "
		"other names are not looked up. When empty the pool "
		"serves the socket that it was started with: descriptor 0, or "
		"the one that systemd passes under the pool's name. Over TCP "
		"whoever can connect can ask: prefer the UNIX socket."},
    {.name = "listen.backlog",
	.type = KEY_INT,
	.offset = POOL(listen_backlog),
	.min = 1,
	.max = 65535,
	.initial = "511",
	.help = "Connections that the kernel keeps waiting. It uses at most "
		"net.core.somaxconn."},
    {.name = "listen.owner",
	.type = KEY_TEXT,
	.offset = POOL(listen_owner),
	.max = 255,
	.initial = "",
	.example = "www-data",
	.help = "Owner of the UNIX socket, a name or a number; the user who "
		"starts the program when empty."},
    {.name = "listen.group",
	.type = KEY_TEXT,
	.offset = POOL(listen_group),
	.max = 255,
	.initial = "",
	.example = "www-data",
	.shown = true,
	.help = "Group of the UNIX socket, a name or a number; the owner's "
		"group when empty."},
    {.name = "listen.mode",
	.type = KEY_OCTAL,
	.offset = POOL(listen_mode),
	.min = 0,
	.max = 0777,
	.initial = "0660",
	.help = "Mode of the UNIX socket. Who may write to it may connect. A "
		"default ACL of its directory changes nothing for owner, group "
		"and others; users whom it names have at most the group's "
		"rights."},
    {.name = "listen.allowed_clients",
	.type = KEY_CLIENTS,
	.offset = POOL(listen_allowed_clients),
	.initial = "",
	.example = "127.0.0.1, ::1",
	.help = "Addresses that may connect over TCP, comma separated; all "
		"when empty, which auth = header does not allow."},
    {.name = "listen.queue_timeout",
	.type = KEY_DURATION,
	.offset = POOL(listen_queue_timeout),
	.min = 0,
	.max = HOUR,
	.initial = "30s",
	.help = "A request that waited longer for a worker is answered 503 "
		"with Retry-After instead of being worked on; 0 never does. "
		"The wait is known to a tenth of a second."},
};

const struct key_group keys_listen =
    KEY_GROUP("Where the web server connects", keys);
