/* SPDX-License-Identifier: MIT */
#include "sops/pickled.h"

static enum outcome
fault(struct call *call, const char *name, const char *why)
{
	struct text t = arena_printf(call->arena, "%s: %s", name, why);

	return call_fault(call, t.s == NULL ? "out of memory" : t.s);
}

enum outcome
pickled_read(struct call *call, const char *name, struct text blob,
    uint64_t protocol, const struct pickle_value **value)
{
	const char *why = "";
	enum pickle_result result = pickle_read(
	    call->arena, blob, protocol, call->english, value, &why);

	if (result == PICKLE_OK)
		return OUTCOME_OK;
	call->refused_pickle = result == PICKLE_REFUSED;
	return fault(call, name, why);
}

enum outcome
pickled_write(struct call *call, struct json_writer *w, const char *name,
    const struct pickle_value *value)
{
	const char *why = "the answer could not be written";

	if (pickle_write(value, w, &why) == 0)
		return OUTCOME_OK;
	return fault(call, name, why);
}
