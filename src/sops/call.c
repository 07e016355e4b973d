/* SPDX-License-Identifier: MIT */
#include "sops/call.h"

#include "base/log.h"

const struct param *
call_param(const struct call *call, const char *name)
{
	const char *const *known = call->endpoint->parameters;

	for (; known != NULL && *known != NULL; known++)
		if (strcmp(*known, name) == 0)
			return params_find(call->params, name);
	log_error("%s is not in the endpoint's table of parameters", name);
	return NULL;
}

struct text
call_notice(const struct call *call)
{
	return call->result.notice.s == NULL ? TEXT("") : call->result.notice;
}

bool
call_is_cacheable(const struct call *call)
{
	(void)call;
	return true;
}

enum outcome
call_fault(struct call *call, const char *why)
{
	call->result.why = why == NULL ? "out of memory" : why;
	return OUTCOME_FAULT;
}

enum outcome
call_forward(struct call *call, const char *why)
{
	call->result.why = why == NULL ? "out of memory" : why;
	return OUTCOME_FORWARD;
}

enum outcome
call_refuse(struct call *call, struct text message)
{
	if (message.s == NULL)
		return call_fault(call, "out of memory");
	call->result.message = message;
	return OUTCOME_REFUSED;
}

enum outcome
call_refuse_code(
    struct call *call, int code, enum call_data data, struct text message)
{
	call->result.has_code = true;
	call->result.code = code;
	call->result.data = data;
	return call_refuse(call, message);
}

enum outcome
call_refuse_ascii(struct call *call, struct text message)
{
	if (!text_is_ascii(message))
		return call_fault(
		    call, "bk-sops fails over a message that is not ASCII");
	return call_refuse(call, message);
}

struct text
call_task_url(struct call *call, int64_t task)
{
	int64_t of = call->generation == GENERATION_CURRENT
			 ? call->access.project.id
			 : call->access.business.cc_id;

	return arena_printf(call->arena,
	    "%staskflow/execute/%lld/?instance_id=%lld", call->config->app_host,
	    (long long)of, (long long)task);
}

enum outcome
call_database(struct call *call, enum db_result result)
{
	switch (result) {
	case DB_OK:
		return OUTCOME_OK;
	case DB_TIMEOUT:
		return OUTCOME_TIMEOUT;
	case DB_CANCELLED:
		return OUTCOME_CANCELLED;
	case DB_FAILED:
		return call_fault(call, "a statement failed");
	case DB_DOWN:
		call->result.is_down = true;
		return call_fault(call, "the database is away");
	}
	return call_fault(call, "unknown database result");
}

static enum outcome
check_user(struct call *call, const struct sops_user *user)
{
	struct text username = call->caller.username;

	if (user->state == STORE_FAILED)
		return call_fault(call, "the user could not be read");
	if (user->state == STORE_ROW)
		return OUTCOME_OK;
	/* Python's text for a header that was not sent. */
	if (username.s == NULL)
		username = TEXT("None");
	return call_refuse(
	    call, ARENA_JOIN(call->arena, TEXT("user[username="), username,
		      TEXT("] does not exist or has not logged in this APP")));
}

enum outcome
call_admit(struct call *call, enum db_result result)
{
	const struct sops_access *access = &call->access;
	const struct sops_business *business = &access->business;
	enum outcome outcome = call_database(call, result);

	if (outcome == OUTCOME_OK && !call->caller.trusted)
		outcome = check_user(call, &access->user);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (business->state == STORE_FAILED)
		return call_fault(call, "the business could not be read");
	if (business->state != STORE_ROW)
		return call_refuse(
		    call, ARENA_JOIN(call->arena, TEXT("business[bk_biz_id="),
			      call->business_typed, TEXT("] does not exist")));
	if (call->caller.trusted)
		return OUTCOME_OK;
	if (access->permission.state == STORE_FAILED)
		return call_fault(call, "the permission could not be read");
	if (access->permission.allowed)
		return OUTCOME_OK;
	return call_refuse_ascii(call,
	    ARENA_JOIN(call->arena, TEXT("user[username="),
		access->user.username,
		TEXT("] does not have perm of business:[bk_biz_id="),
		arena_printf(call->arena, "%lld", (long long)business->cc_id),
		TEXT("]")));
}

