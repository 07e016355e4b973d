/* SPDX-License-Identifier: MIT */
/* A database server: the account, clock and zones, the number of connections.
 */
#include "base/clock.h"
#include "doctor/checkup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

/* us that two clocks may differ by: tokens have a minute, times of tasks are
 * shown in seconds. */
#define CLOCK_DIFFERENCE 2000000

#define SPARE_CONNECTIONS 20 /* of a server, for others than our workers */

void
check_grants(struct checkup *c, const char *name)
{
	struct inspect_account account;

	if (!inspect_account(c->server, &account)) {
		checkup_find_unasked(c, name);
		return;
	}
	if (account.excess.len > 0)
		checkup_find(c, name, FINDING_WARNING,
		    "%.*s may do more than read: %.*s; revoke that, SELECT is "
		    "enough",
		    TEXT_ARG(account.name), TEXT_ARG(account.excess));
	else if (account.unseen.len == 0)
		checkup_find(c, name, FINDING_OK, "%.*s may only read",
		    TEXT_ARG(account.name));
	if (account.unseen.len > 0)
		checkup_find(c, name, FINDING_WARNING,
		    "%.*s has roles whose rights cannot be seen: %.*s; look "
		    "that they only read",
		    TEXT_ARG(account.name), TEXT_ARG(account.unseen));
}

void
check_clock(struct checkup *c, const char *name)
{
	int64_t ahead;
	double seconds;

	if (!inspect_clock(c->server, &ahead)) {
		checkup_find_unasked(c, name);
		return;
	}
	/* Whole milliseconds, of which none is -0. */
	seconds = (double)(ahead / 1000) / 1000;
	if (llabs(ahead) > CLOCK_DIFFERENCE)
		checkup_find(c, name, FINDING_WARNING,
		    "its clock differs from this system's by %.3f s, which "
		    "makes elapsed_time and the life of tokens wrong; "
		    "synchronise both",
		    seconds);
	else
		checkup_find(c, name, FINDING_OK,
		    "its clock differs from this system's by %.3f s", seconds);
}

/* Our sessions are in UTC and need no zone of the server; Django asks it to
 * turn times into dates. */
void
check_zone_tables(struct checkup *c, const char *name)
{
	const char *zone = c->pool->time_zone;
	int64_t now = clock_wall_us() / 1000000, offset;
	const time_t at = (time_t)now;
	struct tm here;
	bool known;

	if (localtime_r(&at, &here) == NULL ||
	    !inspect_zone(c->server, text_of(zone), now, &known, &offset))
		checkup_find_unasked(c, name);
	else if (!known)
		checkup_find(c, name, FINDING_WARNING,
		    "it has no data of the time zone %s; bksops-fcgi answers "
		    "without, but bk-sops may need it for days and months: "
		    "mysql_tzinfo_to_sql /usr/share/zoneinfo | %s mysql",
		    zone, checkup_client(c));
	else if (offset != here.tm_gmtoff)
		checkup_find(c, name, FINDING_WARNING,
		    "its %s is %+.2f hours from UTC now, this system's %+.2f; "
		    "bring tzdata here and the zones there up to date",
		    zone, (double)offset / 3600, (double)here.tm_gmtoff / 3600);
	else
		checkup_find(c, name, FINDING_OK,
		    "it knows %s as this system does", zone);
}

/* Connections that a worker of the pool has to the server, when busy.  Over a
 * socket a second one stops the statements of clients that hung up. */
static int64_t
connections_of(
    const struct checkup *c, const struct config_pool *pool, const char *server)
{
	const struct config_mysql *const where[] = {&pool->sops, &pool->paas};
	size_t databases = pool->auth == AUTH_ESB ? 2 : 1;
	int64_t count = 0;

	for (size_t d = 0; d < databases; d++)
		for (size_t n = 0; n < inspect_count(where[d]); n++) {
			const char *name =
			    inspect_server_name(where[d], n, c->arena);

			if (name != NULL && strcmp(name, server) == 0) {
				count += *where[d]->socket == '\0' ? 1 : 2;
				break;
			}
		}
	return count;
}

void
check_connections(struct checkup *c, const char *name)
{
	const char *server = inspect_name(c->server);
	struct inspect_limits limits;
	int64_t own, all = 0;

	if (!inspect_limits(c->server, &limits)) {
		checkup_find_unasked(c, name);
		return;
	}
	own = c->pool->pm_max_children * connections_of(c, c->pool, server);
	for (size_t i = 0; i < c->config->npools; i++) {
		const struct config_pool *pool = &c->config->pools[i];

		all += pool->pm_max_children * connections_of(c, pool, server);
	}
	if (all > limits.connections)
		checkup_find(c, name, FINDING_WARNING,
		    "all workers together take up to %" PRId64 " connections, "
		    "max_connections is %" PRId64 "; lower pm.max_children, or "
		    "raise it: SET GLOBAL max_connections = %" PRId64
		    ", and in its my.cnf",
		    all, limits.connections, all + SPARE_CONNECTIONS);
	else if (limits.user_connections > 0 && own > limits.user_connections)
		checkup_find(c, name, FINDING_WARNING,
		    "the workers of pool %s take up to %" PRId64
		    " connections, the account has %" PRId64
		    " (max_user_connections); raise that or lower "
		    "pm.max_children",
		    c->pool->name, own, limits.user_connections);
	else
		checkup_find(c, name, FINDING_OK,
		    "all workers together take up to %" PRId64 " of %" PRId64
		    " connections",
		    all, limits.connections);
}
