/* SPDX-License-Identifier: MIT */
/* Who of a pool tells of an outage, and of its end. */
#include "mysql/outage.h"

#include "base/clock.h"
#include "unit.h"

#include <string.h>
#include <sys/mman.h>

/*
 * Steps: c claim, t told, n an answer over a new connection, k over one that
 * was kept, r a reload, R one to another server, d two seconds pass for the
 * claim, q more than a minute for the failure, m for the line that it is over;
 * C, T and N are those of a worker from before the reload.
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
    {"a worker that still asks the old server", "RCTc", "++"},
    {"... which is back", "ctRctNn", "++++"},
    {"... or was told of by that worker alone", "RCTNn", "++-"},
};

/* A second view of the same memory, as the worker has it. */
static struct outages *
share_again(struct outages *all)
{
	void *view = mremap(all, 0, sizeof(*all), MREMAP_MAYMOVE);

	assert_ptr_not_equal(view, MAP_FAILED);
	return view;
}

/* A place among the outages of a pool. */
static struct outage *
place_of(struct outages *all, size_t n)
{
	struct outage *places[] = {&all->redis, &all->iam,
	    &all->sops.of[OUTAGE_LOST][1], &all->paas.of[OUTAGE_REFUSED][0]};

	return places[n];
}

static void
check_place(const struct row *row, size_t place)
{
	static char none[] = "", list[] = "a, b", other[] = "c, b";
	struct config_mysql mysql = {
	    .socket = none, .host = list, .option_file = none};
	struct config_pool before = {
	    .sops = mysql, .paas = mysql, .paas_redis = list, .iam_url = list};
	struct config_pool now = before;
	struct outages *all = outages_new(), *given_up = NULL;
	struct outage *o = place_of(all, place), *old = NULL;
	char got[16] = "";
	size_t n = 0;

	now.sops.host = now.paas.host = other;
	now.paas_redis = other;
	now.iam_url = other;
	for (const char *step = row->steps; *step != '\0'; step++)
		switch (*step) {
		case 'c':
			got[n++] = outage_claim(o) ? '+' : '-';
			break;
		case 'C':
			got[n++] = outage_claim(old) ? '+' : '-';
			break;
		case 't':
			outage_logged(o);
			break;
		case 'T':
			outage_logged(old);
			break;
		case 'n':
		case 'k':
			got[n++] = outage_over(o, *step == 'n') ? '+' : '-';
			break;
		case 'N':
			got[n++] = outage_over(old, true) ? '+' : '-';
			break;
		case 'r':
		case 'R':
			/* A worker has a view of its own of the same. */
			outages_free(given_up);
			given_up = all;
			old = o;
			all = outages_reload(share_again(all), &before,
			    *step == 'r' ? &before : &now);
			o = place_of(all, place);
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
	outages_free(all);
	outages_free(given_up);
}

static void
check_row(void **state)
{
	for (size_t place = 0; place < 4; place++)
		check_place(*state, place);
}

int
main(void)
{
	UNIT_TABLE(rows, check_row);
	return unit_run("outage");
}
