/* SPDX-License-Identifier: MIT */
#include "sops/task_page.h"

#include "python/number.h"
#include "sops/param_value.h"

bool
task_filter_next_id(struct text *list, struct text *id)
{
	while (text_split(list, ',', id)) {
		*id = python3_strip(*id);
		if (id->len > 0)
			return true;
	}
	return false;
}

enum outcome
task_page_read_cursor(struct call *call, bool *given, uint64_t *below)
{
	struct text cursor = TEXT_NONE;
	enum outcome outcome = param_text(call, "cursor", &cursor);

	*given = cursor.s != NULL;
	*below = 0;
	if (outcome != OUTCOME_OK || cursor.len == 0)
		return outcome;
	outcome = param_number(call, "cursor", INT64_MAX, below);
	if (outcome == OUTCOME_OK && *below == 0)
		return param_refuse(
		    call, "cursor", "must be a next_cursor of a page before");
	return outcome;
}

enum outcome
task_page_refuse_offset(struct call *call)
{
	return param_refuse(call, "offset", "must be 0 together with cursor");
}

void
task_page_write_cursor(struct json_writer *w, const struct task_rows *rows)
{
	if (rows->cursor != 0)
		json_member_int(w, "next_cursor", rows->cursor);
	else
		json_member_null(w, "next_cursor");
}

static enum outcome
refuse_fields(struct call *call, task_field_name *name_of)
{
	struct text names = text_of(name_of(0));

	for (size_t i = 1; name_of(i) != NULL; i++)
		names = arena_printf(
		    call->arena, "%.*s, %s", TEXT_ARG(names), name_of(i));
	return call_refuse(
	    call, ARENA_JOIN(call->arena, TEXT("fields: must be names out of "),
		      names));
}

enum outcome
task_page_read_fields(
    struct call *call, task_field_name *name_of, uint64_t *fields)
{
	struct text list = TEXT_NONE, name;
	enum outcome outcome = param_text(call, "fields", &list);
	uint64_t named = 0;

	*fields = 0;
	while (outcome == OUTCOME_OK && task_filter_next_id(&list, &name)) {
		size_t i = 0;

		while (name_of(i) != NULL && !text_is(name, name_of(i)))
			i++;
		if (name_of(i) == NULL)
			return refuse_fields(call, name_of);
		named |= (uint64_t)1 << i;
	}
	if (outcome == OUTCOME_OK)
		*fields = named == 0 ? UINT64_MAX : named;
	return outcome;
}

static void
compare_text(struct batch *q, const char *sql, struct text value)
{
	if (value.s == NULL)
		return;
	batch_sql(q, sql);
	batch_text(q, value);
}

static void
compare_time(struct batch *q, const char *sql, struct text value)
{
	if (value.s == NULL)
		return;
	batch_sql(q, sql);
	batch_sql(q, "CAST(");
	batch_text(q, value);
	batch_sql(q, " AS DATETIME(6))");
}

static void
compare_flag(
    struct batch *q, const char *no, const char *yes, enum task_flag flag)
{
	if (flag != TASK_ANY)
		batch_sql(q, flag == TASK_YES ? yes : no);
}

static bool
needs_instance(const struct task_filter *f)
{
	return f->keyword.s != NULL || f->executor.s != NULL ||
	       f->is_started != TASK_ANY || f->is_finished != TASK_ANY ||
	       f->created_from.s != NULL || f->created_until.s != NULL;
}

static void
compare_template_ids(struct batch *q, const struct task_filter *f)
{
	if (!f->has_template_ids)
		return;
	if (f->ntemplate_ids == 0)
		batch_sql(q, " AND 1=0");
	for (size_t i = 0; i < f->ntemplate_ids; i++) {
		batch_sql(q, i == 0 ? " AND t.template_id IN(" : ",");
		batch_text(q, f->template_ids[i]);
	}
	if (f->ntemplate_ids > 0)
		batch_sql(q, ")");
}

