/* SPDX-License-Identifier: MIT */
/*
 * Memory that is allocated but not handed out.  A build with AddressSanitizer
 * reports every access to it, one with MemorySanitizer everything that depends
 * on what was read from it; other builds do nothing.
 */
#ifndef BASE_POISON_H
#define BASE_POISON_H

#include <stddef.h>

#ifdef __has_feature /* clang */
#if __has_feature(address_sanitizer)
#define POISON_ADDRESS
#elif __has_feature(memory_sanitizer)
#define POISON_MEMORY
#endif
#elif defined(__SANITIZE_ADDRESS__) /* gcc */
#define POISON_ADDRESS
#endif

#if defined(POISON_ADDRESS)
#include <sanitizer/asan_interface.h>
#elif defined(POISON_MEMORY)
#include <sanitizer/msan_interface.h>
#endif

/* gcc takes a pointer to constant bytes for a use of these bytes. */
#if defined(POISON_ADDRESS) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

static inline void
poison(const void *place, size_t size)
{
#if defined(POISON_ADDRESS)
	__asan_poison_memory_region(place, size);
#elif defined(POISON_MEMORY)
	__msan_poison(place, size);
#else
	(void)place;
	(void)size;
#endif
}

/* Hands it out; whoever gets it writes to it before reading. */
static inline void
unpoison(const void *place, size_t size)
{
#if defined(POISON_ADDRESS)
	__asan_unpoison_memory_region(place, size);
#else
	(void)place;
	(void)size;
#endif
}

#if defined(POISON_ADDRESS) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif
