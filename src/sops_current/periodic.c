/* SPDX-License-Identifier: MIT */
/*
 * get_periodic_task_list and get_periodic_task_info (sops-current 4.10): the
 * periodic tasks of a project, and one of them with its form and tree.
 */
#include "sops_current/endpoints.h"

#include "sops_current/admit.h"
#include "sops_current/flags.h"
#include "sops_current/listing.h"
#include "sops_current/templates.h"

/* sops-current 5.1, in this order. */
static const char *const actions_of_periodic[] = {
    "periodic_task_view", "periodic_task_delete", "periodic_task_edit", NULL};

/*
 * Rows of a list, at most: it has no pages, so all its rows are held.  Each of
 * them is started by a scheduler all the time; a project has some hundred.
 */
#define LIST_MAX 8192

/* One row's extra_info, while it is checked. */
#define ROW_MEMORY ((size_t)4 * 1024 * 1024)

/* Values of a cron, and what they are of, in the order that is shown. */
#define CRON_VALUES 5
static const char *const cron_units[CRON_VALUES] = {"m", "h", "d", "dM", "MY"};

enum latest { LATEST_UNKNOWN, LATEST_NO, LATEST_YES };

/* Times are "YYYY-MM-DD HH:MM:SS[.ffffff]" in UTC, and then as shown. */
struct periodic {
	int64_t id;
	struct text id_text, project; /* for IAM */
	struct text template_id, template_source, creator;
	bool has_task; /* a row in periodic_task_periodictask */
	struct text name, task_creator, cron, last_run_at;
	int64_t total_run_count;
	struct text extra_info; /* CompressJSON; .s NULL for NULL */
	bool has_schedule;	/* a row in django_celery_beat_periodictask */
	int64_t enabled;
	struct text editor, edit_time, template_version;
	bool has_template;
	struct text version;  /* of the template now; .s NULL: it has none */
	struct text snapshot; /* CompressJSON; .s NULL: none; not in lists */

	enum latest latest;
	unsigned allowed;
};

/* ---------- statements ---------- */

#define COLUMNS                                                     \
	"SELECT t.id,t.project_id,t.template_id,t.template_source," \
	"t.creator,p.id,p.name,p.creator,p.cron,p.last_run_at,"     \
	"p.total_run_count,p.extra_info,c.id,c.enabled,t.editor,"   \
	"t.edit_time,t.template_version,"

#define TABLES                                                      \
	" FROM periodictask_periodictask t"                         \
	" LEFT JOIN periodic_task_periodictask p ON p.id=t.task_id" \
	" LEFT JOIN django_celery_beat_periodictask c"              \
	" ON c.id=p.celery_task_id"

/* Of the template now, for the edit info. */
static const char templates[] =
    " LEFT JOIN tasktmpl3_tasktemplate a"
    " ON t.template_source IN('project','business')"
    " AND a.id=CAST(t.template_id AS UNSIGNED)"
    " LEFT JOIN template_commontemplate b ON t.template_source='common'"
    " AND b.id=CAST(t.template_id AS UNSIGNED)"
    " LEFT JOIN pipeline_pipelinetemplate v ON v.template_id="
    "COALESCE(a.pipeline_template_id,b.pipeline_template_id)"
    " LEFT JOIN pipeline_snapshot s ON s.id=v.snapshot_id";

/* `more`: a column and where it is from, literals. */
static void
add_tasks(const struct call *call, struct batch *q, bool with_edit_info,
    const char *more, const char *from)
{
	batch_statement(q, "periodictask_periodictask");
	batch_sql(q, COLUMNS);
	batch_sql(
	    q, with_edit_info ? "COALESCE(a.id,b.id),s.md5sum" : "NULL,NULL");
	batch_sql(q, more);
	batch_sql(q, TABLES);
	if (with_edit_info)
		batch_sql(q, templates);
	batch_sql(q, from);
	batch_sql(q, " WHERE t.project_id=");
	admit_add_project_id(call, q);
}

