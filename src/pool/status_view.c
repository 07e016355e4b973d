/* SPDX-License-Identifier: MIT */
#include "pool/status_view.h"

#include "base/clock.h"

/* us from `then` to now, 0 when there is no such time. */
static int64_t
us_since(int64_t then)
{
	int64_t now = clock_us();

	return then <= 0 || then > now ? 0 : now - then;
}

/* The time that was noted at the start: taken from a clock anew for each
 * answer, it would go back and forth by a second. */
static int64_t
start_of(int64_t noted_s)
{
	int64_t now = clock_wall_us() / 1000000;

	return noted_s > 0 && noted_s < now ? noted_s : now;
}

static void
or_none(char *text)
{
	if (*text == '\0')
		memcpy(text, "-", 2);
}

/* The slot has "GET /path". */
static void
read_request(const struct slot *slot, struct status_worker *w)
{
	char line[SLOT_PATH + 1];
	size_t method;

	slot_text_get(&slot->request, line, sizeof(line));
	method = strcspn(line, " ");
	memcpy(w->method, line, method);
	w->method[method] = '\0';
	if (line[method] == ' ')
		memcpy(w->path, line + method + 1, sizeof(line) - method - 1);
	or_none(w->method);
	or_none(w->path);
}

static void
read_worker(const struct slot *slot, struct status_worker *w)
{
	int64_t begun = slot->begun_us, last = slot->last_us;
	int phase = slot->phase;

	w->pid = slot->pid;
	w->phase = phase > SLOT_FREE && phase < SLOT_PHASES ? phase : SLOT_FREE;
	w->start_s = start_of(slot->started_s);
	w->since_s = us_since(slot->started_us) / 1000000;
	w->requests = slot->answered;
	w->duration_us = begun != 0 ? us_since(begun) : last < 0 ? 0 : last;
	w->resident = slot->resident;
	read_request(slot, w);
	slot_text_get(&slot->statement, w->statement, sizeof(w->statement));
	or_none(w->statement);
}

static int
read_workers(struct status_view *view, struct arena *arena)
{
	const struct scoreboard *b = view->board;
	uint32_t used = b->used;

	view->workers =
	    arena_array(arena, STATUS_WORKERS, sizeof(*view->workers));
	if (view->workers == NULL)
		return -1;
	for (uint32_t i = 0; i < used && i < SCOREBOARD_SLOTS; i++)
		if (scoreboard_is_worker(&b->slots[i]) &&
		    view->nworkers < STATUS_WORKERS)
			read_worker(
			    &b->slots[i], &view->workers[view->nworkers++]);
	return 0;
}

int
status_view_read(struct status_view *view, const struct config_pool *config,
    const struct scoreboard *board, struct arena *arena, bool full)
{
	*view = (struct status_view){
	    .config = config, .board = board, .full = full};
	view->start_s = start_of(board->created_s);
	view->since_s = us_since(board->created_us) / 1000000;
	scoreboard_read(board, &view->sum);
	view->most_active = board->most_active;
	if (view->most_active < view->sum.active)
		view->most_active = view->sum.active;
	for (size_t i = 0; i < SLOT_ENDPOINTS; i++)
		for (size_t j = 0; j < SLOT_OUTCOMES; j++)
			view->requests += view->sum.counters.requests[i][j];
	return full ? read_workers(view, arena) : 0;
}
