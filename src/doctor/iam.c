/* SPDX-License-Identifier: MIT */
/* Whether IAM answers what the pool asks it. */
#include "auth/iam.h"
#include "base/clock.h"
#include "doctor/checkup.h"

static void
report(struct checkup *c, const char *name, struct iam *iam)
{
	const char *url = c->pool->iam_url;
	char version[IAM_VERSION];
	int64_t start = clock_us();

	if (iam_try(iam, c->arena, version) == PERMISSION_FAILED)
		checkup_find(c, name, FINDING_ERROR,
		    "iam.url = %s: %s; applications that are not trusted, "
		    "and lists with auth_actions, are answered 500",
		    url, iam_why(iam));
	else
		checkup_find(c, name, FINDING_OK,
		    "iam.url = %s answers about %s in %.1f ms; %s%s", url,
		    c->pool->iam_system, (double)(clock_us() - start) / 1000,
		    *version == '\0' ? "it does not tell its version"
				     : "it is version ",
		    version);
}

static void
run_iam(struct checkup *c, const char *name)
{
	struct iam *iam;

	if (c->pool->auth != AUTH_JWT || c->pool->iam != IAM_ASK)
		return;
	iam = iam_new(c->pool, NULL);
	if (iam == NULL)
		checkup_find(c, name, FINDING_ERROR, "out of memory");
	else
		report(c, name, iam);
	iam_free(iam);
}

const struct check check_iam = {"iam", run_iam, 0};