enum outcome
call_prepare(struct call *call)
{
	call->state = arena_alloc(call->arena, call->endpoint->state_size);
	if (call->state == NULL)
		return call_fault(call, "out of memory");
	return call->endpoint->prepare(call);
}

void
call_finish(struct call *call)
{
	if (call->endpoint->finish != NULL && call->state != NULL)
		call->endpoint->finish(call);
	arena_free(call->row);
	sops_release(call->sops);
}

bool
call_new_row(struct call *call, size_t memory)
{
	if (call->row == NULL)
		call->row = arena_new(memory);
	else
		arena_reset(call->row);
	return call->row != NULL;
}

/* `why` is made in the arena. */
static enum outcome
fault_of(struct call *call, struct text why)
{
	return call_fault(call, why.s);
}

enum outcome
call_tree_fault(struct call *call, const char *column, const struct tree *tree)
{
	return fault_of(call,
	    arena_printf(call->arena, "%s: %s", column, tree_error(tree)));
}

enum outcome
call_check_tree(struct call *call, struct arena *scratch, const char *column,
    struct text blob)
{
	struct tree_summary unused;
	struct tree *tree = tree_open(scratch, blob, NULL);

	if (tree == NULL)
		return call_fault(call, "out of memory");
	if (tree_write(tree, NULL, NULL, 0, &unused) == TREE_OK)
		return OUTCOME_OK;
	return call_tree_fault(call, column, tree);
}

enum outcome
call_write_tree(struct call *call, struct json_writer *w, struct tree *tree,
    struct tree_wanted *wanted, size_t nwanted)
{
	struct tree_summary summary;

	if (w != NULL)
		json_key(w, TEXT("pipeline_tree"));
	if (tree_write(tree, w, wanted, nwanted, &summary) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", tree);
	if (!summary.is_object)
		return call_fault(call, "the tree is no object");
	if (!summary.has_constants)
		return call_fault(call, "the tree has no constants");
	return OUTCOME_OK;
}

enum outcome
call_read_data(struct call *call, const char *table,
    const struct stored_data *stored, uint64_t protocol, struct node_data *data)
{
	const struct {
		const char *column;
		struct text blob;
		const struct pickle_value **value;
	} fields[] = {
	    {"inputs", stored->inputs, &data->inputs},
	    {"outputs", stored->outputs, &data->outputs},
	    {"ex_data", stored->ex_data, &data->ex_data},
	};

	const struct pickle_rules rules = {
	    PICKLE_PYTHON_2, protocol, call->english};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		const char *why = "";
		enum pickle_result result = pickle_read(
		    call->arena, fields[i].blob, &rules, fields[i].value, &why);

		if (result == PICKLE_OK)
			continue;
		call->result.refused_pickle = result == PICKLE_REFUSED;
		return fault_of(call, arena_printf(call->arena, "%s.%s: %s",
					  table, fields[i].column, why));
	}
	return OUTCOME_OK;
}

enum outcome
call_write_pickle(struct call *call, struct json_writer *w, const char *column,
    const struct pickle_value *value)
{
	const char *why = "the answer could not be written";

	if (pickle_write(value, w, &why) == 0)
		return OUTCOME_OK;
	return fault_of(call, arena_printf(call->arena, "%s: %s", column, why));
}

void
call_write_flag(struct json_writer *w, const char *key, int64_t value)
{
	if (value == 0 || value == 1)
		json_member_bool(w, key, value != 0);
	else
		json_member_int(w, key, value);
}

void
call_write_number(struct json_writer *w, const char *key, struct text cell)
{
	if (cell.s == NULL)
		json_member_null(w, key);
	else
		json_member_int(w, key, db_int(cell));
}

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
		if (datetime_is_odd(datetime_read_stored(times[i]))) {
			odd_dates_add(odd, id);
			return true;
		}
	return false;
}

struct text
odd_dates_log(const struct call *call, const struct odd_dates *odd)
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
