/* SPDX-License-Identifier: MIT */
#include "base/proc.h"

#define TRIES 8 /* of a text that is written all the time */

const int64_t proc_bounds_us[PROC_BUCKETS] = {250, 500, 1000, 2500, 5000, 10000,
    25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000,
    25000000};

const char *
proc_phase_name(int phase)
{
	static const char *const names[PROC_PHASES] = {
	    [PROC_FREE] = "free",
	    [PROC_STARTING] = "starting",
	    [PROC_IDLE] = "idle",
	    [PROC_KEPT] = "kept",
	    [PROC_READING] = "reading",
	    [PROC_WORKING] = "working",
	    [PROC_CONNECTING] = "connecting",
	    [PROC_QUERY] = "query",
	    [PROC_WRITING] = "writing",
	    [PROC_ENDING] = "ending",
	};

	return phase < 0 || phase >= PROC_PHASES ? "unknown" : names[phase];
}

bool
proc_phase_is_idle(int phase)
{
	return phase == PROC_STARTING || phase == PROC_IDLE ||
	       phase == PROC_KEPT || phase == PROC_READING;
}

const char *
proc_outcome_name(size_t outcome)
{
	static const char *const names[PROC_OUTCOMES] = {
	    [PROC_OK] = "ok",
	    [PROC_REFUSED] = "refused",
	    [PROC_FAULT] = "fault",
	    [PROC_TIMEOUT] = "timeout",
	    [PROC_CANCELLED] = "cancelled",
	    [PROC_SHED] = "shed",
	    [PROC_FORWARDED] = "forwarded",
	};

	return outcome < PROC_OUTCOMES ? names[outcome] : "unknown";
}

static uint64_t
counter_get(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

void
proc_add(_Atomic uint64_t *counter, uint64_t n)
{
	atomic_store_explicit(
	    counter, counter_get(counter) + n, memory_order_relaxed);
}

void
proc_observe(struct proc_histogram *histogram, int64_t us)
{
	size_t i = 0;

	if (us < 0)
		us = 0;
	while (i < PROC_BUCKETS && us > proc_bounds_us[i])
		i++;
	proc_add(&histogram->counts[i], 1);
	proc_add(&histogram->sum_us, (uint64_t)us);
}

/* The counters are an array of the one type: so is their sum. */
void
proc_sum(struct proc_counters *to, const struct proc_counters *from)
{
	_Atomic uint64_t *out = (_Atomic uint64_t *)to;
	const _Atomic uint64_t *in = (const _Atomic uint64_t *)from;

	_Static_assert(sizeof(*to) % sizeof(*out) == 0, "only counters");
	for (size_t i = 0; i < sizeof(*to) / sizeof(*out); i++)
		proc_add(&out[i], counter_get(&in[i]));
}

void
proc_text_set(struct proc_text *t, struct text value)
{
	uint32_t version =
	    atomic_load_explicit(&t->version, memory_order_relaxed);
	size_t len = value.len < PROC_PATH ? value.len : PROC_PATH;

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
copy(const struct proc_text *t, uint64_t words[PROC_PATH / 8], size_t *len)
{
	uint32_t before =
	    atomic_load_explicit(&t->version, memory_order_acquire);

	*len = atomic_load_explicit(&t->len, memory_order_relaxed);
	if (before % 2 != 0 || *len > PROC_PATH)
		return false;
	for (size_t i = 0; i * 8 < *len; i++)
		words[i] =
		    atomic_load_explicit(&t->words[i], memory_order_relaxed);
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&t->version, memory_order_relaxed) ==
	       before;
}

size_t
proc_text_get(const struct proc_text *t, char *out, size_t size)
{
	uint64_t words[PROC_PATH / 8] = {0};
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
