/* SPDX-License-Identifier: MIT */
#include "sops_2019/node_histories.h"

#include "sops/moment.h"
#include "sops_2019/status_tree.h"

struct history {
	const struct sops_node_history *row;
	const struct pickle_value *inputs, *outputs, *ex_data;
	struct text start_time, finish_time;
	int64_t elapsed;
};

struct node_histories {
	struct history *items;
	size_t count;
};

static enum outcome
read_times(struct call *call, struct history *h)
{
	const char *format = call->config->time_format;
	struct moment start = moment_parse(h->row->started_time);
	struct moment finish = moment_parse(h->row->archived_time);

	h->start_time = moment_format(call->arena, start, format);
	h->finish_time = moment_format(call->arena, finish, format);
	h->elapsed = moment_elapsed(start, finish, call->now_us);
	if (h->start_time.s == NULL || h->finish_time.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	return OUTCOME_OK;
}

static enum outcome
read_history(struct call *call, struct history *h)
{
	const struct sops_node_data *data = &h->row->data;
	enum outcome outcome;

	if (data->state != STORE_ROW)
		return call_fault(call, "a history has no data");
	outcome = pickled_read(call, "engine_historydata.inputs", data->inputs,
	    data->protocol, &h->inputs);
	if (outcome == OUTCOME_OK)
		outcome = pickled_read(call, "engine_historydata.outputs",
		    data->outputs, data->protocol, &h->outputs);
	if (outcome == OUTCOME_OK)
		outcome = pickled_read(call, "engine_historydata.ex_data",
		    data->ex_data, data->protocol, &h->ex_data);
	return outcome == OUTCOME_OK ? read_times(call, h) : outcome;
}

enum outcome
node_histories_read(struct call *call, const struct node_detail_answer *answer,
    struct node_histories **histories)
{
	struct node_histories *hs = arena_alloc(call->arena, sizeof(*hs));
	enum outcome outcome = OUTCOME_OK;

	if (answer->histories_state == STORE_FAILED)
		return call_fault(call, "the histories could not be read");
	if (hs == NULL)
		return call_fault(call, "out of memory");
	hs->count = answer->nhistories;
	hs->items = arena_array(call->arena, hs->count, sizeof(*hs->items));
	if (hs->items == NULL)
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < hs->count && outcome == OUTCOME_OK; i++) {
		hs->items[i].row = &answer->histories[i];
		outcome = read_history(call, &hs->items[i]);
	}
	*histories = hs;
	return outcome;
}

static enum outcome
write_values(struct call *call, const struct history *h, struct json_writer *w)
{
	enum outcome outcome;

	json_key(w, TEXT("inputs"));
	outcome =
	    pickled_write(call, w, "engine_historydata.inputs", h->inputs);
	json_key(w, TEXT("outputs"));
	if (outcome == OUTCOME_OK)
		outcome = pickled_write(
		    call, w, "engine_historydata.outputs", h->outputs);
	json_key(w, TEXT("ex_data"));
	if (outcome == OUTCOME_OK)
		outcome = pickled_write(
		    call, w, "engine_historydata.ex_data", h->ex_data);
	return outcome;
}

static enum outcome
write_history(struct call *call, const struct history *h, struct json_writer *w)
{
	enum outcome outcome;

	json_object_open(w);
	json_member_string(w, "state", TEXT("FAILED"));
	json_member_string(w, "start_time", h->start_time);
	json_member_string(w, "finish_time", h->finish_time);
	json_member_int(w, "elapsed_time", h->elapsed);
	json_member_int(w, "loop", h->row->loop);
	json_key(w, TEXT("skip"));
	status_write_flag(w, h->row->skip);
	json_member_object(w, "children");
	json_object_close(w);
	outcome = write_values(call, h, w);
	json_object_close(w);
	return outcome;
}

enum outcome
node_histories_write(struct call *call, const struct node_histories *histories,
    struct json_writer *w)
{
	enum outcome outcome = OUTCOME_OK;

	json_array_open(w);
	for (size_t i = 0; i < histories->count && outcome == OUTCOME_OK; i++)
		outcome = write_history(call, &histories->items[i], w);
	json_array_close(w);
	return outcome;
}
