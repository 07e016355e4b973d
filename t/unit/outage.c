/* SPDX-License-Identifier: MIT */
/* Who of a pool tells of an outage, and of its end. */
#include "store/outage.h"

#include "base/clock.h"
#include "unit.h"

#include <string.h>

/*
 * Steps: c claim, t told, n an answer over a new connection, k over one that
 * was kept, r a reload, R one to another server, d two seconds pass for the
 * claim, q more than a minute for the failure, m for the line that it is over.
 * `want`: "+" or "-" for what each c, n and k gave.
 */
struct row {
	const char *name;
	const char *steps;
	const char *want;
};

static struct row rows[] = {
    {"the first one tells, and nobody else", "ctccc", "+---"},
    {"while one tells, nobody else does", "ccc", "+--"},
    {"one who died while he told is followed", "cdctc", "++-"},
    {"its end is told once", "ctnnk", "++--"},
    {"the next one is told, too", "ctnmctn", "++++"},
    {"... but not within a minute of the end", "ctncncnc", "++-----"},
    {"... and then, if it still fails", "ctncmct", "++-+"},
    {"a reload in that minute: it is told at once", "ctnrc", "+++"},
    {"a connection that was kept is no end", "ctk", "+-"},
    {"... but when nobody has failed for a minute", "ctqkk", "++-"},
    {"nothing was told: nothing is over", "nk", "--"},
    {"what is still being told is not over", "cn", "+-"},
    {"a reload: it is told again, once", "ctrctc", "++-"},
    {"a reload: its end is told all the same", "ctrnn", "++-"},
    {"another server: nothing is over", "ctRnct", "+-+"},
    {"a reload without an outage", "rnct", "-+"},
};

static void
check_place(const struct row *row, struct outages *all, struct outage *o)
{
	static char none[] = "", list[] = "a, b", other[] = "c, b";
	struct config_mysql mysql = {
	    .socket = none, .host = list, .option_file = none};
	struct config_pool before = {
	    .sops = mysql, .paas = mysql, .paas_redis = list};
	struct config_pool now = before;
	char got[16] = "";
	size_t n = 0;

	now.sops.host = now.paas.host = other;
	now.paas_redis = other;
	memset(all, 0, sizeof(*all));
	for (const char *step = row->steps; *step != '\0'; step++)
		switch (*step) {
		case 'c':
			got[n++] = outage_claim(o) ? '+' : '-';
			break;
		case 't':
			outage_told(o);
			break;
		case 'n':
		case 'k':
			got[n++] = outage_over(o, *step == 'n') ? '+' : '-';
			break;
		case 'r':
		case 'R':
			outages_reload(
			    all, &before, *step == 'r' ? &before : &now);
			break;
		case 'd':
			o->claimed_at = clock_ms() - 2000;
			break;
		case 'm':
			o->over_at = clock_ms() - 61000;
			break;
		case 'q':
			o->failed_at = clock_ms() - 61000;
			break;
		}
	assert_string_equal(got, row->want);
}

static void
check_row(void **state)
{
	struct outages all;

	check_place(*state, &all, &all.redis);
	check_place(*state, &all, &all.sops.of[OUTAGE_LOST][1]);
	check_place(*state, &all, &all.paas.of[OUTAGE_REFUSED][0]);
}

int
main(void)
{
	UNIT_TABLE(rows, check_row);
	return unit_run("outage");
}
