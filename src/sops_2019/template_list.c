/* SPDX-License-Identifier: MIT */
/*
 * get_template_list, and get_common_template_list, which bk-sops has from
 * V3.3.21 on (sops 3.6).
 */
#include "sops_2019/endpoints.h"

#include "sops/odd_dates.h"
#include "sops_2019/template_item.h"

/* The times of one template. */
#define ROW_MEMORY ((size_t)16 * 1024)

struct listing {
	struct template_list_answer rows;
	const struct sops_business *business; /* NULL: without its members */
	struct arena *row;		      /* of one template */
	bool read;			      /* to its end */
	struct odd_dates odd;
};

static bool
note_dates(struct listing *l, const struct sops_template *template)
{
	const struct text times[] = {
	    template->create_time, template->edit_time};

	return odd_dates_check(&l->odd, template->id, times, 2);
}

/*
 * What is odd stands in front of the list, so it is looked for before; but not
 * in a list that is read while it is written, where the log alone tells it.
 */
static enum outcome
look_for_odd_dates(struct call *call, struct listing *l)
{
	struct sops_template template;
	enum outcome outcome;

	if (!template_list_is_whole(l->rows.list))
		return OUTCOME_OK;
	l->read = true;
	for (;;) {
		outcome = call_database(
		    call, template_list_next(l->rows.list, &template));
		if (outcome != OUTCOME_OK || template.state == STORE_NONE)
			break;
		note_dates(l, &template);
	}
	call->notice = odd_dates_tell(call, &l->odd);
	return outcome;
}

static enum outcome
ask(struct call *call, const struct sops_templates *which)
{
	struct listing *l = arena_alloc(call->arena, sizeof(*l));
	struct template_list_answer *rows;
	enum outcome outcome;

	if (l == NULL)
		return call_fault(call, "out of memory");
	call->state = l;
	rows = &l->rows;
	l->row = arena_new(ROW_MEMORY);
	if (l->row == NULL)
		return call_fault(call, "out of memory");
	if (which->caller != NULL)
		l->business = &rows->access.business;
	outcome = call_admit(call,
	    sops_ask_template_list(
		call->sops, call->arena, which, call->deadline, rows),
	    which->caller != NULL ? &rows->access : NULL);
	if (outcome == OUTCOME_OK && rows->list == NULL)
		return call_fault(call, "the templates could not be read");
	l->odd.what = "template";
	return outcome == OUTCOME_OK ? look_for_odd_dates(call, l) : outcome;
}

static enum outcome
prepare(struct call *call)
{
	struct sops_templates which = template_source(call);

	return ask(call, &which);
}

static enum outcome
prepare_common(struct call *call)
{
	const struct sops_templates which = {.common = true};

	return ask(call, &which);
}

static enum outcome
write_template(struct call *call, struct json_writer *w,
    const struct sops_template *template)
{
	struct listing *l = call->state;
	enum outcome outcome = template_check(call, template);

	if (outcome != OUTCOME_OK)
		return outcome;
	arena_reset(l->row);
	json_object_open(w);
	outcome = template_members(
	    call, w, l->row, template, l->business, !note_dates(l, template));
	json_object_close(w);
	return outcome;
}

static enum outcome
write_list(struct call *call, struct json_writer *w)
{
	struct listing *l = call->state;
	enum outcome outcome = OUTCOME_OK;
	struct sops_template template;
	bool is_first;

	if (l->read)
		template_list_rewind(l->rows.list);
	is_first = !l->read;
	l->read = true;
	json_array_open(w);
	for (;;) {
		outcome = call_database(
		    call, template_list_next(l->rows.list, &template));
		if (outcome != OUTCOME_OK || template.state == STORE_NONE)
			break;
		outcome = write_template(call, w, &template);
		if (outcome != OUTCOME_OK || json_failed(w) != 0)
			break;
	}
	json_array_close(w);
	if (is_first)
		odd_dates_tell(call, &l->odd);
	return outcome;
}

static void
finish(struct call *call)
{
	struct listing *l = call->state;

	if (l != NULL) {
		template_list_close(l->rows.list);
		arena_free(l->row);
	}
	sops_release(call->sops);
}

/* Of what is read while it is written there is no tag to be sent before. */
static bool
is_steady(const struct call *call)
{
	const struct listing *l = call->state;

	return template_list_is_whole(l->rows.list);
}

static const char *const parameters[] = {"template_source", NULL};

const struct endpoint endpoint_template_list = {
    .parameters = parameters,
    .prepare = prepare,
    .write = write_list,
    .asks_while_writing = true,
    .steady = is_steady,
    .finish = finish,
};

const struct endpoint endpoint_common_template_list = {
    .exists = template_common_exists,
    .anonymous = true,
    .prepare = prepare_common,
    .write = write_list,
    .asks_while_writing = true,
    .steady = is_steady,
    .finish = finish,
};