static void
compare_child(struct batch *q, const struct task_tables *tables,
    const struct task_filter *f)
{
	if (tables->has_children)
		compare_flag(q, " AND t.is_child_taskflow=0",
		    " AND t.is_child_taskflow=1", f->is_child);
	else
		compare_flag(q, "", " AND 1=0", f->is_child);
}

/* The name is compared by its bytes, as by Python's LIKE BINARY. */
static void
compare_instance(struct batch *q, const struct task_filter *f)
{
	if (f->keyword.s != NULL) {
		batch_sql(q, " AND LOCATE(");
		batch_bytes(q, f->keyword);
		batch_sql(q, ",CAST(i.name AS BINARY))>0");
	}
	compare_text(q, " AND i.executor=", f->executor);
	compare_flag(
	    q, " AND i.is_started=0", " AND i.is_started=1", f->is_started);
	compare_flag(
	    q, " AND i.is_finished=0", " AND i.is_finished=1", f->is_finished);
	compare_time(q, " AND i.create_time>=", f->created_from);
	compare_time(q, " AND i.create_time<=", f->created_until);
}

static void
add_from(const struct call *call, struct batch *q,
    const struct task_tables *tables, const struct task_filter *f)
{
	tables->from(call, q);
	if (needs_instance(f))
		batch_sql(q, " JOIN pipeline_pipelineinstance i"
			     " ON i.id=t.pipeline_instance_id");
	batch_sql(q, " WHERE t.is_deleted=0");
	if (tables->where != NULL)
		tables->where(call, q);
	compare_text(q, " AND t.create_method=", f->create_method);
	compare_text(q, " AND t.template_id=", f->template_id);
	compare_child(q, tables, f);
	compare_template_ids(q, f);
	compare_instance(q, f);
}

/* With a cursor one row more than the page has, which tells whether another
 * page is behind it. */
static uint64_t
rows_asked(const struct task_page *page)
{
	return page->limit + (page->with_cursor ? 1 : 0);
}

/* The ids first: what is skipped is not joined with anything it is not
 * filtered by. */
static void
add_rows(const struct call *call, struct batch *q, const struct task_page *page)
{
	batch_statement(q, "task list");
	batch_sql(q, "SELECT " TASK_ROW_COLUMNS);
	batch_sql(q, page->tables->has_children ? "t.is_child_taskflow" : "0");
	batch_sql(q, ",t.flow_type");
	batch_sql(q, " FROM (SELECT t.id");
	add_from(call, q, page->tables, &page->filter);
	if (page->below != 0) {
		batch_sql(q, " AND t.id<");
		batch_uint(q, page->below);
	}
	batch_sql(q, " ORDER BY t.id DESC LIMIT ");
	batch_uint(q, rows_asked(page));
	batch_sql(q, " OFFSET ");
	batch_uint(q, page->offset);
	batch_sql(q, ") page JOIN taskflow3_taskflowinstance t ON t.id=page.id"
		     " LEFT JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id ORDER BY t.id DESC");
}

void
task_page_count(const struct call *call, struct batch *q,
    const struct task_tables *tables, const struct task_filter *filter)
{
	batch_statement(q, "task count");
	batch_sql(q, "SELECT COUNT(*)");
	add_from(call, q, tables, filter);
}

static bool
is_filtered(const struct task_filter *f)
{
	return needs_instance(f) || f->create_method.s != NULL ||
	       f->template_id.s != NULL || f->has_template_ids ||
	       f->is_child != TASK_ANY;
}

/* What a filter admits may be few; then the page has all of them, and counting
 * them would walk through all tasks a second time. */
static bool
is_counted_later(const struct task_page *page)
{
	return page->with_total && page->below == 0 &&
	       is_filtered(&page->filter);
}