static void
read_row(struct db_row row, struct periodic *task)
{
	const struct text *cell = row.cells;

	task->id = db_int(cell[0]);
	task->id_text = cell[0];
	task->project = cell[1];
	task->template_id = cell[2];
	task->template_source = cell[3];
	task->creator = cell[4];
	task->has_task = cell[5].s != NULL;
	task->name = cell[6];
	task->task_creator = cell[7];
	task->cron = cell[8];
	task->last_run_at = cell[9];
	task->total_run_count = db_int(cell[10]);
	task->extra_info = cell[11];
	task->has_schedule = cell[12].s != NULL;
	task->enabled = db_int(cell[13]);
	task->editor = cell[14];
	task->edit_time = cell[15];
	task->template_version = cell[16];
	task->has_template = cell[17].s != NULL;
	task->version = cell[18];
	task->snapshot = row.ncells > 19 ? cell[19] : TEXT_NONE;
}

/* ---------- one of them ---------- */

/* False where bk-sops fails: fewer than six words, or other units. */
static bool
find_cron_values(struct text *rest, struct text values[CRON_VALUES])
{
	struct text words[CRON_VALUES], units, unit;

	for (size_t i = 0; i < CRON_VALUES; i++)
		if (!text_split(rest, ' ', &words[i]))
			return false;
	if (!text_split(rest, ' ', &units) || units.len < 2 ||
	    units.s[0] != '(' || units.s[units.len - 1] != ')')
		return false;
	units = (struct text){units.s + 1, units.len - 2};
	for (size_t i = 0; i < CRON_VALUES && text_split(&units, '/', &unit);
	     i++)
		for (size_t u = 0; u < CRON_VALUES; u++)
			if (text_is(unit, cron_units[u]))
				values[u] = words[i];
	for (size_t u = 0; u < CRON_VALUES; u++)
		if (values[u].s == NULL)
			return false;
	return true;
}

/* The values in the order of bk-sops' new crons, whatever that of the stored
 * one; the words behind them are a time zone. */
static enum outcome
show_cron(struct call *call, struct periodic *task)
{
	struct text values[CRON_VALUES] = {TEXT_NONE}, zone = task->cron;

	if (task->cron.len == 0)
		return OUTCOME_OK;
	if (!find_cron_values(&zone, values))
		return call_fault(call, "a cron has not the form of bk-sops");
	task->cron = ARENA_JOIN(call->arena, values[0], TEXT(" "), values[1],
	    TEXT(" "), values[2], TEXT(" "), values[3], TEXT(" "), values[4],
	    TEXT(" (m/h/d/dM/MY)"), zone.s == NULL ? TEXT("") : TEXT(" "),
	    zone.s == NULL ? TEXT("") : zone);
	return task->cron.s != NULL ? OUTCOME_OK
				    : call_fault(call, "out of memory");
}

/* Whether the template is still as the task was made of it. */
static enum outcome
find_latest(struct call *call, struct periodic *task)
{
	bool common = text_is(task->template_source, "common");

	if (task->template_version.len == 0)
		return OUTCOME_OK;
	if (!common && !text_is(task->template_source, "project") &&
	    !text_is(task->template_source, "business"))
		return call_fault(
		    call, "a periodic task is of no kind of template");
	if (!text_is_digits(task->template_id))
		return call_fault(call, "a template_id is no number");
	if (!task->has_template)
		return refuse_missing_row(call, templates_missing(common));
	if (task->version.s == NULL)
		return call_fault(call, "a template has no snapshot");
	task->latest = text_eq(task->template_version, task->version)
			   ? LATEST_YES
			   : LATEST_NO;
	return OUTCOME_OK;
}

/* Its time is in the zone of the pool, also in a list that has another. */
static enum outcome
show_edit_info(struct call *call, struct periodic *task)
{
	enum outcome outcome = listing_format_time(call, &task->edit_time);

	return outcome == OUTCOME_OK ? find_latest(call, task) : outcome;
}

/*
 * The outcome for a periodic task that is to be shown: OUTCOME_FAULT when
 * bk-sops could not show it, such as for its extra_info, which it reads and
 * does not use.  `scratch` is for the while of the call.
 */
