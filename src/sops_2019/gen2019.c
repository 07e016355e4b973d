/* SPDX-License-Identifier: MIT */
/* The tables of 2019: core_business, django-guardian, engine 1 (sops chapter
 * 1). */
#include "sops_2019/gen2019.h"

void
gen2019_user(struct question *q, const struct sops_caller *caller)
{
	question_statement(q, "account_user");
	question_sql(q, "SELECT username FROM account_user WHERE username=");
	question_text(q, caller->username);
}

void
gen2019_business(struct question *q, const struct sops_caller *caller)
{
	question_statement(q, "core_business");
	question_sql(q, "SELECT cc_id,cc_name FROM core_business WHERE cc_id=");
	question_uint(q, caller->business);
}

/* The permission and the content type of a row of guardian, g. */
static void
match_ids(struct question *q, const struct permission_ids *ids)
{
	question_sql(q, " AND g.permission_id IN(");
	for (size_t i = 0; i < ids->npermissions; i++) {
		if (i > 0)
			question_sql(q, ",");
		question_uint(q, ids->permission[i]);
	}
	question_sql(q, ") AND g.content_type_id=");
	question_uint(q, ids->content_type);
}

static const char match_names[] =
    " JOIN auth_permission p ON p.id=g.permission_id"
    " AND p.codename IN('view_business','manage_business')"
    " JOIN django_content_type c ON c.id=p.content_type_id"
    " AND c.id=g.content_type_id"
    " AND c.app_label='core' AND c.model='business'";

/* object_pk is text; a number in ASCII compares with any character set, so
 * that the column is not converted and its key is used. */
static const char match_object[] = " AND g.object_pk=CONVERT(b.id USING ascii)";

/*
 * An OR EXISTS over the rows of `tables`, of which one is guardian's g;
 * `of_user` ties them to the user u.
 */
static void
or_granted(struct question *q, const char *tables, const char *of_user,
    const struct permission_ids *ids)
{
	question_sql(q, " OR EXISTS(SELECT 1 FROM ");
	question_sql(q, tables);
	if (ids == NULL)
		question_sql(q, match_names);
	question_sql(q, " WHERE ");
	question_sql(q, of_user);
	question_sql(q, match_object);
	if (ids != NULL)
		match_ids(q, ids);
	question_sql(q, ")");
}

/* sops 3.1.12 */
void
gen2019_permission(struct question *q, const struct sops_caller *caller,
    const struct permission_ids *ids)
{
	question_statement(q, "permission");
	question_sql(q, "SELECT u.is_superuser<>0");
	if (ids == NULL || ids->npermissions > 0) {
		or_granted(q, "guardian_userobjectpermission g",
		    "g.user_id=u.id", ids);
		or_granted(q,
		    "account_user_groups m"
		    " JOIN guardian_groupobjectpermission g"
		    " ON g.group_id=m.group_id",
		    "m.user_id=u.id", ids);
	}
	question_sql(
	    q, " FROM account_user u JOIN core_business b ON b.cc_id=");
	question_uint(q, caller->business);
	question_sql(q, " WHERE u.is_active<>0 AND u.username=");
	question_text(q, caller->username);
}

void
gen2019_superuser(struct question *q, const struct sops_caller *caller)
{
	question_statement(q, "is_superuser");
	question_sql(q, "SELECT is_superuser FROM account_user"
			" WHERE is_active<>0 AND username=");
	question_text(q, caller->username);
}

void
gen2019_permission_ids(struct question *q)
{
	question_statement(q, "auth_permission");
	question_sql(q, "SELECT c.id,p.id FROM django_content_type c"
			" JOIN auth_permission p ON p.content_type_id=c.id"
			" AND p.codename IN('view_business','manage_business')"
			" WHERE c.app_label='core' AND c.model='business'");
}

static const char task_of_business[] =
    " FROM taskflow3_taskflowinstance t"
    " JOIN core_business b ON b.id=t.business_id AND b.cc_id=";

/* sops 3.2: is_deleted does not count. */
void
gen2019_task(struct question *q, const struct sops_caller *caller, uint64_t id)
{
	question_statement(q, "task");
	question_sql(q,
	    "SELECT t.id,t.create_method,t.template_id,i.id,i.name,i.creator,"
	    "i.executor,i.create_time,i.start_time,i.finish_time,s.data,"
	    "d.id,d.inputs,d.outputs,d.ex_data");
	question_sql(q, task_of_business);
	question_uint(q, caller->business);
	question_sql(q,
	    " LEFT JOIN pipeline_pipelineinstance i"
	    " ON i.id=t.pipeline_instance_id"
	    " LEFT JOIN pipeline_snapshot s ON s.id=i.execution_snapshot_id"
	    " LEFT JOIN engine_data d ON d.id=i.instance_id WHERE t.id=");
	question_uint(q, id);
}

void
gen2019_read_task(struct db_row row, struct sops_task *task)
{
	const struct text *cell = row.cells;

	task->id = db_int(cell[0]);
	task->create_method = cell[1];
	task->template_id = cell[2];
	task->has_instance = cell[3].s != NULL;
	task->name = cell[4];
	task->creator = cell[5];
	task->executor = cell[6];
	task->create_time = cell[7];
	task->start_time = cell[8];
	task->finish_time = cell[9];
	task->snapshot = cell[10];
	task->has_data = cell[11].s != NULL;
	task->data_inputs = cell[12];
	task->data_outputs = cell[13];
	task->data_ex_data = cell[14];
}

void
gen2019_task_exists(
    struct question *q, const struct sops_caller *caller, uint64_t id)
{
	question_statement(q, "taskflow3_taskflowinstance");
	question_sql(q, "SELECT t.id");
	question_sql(q, task_of_business);
	question_uint(q, caller->business);
	question_sql(q, " WHERE t.id=");
	question_uint(q, id);
}

/* A join without a fixed order would sort all tasks. */
void
gen2019_newest_task(struct question *q)
{
	question_statement(q, "newest task");
	question_sql(q,
	    "SELECT t.id,b.cc_id"
	    " FROM taskflow3_taskflowinstance t FORCE INDEX(PRIMARY)"
	    " STRAIGHT_JOIN core_business b ON b.id=t.business_id"
	    " WHERE t.pipeline_instance_id IS NOT NULL"
	    " ORDER BY t.id DESC LIMIT 1");
}