/* All pages have as many, whatever `below`. */
void
task_page_add(
    const struct call *call, struct batch *q, const struct task_page *page)
{
	add_rows(call, q, page);
	if (page->with_total && !is_counted_later(page))
		task_page_count(call, q, page->tables, &page->filter);
}

void
task_row_read(const struct text *cell, struct task_row *task)
{
	task->id = db_int(cell[0]);
	task->category = cell[1];
	task->create_method = cell[2];
	task->template_source = cell[3];
	task->template_id = cell[4];
	task->has_instance = cell[5].s != NULL;
	task->name = cell[6];
	task->creator = cell[7];
	task->executor = cell[8];
	task->start_time = cell[9];
	task->finish_time = cell[10];
	task->is_started = db_int(cell[11]) != 0;
	task->is_finished = db_int(cell[12]) != 0;
	task->is_child = db_int(cell[13]) != 0;
	task->flow_type = cell[14];
}

/* Whether none come behind these rows, and they or the page's begin say how
 * many are before them. */
static bool
is_last(const struct task_page *page, size_t count)
{
	return count < rows_asked(page) && (count > 0 || page->offset == 0);
}

bool
task_page_read(struct call *call, size_t i, const struct task_page *page,
    struct task_rows *rows)
{
	const struct db *db = call->sops->db;
	size_t found = db_rows(db, i);
	struct db_row row;

	rows->count = found < page->limit ? found : (size_t)page->limit;
	rows->tasks =
	    arena_array(call->arena, rows->count, sizeof(*rows->tasks));
	if (rows->tasks == NULL)
		return false;
	for (size_t r = 0; r < rows->count; r++)
		task_row_read(db_get(db, i, r).cells, &rows->tasks[r]);
	rows->cursor = rows->count > 0 && found > rows->count
			   ? rows->tasks[rows->count - 1].id
			   : 0;
	rows->total = -1;
	rows->lacks_total = false;
	if (is_counted_later(page)) {
		if (is_last(page, found))
			rows->total = (int64_t)(page->offset + found);
		else
			rows->lacks_total = true;
	} else if (page->with_total &&
		   query_row(call, i + 1, &row) == STORE_ROW)
		rows->total = db_int(row.cells[0]);
	rows->state = STORE_ROW;
	return true;
}

/* A page whose total is asked for. */
struct total {
	const struct task_page *page;
	struct task_rows *rows;
};

static void
add_total(const struct call *call, struct batch *q, void *context)
{
	const struct task_page *page = ((struct total *)context)->page;

	task_page_count(call, q, page->tables, &page->filter);
}

static bool
read_total(struct call *call, size_t i, void *context)
{
	struct total *t = context;
	struct db_row row;

	if (query_row(call, i, &row) != STORE_ROW)
		return false;
	t->rows->total = db_int(row.cells[0]);
	return true;
}

enum outcome
task_page_complete(
    struct call *call, const struct task_page *page, struct task_rows *rows)
{
	static const struct query query = {add_total, read_total};
	struct total total = {page, rows};

	if (!rows->lacks_total)
		return OUTCOME_OK;
	return call_database(call, query_ask(call, &query, &total));
}

/* The code, the Chinese and the English name. */
static const char *const categories[][3] = {
    {"OpsTools", "运维工具", "OPS Tools"},
    {"MonitorAlarm", "监控告警", "Alarm"},
    {"ConfManage", "配置管理", "Conf Manage"},
    {"DevTools", "开发工具", "Dev Tools"},
    {"EnterpriseIT", "企业IT", "Enterprise IT"},
    {"OfficeApp", "办公应用", "Office App"},
    {"Other", "其它", "Others"},
    {"Default", "默认分类", "Default"},
};

struct text
task_category(struct text code, bool english)
{
	for (size_t i = 0; i < sizeof(categories) / sizeof(*categories); i++)
		if (text_is(code, categories[i][0]))
			return text_of(categories[i][english ? 2 : 1]);
	return code;
}
