/* SPDX-License-Identifier: MIT */
#include "api/write_component.h"

/* In the order of esb chapter 7. */
static const char *const names[] = {
    "create_task",
    "start_task",
    "operate_task",
    "node_callback",
    "create_periodic_task",
    "set_periodic_task_enabled",
    "modify_cron_for_periodic_task",
    "modify_constants_for_periodic_task",
    "import_common_template",
};

#define NAMES (sizeof(names) / sizeof(*names))

const char *
write_component_name(size_t i)
{
	return i < NAMES ? names[i] : NULL;
}

bool
write_component_asked(struct arena *arena, struct text path, const char *owner,
    struct text *message)
{
	struct text rest = path, name;

	if (!text_split(&rest, '/', &name) || name.len > 0 ||
	    !text_split(&rest, '/', &name))
		return false;
	for (size_t i = 0; i < NAMES; i++) {
		if (!text_is(name, names[i]))
			continue;
		*message = arena_printf(arena,
		    "%s writes and is not answered here; the web server has "
		    "to send its URL to %s",
		    names[i], owner);
		return true;
	}
	return false;
}
