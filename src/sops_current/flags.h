/* SPDX-License-Identifier: MIT */
/* Parameters that are true or false (sops-current 3.1, "bool3"). */
#ifndef SOPS_CURRENT_FLAGS_H
#define SOPS_CURRENT_FLAGS_H

#include "sops/call.h"

struct flag {
	const char *name;
	bool value; /* in: without such a parameter */
};

/* A parameter that is one of some words; without it, or without a value, it is
 * none of them. */
struct choice {
	const char *name;
	const char *const *words; /* NULL behind the last */
	size_t chosen; /* out: the index of it, or that of the NULL */
};

/*
 * Reads all of them.  OUTCOME_REFUSED names each that has another value, in the
 * words of Django REST framework, of which every line of bk-sops has a version
 * of its own.
 */
enum outcome flags_read(struct call *call, struct flag *flags, size_t count);

/* The same, and one choice. */
enum outcome flags_read_with_choice(
    struct call *call, struct flag *flags, size_t count, struct choice *choice);

#endif