static enum outcome
check(struct call *call, struct arena *scratch, struct periodic *task,
    bool with_edit_info)
{
	enum outcome outcome;

	if (!task->has_task)
		return call_fault(call, "a periodic task has no task");
	if (task->extra_info.s == NULL)
		return call_fault(call, "a periodic task has no extra_info");
	outcome = call_check_tree(call, scratch,
	    "periodic_task_periodictask.extra_info", task->extra_info);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (!task->has_schedule)
		return call_fault(call, "a periodic task has no celery task");
	outcome = show_cron(call, task);
	if (outcome == OUTCOME_OK && with_edit_info)
		outcome = show_edit_info(call, task);
	return outcome;
}

static void
write_members(
    struct json_writer *w, const struct periodic *task, bool with_edit_info)
{
	json_member_int(w, "id", task->id);
	json_member_string(w, "name", task->name);
	json_member_string(w, "template_id", task->template_id);
	json_member_string(w, "template_source", task->template_source);
	json_member_string(w, "creator", task->creator);
	json_member_string(w, "cron", task->cron);
	call_write_flag(w, "enabled", task->enabled);
	json_member_string(w, "last_run_at", task->last_run_at);
	json_member_int(w, "total_run_count", task->total_run_count);
	if (!with_edit_info)
		return;
	json_member_string(w, "editor", task->editor);
	json_member_string(w, "edit_time", task->edit_time);
	if (task->latest == LATEST_UNKNOWN)
		json_member_null(w, "is_latest");
	else
		json_member_bool(w, "is_latest", task->latest == LATEST_YES);
}

static enum outcome
read_edit_info(struct call *call, bool *with_edit_info)
{
	struct flag flag = {.name = "include_edit_info"};
	enum outcome outcome = flags_read(call, &flag, 1);

	*with_edit_info = flag.value;
	return outcome;
}

/* ---------- the list ---------- */

struct periodics {
	struct listing_zone zone;
	bool with_edit_info;
	struct periodic *rows; /* the newest first */
	size_t count;	       /* LIST_MAX + 1: more than are given */
	struct listing_actions actions;
};

static void
add_list(const struct call *call, struct batch *q, void *context)
{
	const struct periodics *l = context;

	add_tasks(call, q, l->with_edit_info, "", "");
	batch_sql(q, " ORDER BY t.id DESC LIMIT ");
	batch_uint(q, LIST_MAX + 1);
}

static bool
read_periodics(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct periodics *l = context;

	l->count = db_rows(db, i);
	l->rows = arena_array(call->arena, l->count, sizeof(*l->rows));
	if (l->rows == NULL)
		return false;
	for (size_t r = 0; r < l->count; r++) {
		l->rows[r] = (struct periodic){.id = 0};
		read_row(db_get(db, i, r), &l->rows[r]);
	}
	return true;
}

static enum outcome
check_list(struct call *call, struct periodics *l)
{
	enum outcome outcome = OUTCOME_OK;

	if (l->count > LIST_MAX)
		return call_forward(call,
		    "The project has more periodic tasks than are listed here");
	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++) {
		if (!call_new_row(call, ROW_MEMORY))
			return call_fault(call, "out of memory");
		outcome =
		    check(call, call->row, &l->rows[i], l->with_edit_info);
	}
	return outcome;
}

/* 5.2 */
static enum outcome
decide_periodics(struct call *call, struct periodics *l)
{
	enum outcome outcome = listing_ask_actions(
	    call, &l->actions, actions_of_periodic, l->count);

	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++) {
		struct periodic *task = &l->rows[i];
		const struct text cells[] = {task->id_text, TEXT_NONE,
		    task->task_creator, task->project, task->name, TEXT_NONE};

		outcome = listing_decide_actions(
		    call, &l->actions, "periodic_task", cells, &task->allowed);
	}
	return outcome;
}

static enum outcome
show_times(struct call *call, struct periodics *l)
{
	enum outcome outcome = listing_enter_zone(call, &l->zone), left;

	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++)
		outcome = listing_format_time(call, &l->rows[i].last_run_at);
	left = listing_leave_zone(call, &l->zone);
	return outcome == OUTCOME_OK ? left : outcome;
}

