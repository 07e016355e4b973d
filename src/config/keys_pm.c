/* SPDX-License-Identifier: MIT */
/* The keys of a pool: how many workers, and how long. */
#include "config/keys_pool.h"

static const char *const pm_words[] = {"static", "dynamic", "ondemand", NULL};

static const struct key keys[] = {
    {.name = "pm",
	.type = KEY_ENUM,
	.offset = POOL(pm),
	.initial = "static",
	.words = pm_words,
	.help = "How the number of workers is chosen: static has "
		"pm.max_children always; dynamic keeps between "
		"pm.min_spare_servers and pm.max_spare_servers idle ones; "
		"ondemand starts one when a connection waits and none is "
		"idle."},
    {.name = "pm.max_children",
	.type = KEY_INT,
	.offset = POOL(pm_max_children),
	.min = 1,
	.max = 1024,
	.initial = "4",
	.shown = true,
	.example = "4",
	.help = "Number of workers, at most; as many again may be finishing "
		"what they cannot hand over, after a reload or at one of the "
		"limits below. Each answers one request at a "
		"time and keeps a connection to each database that it reads: "
		"two with auth = esb, else one. Over mysql.*.socket up to one "
		"more for each database, which stops the statement of a client "
		"that hung up and is closed ten seconds after."},
    {.name = "pm.start_servers",
	.type = KEY_INT,
	.offset = POOL(pm_start_servers),
	.min = 0,
	.max = 1024,
	.initial = "0",
	.example = "2",
	.help = "Workers at the start, for pm = dynamic; 0 is the middle of "
		"the next two."},
    {.name = "pm.min_spare_servers",
	.type = KEY_INT,
	.offset = POOL(pm_min_spare_servers),
	.min = 0,
	.max = 1024,
	.initial = "0",
	.example = "1",
	.help = "Idle workers that there are at least, for pm = dynamic, which "
		"needs it."},
    {.name = "pm.max_spare_servers",
	.type = KEY_INT,
	.offset = POOL(pm_max_spare_servers),
	.min = 0,
	.max = 1024,
	.initial = "0",
	.example = "3",
	.help = "Idle workers that there are at most, for pm = dynamic, which "
		"needs it."},
    {.name = "pm.max_spawn_rate",
	.type = KEY_INT,
	.offset = POOL(pm_max_spawn_rate),
	.min = 1,
	.max = 1024,
	.initial = "32",
	.help = "Workers started at once, at most, for pm = dynamic."},
    {.name = "pm.process_idle_timeout",
	.type = KEY_DURATION,
	.offset = POOL(pm_process_idle_timeout),
	.min = 100,
	.max = DAY,
	.initial = "10s",
	.help = "A worker that is idle for that long ends, for pm = ondemand. "
		"The last one stays while a web server keeps a connection."},
    {.name = "pm.max_requests",
	.type = KEY_INT,
	.offset = POOL(pm_max_requests),
	.min = 0,
	.max = INT64_C(1000000000),
	.initial = "0",
	.example = "10000",
	.help = "Requests after which another worker takes the place of one; "
		"0 sets no limit. Each worker stops up to an eighth earlier, "
		"so that they do not end together. It then hands its "
		"connections, with what has come of their requests, to the "
		"others and ends; it answers more only what it cannot hand "
		"over: requests of which more than 64 KiB have come, and, for "
		"3 seconds at most, what comes while no other can take it."},
    {.name = "pm.max_age",
	.type = KEY_DURATION,
	.offset = POOL(pm_max_age),
	.min = 0,
	.max = 365 * DAY,
	.initial = "0",
	.example = "1d",
	.help = "Age at which another worker takes its place, up to an eighth "
		"earlier; 0 sets no limit."},
    {.name = "pm.max_memory",
	.type = KEY_INT,
	.offset = POOL(pm_max_memory),
	.min = 0,
	.max = 1048576,
	.initial = "0",
	.example = "256",
	.help = "Mebibytes of memory (resident set) at which another worker "
		"takes its place, after the request in hand; 0 sets no "
		"limit."},
    {.name = "keepalive",
	.type = KEY_DURATION,
	.offset = POOL(keepalive),
	.min = 0,
	.max = HOUR,
	.initial = "5s",
	.help = "How long an idle connection that the web server wants to keep "
		"stays open; 0 closes it after each answer. FastCGI cannot "
		"announce that: a web server that sends at that very moment "
		"has to send again over another connection, which few do with "
		"a POST. So let the web server close its idle connections "
		"earlier. A worker that ends hands them to the others; only "
		"when the pool stops, or a reload changes who may connect, "
		"are they closed, 0.2 s after their last answer."},
    {.name = "request_timeout",
	.type = KEY_DURATION,
	.offset = POOL(request_timeout),
	.min = 100,
	.max = HOUR,
	.initial = "10s",
	.help = "How long a request may take, from its first byte to its "
		"answer. The web server's own limit should be larger."},
};

const struct key_group keys_pm = KEY_GROUP("The process manager", keys);
