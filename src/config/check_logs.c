/* SPDX-License-Identifier: MIT */
/* The rules about access.log and the slow log. */
#include "config/access_format.h"
#include "config/check.h"
#include "config/complain.h"
#include "config/keys.h"

void
check_logs(struct config_pool *pool)
{
	struct access_format list;
	char wrong[ACCESS_WHY];

	if (access_format_compile(pool->access_format, &list, wrong) != 0)
		complain_key(pool, "access.format", "access.format = %s: %s",
		    pool->access_format, wrong);
	if (pool->request_slowlog_timeout > 0 && *pool->slowlog == '\0' &&
	    !keys_is_refused(pool, "slowlog"))
		complain_key(pool, "request_slowlog_timeout",
		    "request_slowlog_timeout needs slowlog");
}
