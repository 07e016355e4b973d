/* SPDX-License-Identifier: MIT */
/* An answer of IAM about a task.  What is cut short admits nobody. */
#include <stdlib.h>

#include "auth/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum permission
evaluate(struct text answer)
{
	static const struct policy_resource task = {.type = "task",
	    .id = {"12", 2},
	    .attributes = {{"iam_resource_owner", {"tester", 6}},
		{"_bk_iam_path_", {"/project,1/", 11}}, {"name", {"one", 3}},
		{"type", {"", 0}}}};
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
	enum permission permission = PERMISSION_FAILED;
	const struct policy *policy;
	const char *why;

	if (arena == NULL)
		abort();
	if (policy_read(arena, answer, &policy, &why))
		permission = policy_decide(policy, &task, &why);
	if (permission == PERMISSION_CANCELLED ||
	    (permission == PERMISSION_FAILED) != (why != NULL))
		abort();
	arena_free(arena);
	return permission;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text answer =
	    text_strip((struct text){(const char *)data, size});

	if (evaluate(answer) != PERMISSION_ALLOWED)
		return 0;
	answer.len--;
	if (evaluate(answer) != PERMISSION_FAILED)
		abort();
	return 0;
}
