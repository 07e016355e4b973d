/* SPDX-License-Identifier: MIT */
#include "pool/scoreboard.h"

#include "base/clock.h"

#include <sys/mman.h>

#define TRIES 100 /* to read between two writes of `past` */

struct scoreboard *
scoreboard_new(void)
{
	struct scoreboard *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (b == MAP_FAILED)
		return NULL;
	b->created_us = clock_us();
	b->created_s = clock_wall_us() / 1000000;
	b->ready = 1;
	return b;
}

void
scoreboard_free(struct scoreboard *b)
{
	if (b != NULL)
		munmap(b, sizeof(*b));
}

struct slot *
scoreboard_take(struct scoreboard *b, bool aside)
{
	for (uint32_t i = 0; i < SCOREBOARD_SLOTS; i++) {
		struct slot *slot = &b->slots[i];

		if (slot->pid != 0 || slot->phase != SLOT_FREE)
			continue;
		memset(slot, 0, sizeof(*slot));
		slot->started_us = slot->free_since_us = clock_us();
		slot->started_s = clock_wall_us() / 1000000;
		slot->aside = aside;
		slot->phase = SLOT_STARTING;
		if (b->used <= i)
			b->used = i + 1;
		return slot;
	}
	return NULL;
}

void
scoreboard_give_back(struct scoreboard *b, struct slot *slot)
{
	b->fold++;
	if (!slot->aside)
		slot_sum(&b->past, &slot->counters);
	memset(&slot->counters, 0, sizeof(slot->counters));
	slot->pid = 0;
	slot->phase = SLOT_FREE;
	b->fold++;
}

bool
scoreboard_is_worker(const struct slot *slot)
{
	int phase = slot->phase;

	return slot->pid > 0 && phase > SLOT_FREE && phase < SLOT_PHASES &&
	       !slot->aside;
}

static void
read_once(const struct scoreboard *b, struct scoreboard_sum *sum)
{
	uint32_t used = b->used;

	memset(sum, 0, sizeof(*sum));
	slot_sum(&sum->counters, &b->past);
	for (uint32_t i = 0; i < used && i < SCOREBOARD_SLOTS; i++) {
		const struct slot *slot = &b->slots[i];
		int phase = slot->phase;

		if (!scoreboard_is_worker(slot) || phase <= SLOT_FREE ||
		    phase >= SLOT_PHASES)
			continue;
		slot_sum(&sum->counters, &slot->counters);
		sum->workers++;
		sum->phases[phase]++;
		if (slot_phase_is_idle(phase))
			sum->idle++;
		else
			sum->active++;
	}
}

void
scoreboard_read(const struct scoreboard *b, struct scoreboard_sum *sum)
{
	for (int i = 0; i < TRIES; i++) {
		uint32_t before = b->fold;

		read_once(b, sum);
		if (before % 2 == 0 && before == b->fold)
			return;
	}
}
