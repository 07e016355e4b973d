/* SPDX-License-Identifier: MIT */
#include "base/slot.h"

#define TRIES 8 /* of a text that is written all the time */

const int64_t slot_bounds_us[SLOT_BUCKETS] = {250, 500, 1000, 2500, 5000, 10000,
    25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000,
    25000000};

const char *
slot_phase_name(int phase)
{
	static const char *const names[SLOT_PHASES] = {
	    [SLOT_FREE] = "free",
	    [SLOT_STARTING] = "starting",
	    [SLOT_IDLE] = "idle",
	    [SLOT_KEPT] = "kept",
	    [SLOT_READING] = "reading",
	    [SLOT_WORKING] = "working",
	    [SLOT_CONNECTING] = "connecting",
	    [SLOT_QUERY] = "query",
	    [SLOT_WRITING] = "writing",
	    [SLOT_ENDING] = "ending",
	};

	return phase < 0 || phase >= SLOT_PHASES ? "unknown" : names[phase];
}

bool
slot_phase_is_idle(int phase)
{
	return phase == SLOT_STARTING || phase == SLOT_IDLE ||
	       phase == SLOT_KEPT || phase == SLOT_READING;
}

const char *
slot_outcome_name(size_t outcome)
{
	static const char *const names[SLOT_OUTCOMES] = {
	    [SLOT_OK] = "ok",
	    [SLOT_REFUSED] = "refused",
	    [SLOT_FAULT] = "fault",
	    [SLOT_TIMEOUT] = "timeout",
	    [SLOT_CANCELLED] = "cancelled",
	    [SLOT_SHED] = "shed",
	};

	return outcome < SLOT_OUTCOMES ? names[outcome] : "unknown";
}

static uint64_t
counter_get(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

void
slot_add(_Atomic uint64_t *counter, uint64_t n)
{
	atomic_store_explicit(
	    counter, counter_get(counter) + n, memory_order_relaxed);
}

void
slot_observe(struct slot_histogram *histogram, int64_t us)
{
	size_t i = 0;

	if (us < 0)
		us = 0;
	while (i < SLOT_BUCKETS && us > slot_bounds_us[i])
		i++;
	slot_add(&histogram->counts[i], 1);
	slot_add(&histogram->sum_us, (uint64_t)us);
}

/* The counters are an array of the one type: so is their sum. */
void
slot_sum(struct slot_counters *to, const struct slot_counters *from)
{
	_Atomic uint64_t *out = (_Atomic uint64_t *)to;
	const _Atomic uint64_t *in = (const _Atomic uint64_t *)from;

	_Static_assert(sizeof(*to) % sizeof(*out) == 0, "only counters");
	for (size_t i = 0; i < sizeof(*to) / sizeof(*out); i++)
		slot_add(&out[i], counter_get(&in[i]));
}

void
slot_text_set(struct slot_text *t, struct text value)
{
	uint32_t version =
	    atomic_load_explicit(&t->version, memory_order_relaxed);
	size_t len = value.len < SLOT_PATH ? value.len : SLOT_PATH;

	atomic_store_explicit(&t->version, version + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	for (size_t i = 0; i * 8 < len; i++) {
		uint64_t word = 0;

		memcpy(
		    &word, value.s + i * 8, len - i * 8 < 8 ? len - i * 8 : 8);
		atomic_store_explicit(&t->words[i], word, memory_order_relaxed);
	}
	atomic_store_explicit(&t->len, (uint32_t)len, memory_order_relaxed);
	atomic_store_explicit(&t->version, version + 2, memory_order_release);
}

/* False when it was written meanwhile. */
static bool
copy(const struct slot_text *t, uint64_t words[SLOT_PATH / 8], size_t *len)
{
	uint32_t before =
	    atomic_load_explicit(&t->version, memory_order_acquire);

	*len = atomic_load_explicit(&t->len, memory_order_relaxed);
	if (before % 2 != 0 || *len > SLOT_PATH)
		return false;
	for (size_t i = 0; i * 8 < *len; i++)
		words[i] =
		    atomic_load_explicit(&t->words[i], memory_order_relaxed);
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&t->version, memory_order_relaxed) ==
	       before;
}

size_t
slot_text_get(const struct slot_text *t, char *out, size_t size)
{
	uint64_t words[SLOT_PATH / 8] = {0};
	size_t len = 0;
	int tries = 0;

	if (size == 0)
		return 0;
	while (tries < TRIES && !copy(t, words, &len))
		tries++;
	if (tries == TRIES)
		len = 0;
	if (len >= size)
		len = size - 1;
	memcpy(out, words, len);
	for (size_t i = 0; i < len; i++)
		if (out[i] < ' ' || out[i] > '~')
			out[i] = '?';
	out[len] = '\0';
	return len;
}
