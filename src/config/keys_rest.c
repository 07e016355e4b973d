/* SPDX-License-Identifier: MIT */
/* The keys of a pool: caches and pages. */
#include "config/keys_pool.h"

static const struct key keys[] = {
    {.name = "paas.cache",
	.type = KEY_DURATION,
	.offset = POOL(paas_cache),
	.min = 0,
	.max = 60 * SECOND,
	.initial = "2s",
	.help = "How long a worker may use permission ids that it has read. 0 "
		"holds none. Secrets, tokens, grants and tasks are read every "
		"time."},
    {.name = "snapshot.memory",
	.type = KEY_INT,
	.offset = POOL(snapshot_memory),
	.min = 0,
	.max = 4096,
	.initial = "16",
	.help = "Mebibytes in which a worker holds the JSON of snapshots that "
		"it has decoded. They are found by their content, so an "
		"answer is never stale. 0 holds none."},
    {.name = "ping.path",
	.type = KEY_URL_PATH,
	.offset = POOL(ping_path),
	.initial = "/ping",
	.help = "URL path that answers pong; none when empty."},
    {.name = "ping.response",
	.type = KEY_TEXT,
	.offset = POOL(ping_response),
	.max = 1024,
	.initial = "pong",
	.help = "What it answers."},
    {.name = "live.path",
	.type = KEY_URL_PATH,
	.offset = POOL(live_path),
	.initial = "/live",
	.help = "URL path that answers 200 while a worker can answer at all; "
		"none when empty."},
    {.name = "ready.path",
	.type = KEY_URL_PATH,
	.offset = POOL(ready_path),
	.initial = "/ready",
	.help = "URL path that answers 200 when the databases answer, else "
		"503; none when empty."},
    {.name = "status.path",
	.type = KEY_URL_PATH,
	.offset = POOL(status_path),
	.initial = "/status",
	.help = "URL path of the pool's status; none when empty. It is text, "
		"or with ?json, ?html or ?openmetrics another form; &full adds "
		"every worker. Let the web server decide who may see it; see "
		"bksops-fcgi-status(7)."},
    {.name = "status.listen",
	.type = KEY_LISTEN,
	.offset = POOL(status_listen),
	.initial = "",
	.example = "/run/bksops-fcgi/www-status.sock",
	.help = "A socket of its own for status, ping, live and ready, served "
		"by a process of its own, so that they answer when all workers "
		"are busy. Owner, group, mode and allowed clients are those of "
		"listen."},
    {.name = "doctor.accept",
	.type = KEY_CHECKS,
	.offset = POOL(doctor_accept),
	.initial = "",
	.example = "indexes, zone_tables",
	.help =
	    "Checks whose warnings are known and to be lived with: --doctor "
	    "says accepted in place of warning, and exits 0 when there is "
	    "nothing else. An error is never accepted."},
};

const struct key_group keys_rest = KEY_GROUP("The rest", keys);
