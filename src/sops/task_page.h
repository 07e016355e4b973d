/* SPDX-License-Identifier: MIT */
/*
 * Which tasks a list shows, whatever the generation: the SQL of its filter and
 * of its page, and who reads the rows (sops-current 4.1).
 */
#ifndef SOPS_TASK_PAGE_H
#define SOPS_TASK_PAGE_H

#include "sops/query.h"

enum task_flag { TASK_ANY, TASK_NO, TASK_YES };

/* Which tasks; a text with .s NULL admits all. */
struct task_filter {
	struct text keyword; /* part of the name, bytes as they are */
	struct text executor;
	struct text create_method;
	struct text template_id;
	bool has_template_ids; /* one of these, and none of no ids */
	const struct text *template_ids;
	size_t ntemplate_ids;
	enum task_flag is_started;
	enum task_flag is_finished;
	enum task_flag is_child;
	/* Times as in columns, with six digits; both belong to it. */
	struct text created_from;
	struct text created_until;
};

/* What the tables of a generation say of its tasks. */
struct task_tables {
	/* Writes " FROM" the tasks t of the caller; no WHERE yet. */
	void (*from)(const struct call *call, struct batch *q);
	/* Writes conditions on t, each with " AND"; NULL: from has them. */
	void (*where)(const struct call *call, struct batch *q);
	bool has_children; /* tasks may be children of others */
};

struct task_page {
	const struct task_tables *tables;
	struct task_filter filter;
	uint64_t below;	 /* ids below this one; 0: all */
	uint64_t offset; /* tasks that are skipped */
	uint64_t limit;	 /* rows */
	bool with_total;
	bool with_cursor; /* whether there is a page behind, and its cursor */
};

struct task_row {
	int64_t id;
	struct text category;
	struct text create_method;
	struct text template_source;
	struct text template_id;
	struct text flow_type;
	bool is_child;
	bool has_instance; /* without one what follows is NULL */
	struct text name;
	struct text creator;
	struct text executor;
	struct text start_time; /* as stored */
	struct text finish_time;
	bool is_started;
	bool is_finished;
};

/* The cells of a row that task_row_read reads, of a task t and its instance i;
 * is_child_taskflow and flow_type follow. */
#define TASK_ROW_COLUMNS                                                   \
	"t.id,t.category,t.create_method,t.template_source,t.template_id," \
	"i.id,i.name,i.creator,i.executor,i.start_time,i.finish_time,"     \
	"i.is_started,i.is_finished,"
#define TASK_ROW_CELLS 15

void task_row_read(const struct text *cells, struct task_row *task);

struct task_rows {
	enum store_state state; /* STORE_ROW when the tasks could be read */
	struct task_row *tasks; /* the newest first */
	size_t count;
	int64_t cursor;	  /* of the page behind; 0: none, or not asked for */
	int64_t total;	  /* of all pages; -1: not asked for */
	bool lacks_total; /* it is asked for, by task_page_complete */
};

/* The next id of a list with commas that is not empty, without the blanks
 * around it. */
bool task_filter_next_id(struct text *list, struct text *id);

/*
 * Reads `cursor`, the next_cursor of a page before; an empty one is that of the
 * first page.  OUTCOME_REFUSED with a message that names it.
 */
enum outcome
task_page_read_cursor(struct call *call, bool *given, uint64_t *below);

/* OUTCOME_REFUSED: a page by cursor has no offset. */
enum outcome task_page_refuse_offset(struct call *call);

/* The member next_cursor: the id of the last task shown, null when there is no
 * page behind. */
void
task_page_write_cursor(struct json_writer *w, const struct task_rows *rows);

/* The name of the member `i` of a task, in the order of the answer; NULL behind
 * the last. */
typedef const char *task_field_name(size_t i);

/*
 * Reads `fields`, which members are wanted, as bits; all where it names none.
 * OUTCOME_REFUSED with a message that has all names; no bit is set then.
 */
enum outcome task_page_read_fields(
    struct call *call, task_field_name *name_of, uint64_t *fields);

/* Adds the statements of a page: its rows and, unless there is a filter, how
 * many all pages have. */
void task_page_add(
    const struct call *call, struct batch *q, const struct task_page *page);

/* Reads the rows of both, the first of which is statement `i`.  False when out
 * of memory. */
bool task_page_read(struct call *call, size_t i, const struct task_page *page,
    struct task_rows *rows);

/*
 * Asks how many all pages have, when a filter was set and the rows do not tell:
 * a page that is not full is the last one.  The outcome of that query.
 */
enum outcome task_page_complete(
    struct call *call, const struct task_page *page, struct task_rows *rows);

/* The statement that counts what the filter admits; its row has one cell. */
void task_page_count(const struct call *call, struct batch *q,
    const struct task_tables *tables, const struct task_filter *filter);

/* The name of a category (4.0.4); a code that has none is its own. */
struct text task_category(struct text code, bool english);

#endif
