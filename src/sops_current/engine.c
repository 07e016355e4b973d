/* SPDX-License-Identifier: MIT */
#include "sops_current/engine.h"

#include "sops_current/admit.h"

enum outcome
engine_refuse(struct call *call, int64_t engine)
{
	return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_ABSENT,
	    arena_printf(call->arena,
		"非法请求: 不支持的引擎版本[%lld], 请联系管理员升级 | "
		"_unsupported_engine_ver_result",
		(long long)engine));
}

/* The column "name" is the state. */
void
engine_state_read(const struct text *cells, struct stored_child *child)
{
	*child = (struct stored_child){.parent = cells[0],
	    .id = cells[1],
	    .state = {.exists = true,
		.id = cells[1],
		.state = cells[2],
		.root_id = cells[3],
		.version = cells[4],
		.retry = db_int(cells[5]),
		.loop = db_int(cells[6]),
		.skip = db_int(cells[7]),
		.error_ignorable = db_int(cells[8]),
		.started_time = cells[9],
		.archived_time = cells[10]}};
}

/* null, not "", when it is not set. */
static void
write_time(struct json_writer *w, const char *key, struct text shown)
{
	json_member_string(w, key, shown.len > 0 ? shown : TEXT_NONE);
}

/* The parent of a root is the root of its task, whatever is stored. */
static void
write_above(struct json_writer *w, const struct state_node *node)
{
	const struct stored_state *stored = node->stored;

	json_member_string(w, "root_id:", stored->root_id);
	json_member_string(w, "parent_id",
	    node->parent == NULL ? stored->root_id : node->parent->stored->id);
}

void
engine_state_write(struct call *call, struct json_writer *w, int64_t engine,
    const struct state_node *node)
{
	const struct stored_state *stored = node->stored;

	json_member_string(w, "id", stored->id);
	json_member_string(w, "state", node->state);
	if (engine == ENGINE_V2)
		write_above(w, node);
	else
		json_member_string(w, "state_refresh_at",
		    datetime_to_iso(call->arena,
			datetime_read_stored(stored->refreshed_time)));
	json_member_string(w, "version", stored->version);
	json_member_int(w, "loop", stored->loop);
	json_member_int(w, "retry", stored->retry);
	call_write_flag(w, "skip", stored->skip);
	call_write_flag(w, "error_ignorable", stored->error_ignorable);
	call_write_flag(w, "error_ignored", stored->error_ignorable);
	json_member_int(w, "elapsed_time", node->elapsed);
	write_time(w, "start_time", node->start_time);
	write_time(w, "finish_time", node->finish_time);
}

void
engine_retry_read(const struct text *cells, struct auto_retry *retry)
{
	*retry =
	    (struct auto_retry){cells[0], db_int(cells[1]), db_int(cells[2])};
}

void
engine_retry_write(const struct call *call, struct json_writer *w,
    const struct auto_retry *retry)
{
	json_object_open(w);
	if (retry != NULL) {
		if (call->config->release == RELEASE_3_34)
			json_member_string(w, "node_id", retry->node);
		json_member_int(w, "auto_retry_times", retry->times);
		json_member_int(w, "max_auto_retry_times", retry->max);
	}
	json_object_close(w);
}
