/* SPDX-License-Identifier: MIT */
#include "sops/odd_dates.h"

#include "base/log.h"
#include "sops/moment.h"

void
odd_dates_add(struct odd_dates *odd, int64_t id)
{
	if (odd->count < ODD_DATES_NAMED)
		odd->ids[odd->count] = id;
	odd->count++;
}

bool
odd_dates_check(
    struct odd_dates *odd, int64_t id, const struct text *times, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (moment_is_odd(moment_parse(times[i]))) {
			odd_dates_add(odd, id);
			return true;
		}
	return false;
}

struct text
odd_dates_tell(const struct call *call, const struct odd_dates *odd)
{
	size_t named = odd->count, more = 0;
	struct text t;

	if (odd->count == 0)
		return TEXT_NONE;
	if (named > ODD_DATES_NAMED) {
		more = named - ODD_DATES_NAMED;
		named = ODD_DATES_NAMED;
	}
	t = TEXT("dates are null where a time has none in the local zone:");
	for (size_t i = 0; i < named; i++)
		t = arena_printf(call->arena, "%.*s%s %s[id=%lld]", TEXT_ARG(t),
		    i > 0 ? "," : "", odd->what, (long long)odd->ids[i]);
	if (more > 0)
		t = arena_printf(
		    call->arena, "%.*s and %zu more", TEXT_ARG(t), more);
	log_warning("%.*s", TEXT_ARG(t));
	return t;
}
