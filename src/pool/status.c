/* SPDX-License-Identifier: MIT */
#include "pool/status.h"

void
status_serve(const struct config_pool *config, const struct scoreboard *board,
    struct fcgi_request *request, struct reply *reply)
{
	struct scoreboard_sum sum;
	struct buf *body = &reply->body;

	(void)request;
	scoreboard_read(board, &sum);
	reply_header(reply, "Content-Type", TEXT("text/plain; charset=utf-8"));
	reply_header(reply, "Cache-Control", TEXT("no-store"));
	buf_addf(body, "pool:                 %s\n", config->name);
	buf_addf(body, "idle processes:       %zu\n", sum.idle);
	buf_addf(body, "active processes:     %zu\n", sum.active);
	buf_addf(body, "total processes:      %zu\n", sum.workers);
	reply_finish(reply);
}