static enum outcome
prepare_periodics(struct call *call)
{
	static const struct query query = {add_list, read_periodics};
	struct periodics *l = call->state;
	enum outcome outcome = listing_check_actions(call);

	if (outcome != OUTCOME_OK)
		return outcome;
	outcome = listing_read_zone(call, &l->zone);
	if (outcome == OUTCOME_OK)
		outcome = read_edit_info(call, &l->with_edit_info);
	if (outcome != OUTCOME_OK)
		return admit_wrong(call, GATE_PROJECT, outcome);
	outcome = admit_ask(call, GATE_PROJECT, &query, l);
	if (outcome == OUTCOME_OK)
		outcome = check_list(call, l);
	if (outcome == OUTCOME_OK)
		outcome = decide_periodics(call, l);
	return outcome == OUTCOME_OK ? show_times(call, l) : outcome;
}

static enum outcome
write_periodics(struct call *call, struct json_writer *w)
{
	const struct periodics *l = call->state;

	json_array_open(w);
	for (size_t i = 0; i < l->count && json_failed(w) == 0; i++) {
		json_object_open(w);
		write_members(w, &l->rows[i], l->with_edit_info);
		listing_write_actions(
		    w, actions_of_periodic, l->rows[i].allowed);
		json_object_close(w);
	}
	json_array_close(w);
	return OUTCOME_OK;
}

static const char *const list_parameters[] = {
    "scope", "expected_timezone", "include_edit_info", NULL};

const struct endpoint current_periodic_list = {
    .parameters = list_parameters,
    .state_size = sizeof(struct periodics),
    .prepare = prepare_periodics,
    .write = write_periodics,
    .cacheable = call_is_cacheable,
};

/* ---------- one with its form and tree ---------- */

struct info {
	bool with_edit_info;
	enum store_state state;
	struct periodic task;
	struct tree *tree;
};

static void
add_info(const struct call *call, struct batch *q, void *context)
{
	const struct info *i = context;

	add_tasks(call, q, i->with_edit_info, ",d.data",
	    " LEFT JOIN pipeline_snapshot d ON d.id=p.snapshot_id");
	batch_sql(q, " AND t.id=");
	batch_uint(q, call->task);
}

static bool
read_info(struct call *call, size_t i, void *context)
{
	struct info *info = context;
	struct db_row row;

	info->state = query_row(call, i, &row);
	if (info->state == STORE_ROW)
		read_row(row, &info->task);
	return true;
}

static enum outcome
prepare_info(struct call *call)
{
	static const struct query query = {add_info, read_info};
	struct info *i = call->state;
	enum outcome outcome = read_edit_info(call, &i->with_edit_info);

	if (outcome != OUTCOME_OK)
		return admit_wrong(call, GATE_PERIODIC, outcome);
	outcome = admit_ask(call, GATE_PERIODIC, &query, i);
	if (outcome == OUTCOME_OK && i->state != STORE_ROW)
		return call_refuse_code(call, CODE_NOT_FOUND, CALL_DATA_ABSENT,
		    ARENA_JOIN(call->arena, TEXT("task("), call->task_typed,
			TEXT(") does not exist")));
	if (outcome == OUTCOME_OK)
		outcome = check(call, call->arena, &i->task, i->with_edit_info);
	if (outcome == OUTCOME_OK)
		outcome = listing_format_time(call, &i->task.last_run_at);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (i->task.snapshot.s == NULL)
		return call_fault(call, "the periodic task has no snapshot");
	i->tree = tree_open(call->arena, i->task.snapshot, call->trees);
	return i->tree != NULL ? OUTCOME_OK : call_fault(call, "out of memory");
}

static enum outcome
write_info(struct call *call, struct json_writer *w)
{
	const struct info *i = call->state;
	enum outcome outcome;

	json_object_open(w);
	write_members(w, &i->task, i->with_edit_info);
	outcome = call_write_tree(call, w, i->tree, NULL, 0);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("form"));
	if (tree_write_form(i->tree, w) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", i->tree);
	json_object_close(w);
	return OUTCOME_OK;
}

static const char *const info_parameters[] = {
    "scope", "include_edit_info", NULL};

const struct endpoint current_periodic_info = {
    .parameters = info_parameters,
    .state_size = sizeof(struct info),
    .prepare = prepare_info,
    .write = write_info,
    .cacheable = call_is_cacheable,
};
