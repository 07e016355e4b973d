/* SPDX-License-Identifier: MIT */
/* What our statements read, and the indexes that they gain from. */
/* The tables of a database: whose they are, and whether all is there. */
#include "doctor/checkup.h"
#include "doctor/inspect.h"
#include "sops/sops.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const struct inspect_table tables_2019[] = {
    {"account_user", "id,username,is_superuser,is_active,last_login"},
    {"account_user_groups", "user_id,group_id"},
    {"auth_group", "id,name"},
    {"auth_permission", "id,content_type_id,codename"},
    {"django_content_type", "id,app_label,model"},
    {"guardian_userobjectpermission",
	"object_pk,content_type_id,permission_id,user_id"},
    {"guardian_groupobjectpermission",
	"object_pk,content_type_id,permission_id,group_id"},
    {"core_business", "id,cc_id,cc_name,cc_owner,executor,always_use_executor"},
    {"taskflow3_taskflowinstance",
	"id,business_id,category,create_info,create_method,current_flow,"
	"flow_type,template_id,template_source,pipeline_instance_id,"
	"is_deleted"},
    {"pipeline_pipelineinstance",
	"id,instance_id,name,creator,executor,description,create_time,"
	"start_time,finish_time,template_id,execution_snapshot_id,tree_info_id,"
	"is_started,is_finished,is_deleted"},
    {"pipeline_pipelinetemplate",
	"id,template_id,name,creator,create_time,editor,edit_time,"
	"snapshot_id"},
    {"tasktmpl3_tasktemplate",
	"id,category,business_id,is_deleted,pipeline_template_id"},
    {"template_commontemplate", "id,category,is_deleted,pipeline_template_id"},
    {"pipeline_snapshot", "id,data"},
    {"pipeline_treeinfo", "id,data"},
    {"engine_data", "id,inputs,outputs,ex_data"},
    {"engine_history",
	"id,identifier,started_time,archived_time,`loop`,skip,data_id"},
    {"engine_historydata", "id,inputs,outputs,ex_data"},
    {"engine_status", "id,state,name,version,retry,`loop`,skip,error_ignorable,"
		      "started_time,archived_time"},
    {"engine_noderelationship", "ancestor_id,descendant_id,distance"},
    {"periodictask_periodictask", "id,business_id,template_id,task_id"},
    {"periodic_task_periodictask",
	"id,name,creator,cron,last_run_at,total_run_count,extra_info,"
	"celery_task_id,snapshot_id"},
    {"periodic_task_djceleryperiodictask", "id,enabled"},
};

/* Those of engine_ver 1 are the same, but for state_refresh_at. */
static const struct inspect_table tables_current[] = {
    {"apigw_manager_context", "scope,`key`,value"},
    {"core_environmentvariables", "`key`,value"},
    {"core_project", "id,name,time_zone,creator,`desc`,create_at,from_cmdb,"
		     "bk_biz_id,is_disable"},
    {"core_projectconfig",
	"id,project_id,executor_proxy,executor_proxy_exempts"},
    {"taskflow3_taskflowinstance",
	"id,project_id,category,create_info,create_method,current_flow,"
	"flow_type,template_id,template_source,pipeline_instance_id,is_deleted,"
	"is_child_taskflow,engine_ver,recorded_executor_proxy,extra_info"},
    {"taskflow3_autoretrynodestrategy",
	"root_pipeline_id,node_id,retry_times,max_retry_times"},
    {"component_framework_componentmodel", "code,version,status"},
    {"pipeline_pipelineinstance",
	"id,instance_id,name,creator,executor,description,create_time,"
	"start_time,finish_time,execution_snapshot_id,tree_info_id,is_started,"
	"is_finished,is_revoked,is_expired,is_deleted"},
    {"pipeline_snapshot", "id,md5sum,data"},
    {"pipeline_treeinfo", "id,data"},
    {"periodictask_periodictask",
	"id,project_id,template_id,template_source,template_version,creator,"
	"editor,edit_time,task_id"},
    {"periodic_task_periodictask",
	"id,name,creator,cron,last_run_at,total_run_count,extra_info,"
	"celery_task_id,snapshot_id"},
    {"django_celery_beat_periodictask", "id,enabled"},
    {"clocked_task_clockedtask",
	"id,project_id,task_id,task_name,template_id,template_name,"
	"template_source,clocked_task_id,creator,editor,state,task_params,"
	"plan_start_time,create_time,edit_time"},
    {"function_functiontask",
	"id,task_id,creator,rejecter,claimant,predecessor,status,create_time,"
	"claim_time,reject_time,transfer_time"},
    {"appmaker_appmaker",
	"id,project_id,name,code,link,creator,category,task_template_id,"
	"template_scheme_id,is_deleted"},
    {"pipeline_web_core_nodeininstance", "id,node_id,instance_id"},
    {"pipeline_web_label_nodeininstanceattrlabel", "id,node_id"},
    {"pipeline_web_label_nodeininstanceattrlabel_labels",
	"id,nodeininstanceattrlabel_id,label_id"},
    {"pipeline_web_label_label", "id,code,group_id"},
    {"pipeline_web_label_labelgroup", "id,code"},
    {"eri_state", "id,node_id,root_id,parent_id,name,version,`loop`,retry,"
		  "skip,error_ignored,started_time,archived_time"},
    {"eri_executiondata",
	"node_id,inputs_serializer,outputs_serializer,inputs,outputs"},
    {"eri_executionhistory",
	"id,node_id,`loop`,skip,version,started_time,archived_time,"
	"inputs_serializer,outputs_serializer,inputs,outputs"},
    {"eri_logentry", "id,node_id,version,message"},
    {"operate_record_taskoperaterecord",
	"id,operator,operate_type,operate_source,instance_id,project_id,"
	"operate_date,node_id,extra_info"},
    {"plugin_gateway_plugingatewayrun",
	"open_plugin_run_id,run_status,caller_app_code,plugin_id,"
	"plugin_version,error_message,outputs"},
    {"analysis_statistics_taskflowstatistics",
	"instance_id,task_instance_id,project_id,category,template_id,"
	"task_template_id,creator,create_method,create_time,start_time,"
	"finish_time,elapsed_time"},
    {"analysis_statistics_taskflowexecutednodestatistics",
	"id,instance_id,node_id,component_code,elapsed_time,started_time,"
	"archived_time,status,is_retry,is_skip,template_node_id"},
    {"engine_data", "id,inputs,outputs,ex_data"},
    {"engine_history",
	"id,identifier,started_time,archived_time,`loop`,skip,data_id"},
    {"engine_historydata", "id,inputs,outputs,ex_data"},
    {"engine_status", "id,state,name,version,retry,`loop`,skip,error_ignorable,"
		      "started_time,archived_time,state_refresh_at"},
    {"engine_noderelationship", "ancestor_id,descendant_id,distance"},
    {"tasktmpl3_tasktemplate",
	"id,project_id,category,notify_type,notify_receivers,executor_proxy,"
	"pipeline_template_id,is_deleted"},
    {"template_commontemplate", "id,category,notify_type,notify_receivers,"
				"pipeline_template_id,is_deleted"},
    {"pipeline_pipelinetemplate",
	"id,template_id,name,creator,create_time,editor,edit_time,description,"
	"snapshot_id,has_subprocess"},
    {"pipeline_templaterelationship",
	"ancestor_template_id,descendant_template_id,version,"
	"always_use_latest"},
    {"pipeline_templatecurrentversion", "id,template_id,current_version"},
    {"pipeline_templatescheme", "id,unique_id,name,data,template_id"},
    {"pipeline_web_core_nodeintemplate", "id,node_id,template_id,version"},
    {"pipeline_web_label_nodeintemplateattrlabel", "id,node_id"},
    {"pipeline_web_label_nodeintemplateattrlabel_labels",
	"id,nodeintemplateattrlabel_id,label_id"},
    {"label_label", "id,name,color"},
    {"label_templatelabelrelation", "id,template_id,label_id"},
};

#define CHANNEL                                                          \
	"id,path,component_codename,is_active,timeout_time,comp_conf,"   \
	"component_name,perm_level,rate_limit_required,rate_limit_conf," \
	"component_system_id"

#define OF_BOTH_LINES                                                      \
	{"esb_component_system", "id,name,execute_timeout"},               \
	    {"esb_app_component_perm", "id,app_code,component_id"},        \
	    {"paas_app", "code,auth_token"},                               \
	    {"esb_app_account", "app_code,app_token"},                     \
	    {"login_bktoken", "id,token,is_logout,inactive_expire_time"},  \
	    {"esb_user_auth_token",                                        \
		"id,app_code,username,auth_token,expires"},                \
	{                                                                  \
		"esb_function_controller", "func_code,switch_status,wlist" \
	}

static const struct inspect_table tables_p1[] = {
    {"esb_channel", CHANNEL},
    OF_BOTH_LINES,
    {"bkaccount_bkuser", "username"},
};

/* Its rows count by method, and its users are another service's (esb 10.2). */
static const struct inspect_table tables_p2[] = {
    {"esb_channel", CHANNEL ",method"},
    OF_BOTH_LINES,
};

static const struct inspect_index indexes_2019[] = {
    {"engine_noderelationship", "ancestor_id,distance,descendant_id"},
    {"engine_noderelationship", "descendant_id,distance,ancestor_id"},
    {"taskflow3_taskflowinstance",
	"business_id,is_deleted,pipeline_instance_id"},
    {"taskflow3_taskflowinstance",
	"business_id,is_deleted,category,create_method,flow_type"},
    {"pipeline_pipelineinstance", "create_time"},
};

static const struct inspect_index indexes_current[] = {
    {"taskflow3_taskflowinstance",
	"project_id,is_deleted,id,pipeline_instance_id,is_child_taskflow"},
    {"taskflow3_taskflowinstance", "project_id,is_deleted,template_id"},
    {"taskflow3_taskflowinstance",
	"project_id,is_deleted,create_method,flow_type"},
    {"pipeline_pipelineinstance", "is_started,is_finished"},
    {"pipeline_pipelineinstance", "executor"},
    {"clocked_task_clockedtask", "project_id"},
};

static const struct inspect_index indexes_paas[] = {
    {"esb_user_auth_token", "auth_token"},
};

static const struct inspect_schema schema_2019 = {
    .name = "bk-sops' generation 2019",
    .setting = "2019",
    .tables = tables_2019,
    .ntables = COUNT(tables_2019),
    .indexes = indexes_2019,
    .nindexes = COUNT(indexes_2019),
    .indexes_file = SCHEMADIR "/indexes.sql",
};

static const struct inspect_schema schema_current = {
    .name = "bk-sops' current generation",
    .setting = "current",
    .tables = tables_current,
    .ntables = COUNT(tables_current),
    .indexes = indexes_current,
    .nindexes = COUNT(indexes_current),
    .indexes_file = SCHEMADIR "/current/indexes.sql",
};

static const struct inspect_schema schema_p1 = {
    .name = "the PaaS' line P1",
    .setting = "p1",
    .tables = tables_p1,
    .ntables = COUNT(tables_p1),
    .indexes = indexes_paas,
    .nindexes = COUNT(indexes_paas),
    .indexes_file = SCHEMADIR "/indexes-paas.sql",
};

static const struct inspect_schema schema_p2 = {
    .name = "the PaaS' line P2",
    .setting = "p2",
    .tables = tables_p2,
    .ntables = COUNT(tables_p2),
    .indexes = indexes_paas,
    .nindexes = COUNT(indexes_paas),
    .indexes_file = SCHEMADIR "/indexes-paas.sql",
};

static bool
find_generation(struct inspect *i, const struct inspect_schema **schema)
{
	struct batch *q = batch_new(i->arena);
	struct rows rows;

	if (q != NULL)
		generation_build(q);
	if (!inspect_ask(i, q, &rows))
		return false;
	if (rows.nrows == 0)
		return true;
	*schema = generation_read(inspect_cell(&rows, 0, 0)) == GENERATION_2019
		      ? &schema_2019
		      : &schema_current;
	return true;
}

static bool
find_line(struct inspect *i, const struct inspect_schema **schema)
{
	struct rows rows;

	if (!inspect_ask_sql(i,
		"SELECT GROUP_CONCAT(column_name ORDER BY column_name)"
		" FROM information_schema.statistics"
		" WHERE table_schema=DATABASE() AND table_name='esb_channel'"
		" AND non_unique=0 GROUP BY index_name",
		&rows))
		return false;
	for (size_t n = 0; n < rows.nrows; n++) {
		struct text columns = inspect_cell(&rows, n, 0);

		if (text_is(columns, "path"))
			*schema = &schema_p1;
		else if (text_is(columns, "method,path"))
			*schema = &schema_p2;
	}
	return true;
}

/*
 * Which tables the database has; *schema NULL: none that is known.  The PaaS'
 * lines are told apart by the unique key of the table of channels (esb 10.2).
 */
static bool
find_schema(struct inspect *i, const struct inspect_schema **schema)
{
	*schema = NULL;
	return i->database == INSPECT_SOPS ? find_generation(i, schema)
					   : find_line(i, schema);
}

/* True when all columns can be read. */
static bool
is_readable(struct inspect *i, const struct inspect_table *table)
{
	struct batch *q = batch_new(i->arena);
	struct rows rows;

	if (q != NULL) {
		batch_statement(q, "doctor");
		batch_sql(q, "SELECT ");
		batch_sql(q, table->columns);
		batch_sql(q, " FROM ");
		batch_sql(q, table->name);
		batch_sql(q, " LIMIT 0");
	}
	return inspect_ask(i, q, &rows);
}

/* True when `columns` is "a,b" and the index is (a,b) or (a,b,...). */
static bool
begins_with(struct text index, const char *columns)
{
	return text_starts(index, columns) &&
	       (index.len == strlen(columns) ||
		   index.s[strlen(columns)] == ',');
}

/* missing[n]: no index of any name begins with the columns of
 * schema->indexes[n]. */
static bool
find_missing(
    struct inspect *i, const struct inspect_schema *schema, bool *missing)
{
	struct rows rows;

	/* A part of a column, as in KEY (a(10)), is not that column. */
	if (!inspect_ask_sql(i,
		"SELECT table_name,GROUP_CONCAT(IF(sub_part IS NULL,"
		"column_name,CONCAT(column_name,'(',sub_part,')'))"
		" ORDER BY seq_in_index)"
		" FROM information_schema.statistics"
		" WHERE table_schema=DATABASE()"
		" GROUP BY table_name,index_name",
		&rows))
		return false;
	for (size_t n = 0; n < schema->nindexes; n++) {
		const struct inspect_index *index = &schema->indexes[n];

		missing[n] = true;
		for (size_t row = 0; row < rows.nrows && missing[n]; row++)
			missing[n] = !text_is(inspect_cell(&rows, row, 0),
					 index->table) ||
				     !begins_with(inspect_cell(&rows, row, 1),
					 index->columns);
	}
	return true;
}

/* What the configuration says that the tables are; NULL: that we find out. */
static const struct inspect_schema *
configured(const struct checkup *c)
{
	if (c->database == INSPECT_PAAS)
		return strcmp(c->pool->esb_profile, schema_p2.setting) == 0
			   ? &schema_p2
			   : &schema_p1;
	switch (c->pool->generation) {
	case GENERATION_2019:
		return &schema_2019;
	case GENERATION_CURRENT:
		return &schema_current;
	default:
		return NULL;
	}
}

/* Nobody has both in one database: one name was written for the other. */
static bool
is_database_of_sops(const struct checkup *c)
{
	return strcmp(c->pool->paas.database, c->pool->sops.database) == 0;
}

/* The line of the PaaS is not asked for by workers, so its tables may be read
 * all the same. */
static void
report_unknown(struct checkup *c, const char *name)
{
	if (c->database == INSPECT_SOPS)
		checkup_find(c, name, FINDING_ERROR,
		    "%s has no readable table taskflow3_taskflowinstance with "
		    "a business_id or an is_child_taskflow; is this bk-sops' "
		    "database, and may the account read it?",
		    c->where->database);
	else if (is_database_of_sops(c))
		checkup_find(c, name, FINDING_ERROR,
		    "mysql.paas.database = %s is that of mysql.sops.database, "
		    "as when it is not set, and has no readable table "
		    "esb_channel; set it to the PaaS' database, such as "
		    "open_paas",
		    c->where->database);
	else {
		checkup_find(c, name, FINDING_WARNING,
		    "%s has no readable table esb_channel with the unique key "
		    "of a line of the PaaS; is this the PaaS' database, and "
		    "may the account read it?",
		    c->where->database);
		c->schema = configured(c);
	}
}

static void
run_generation(struct checkup *c, const char *name)
{
	const char *key =
	    c->database == INSPECT_SOPS ? "generation" : "esb.profile";
	const struct inspect_schema *set = configured(c), *found;

	if (!find_schema(c->server, &found)) {
		checkup_find_unasked(c, name);
	} else if (found == NULL) {
		report_unknown(c, name);
	} else if (found == &schema_current && c->pool->auth != AUTH_JWT) {
		checkup_find(c, name, FINDING_ERROR,
		    "the tables are of %s, which is answered with auth = jwt "
		    "only",
		    found->name);
	} else if (set != NULL && set != found) {
		checkup_find(c, name, FINDING_ERROR,
		    "the tables are of %s, but %s = %s; set it to %s",
		    found->name, key, set->setting, found->setting);
	} else {
		checkup_find(
		    c, name, FINDING_OK, "the tables are of %s", found->name);
		c->schema = found;
	}
}

const struct check check_generation = {
    "generation", run_generation, CHECK_SOPS | CHECK_PAAS};

/* Why tables cannot be read. */
struct unread {
	size_t count;
	struct text names; /* "engine_data, engine_status" */
	struct text why;   /* of the first */
	unsigned int error;
};

static void
add_unread(
    struct checkup *c, struct unread *unread, const struct inspect_table *table)
{
	if (unread->count++ == 0) {
		unread->names = arena_printf(c->arena, "%s", table->name);
		unread->why =
		    arena_printf(c->arena, "%s", inspect_why(c->server));
		unread->error = inspect_error(c->server);
	} else
		unread->names = arena_printf(
		    c->arena, "%.*s, %s", TEXT_ARG(unread->names), table->name);
}

/* 'bksops_ro'@'%' of bksops_ro@% */
static struct text
quote_account(const struct checkup *c)
{
	struct inspect_account account;
	const char *at;

	if (!inspect_account(c->server, &account))
		return TEXT("the account");
	at = memrchr(account.name.s, '@', account.name.len);
	if (at == NULL ||
	    memchr(account.name.s, '\'', account.name.len) != NULL ||
	    memchr(account.name.s, '\\', account.name.len) != NULL)
		return TEXT("the account");
	return arena_printf(c->arena, "'%.*s'@'%.*s'",
	    (int)(at - account.name.s), account.name.s,
	    (int)(account.name.s + account.name.len - at - 1), at + 1);
}

static void
report_unread(struct checkup *c, const char *name, const struct unread *unread)
{
	bool denied = unread->error == 1142 || unread->error == 1143;

	checkup_find(c, name, FINDING_ERROR,
	    "%zu of %zu tables: %.*s cannot be read: %.*s; %s", unread->count,
	    c->schema->ntables, TEXT_ARG(unread->names), TEXT_ARG(unread->why),
	    denied ? checkup_grant(c, quote_account(c))
		   : "is it the right database, and has the account SELECT on "
		     "all of it?");
	/* What else is asked of the tables would fail over these. */
	c->schema = NULL;
}

/* In one line, so that a cause that they share is seen. */
static void
run_tables(struct checkup *c, const char *name)
{
	struct unread unread = {.names = TEXT("")};

	for (size_t i = 0; i < c->schema->ntables && inspect_is_open(c->server);
	     i++) {
		const struct inspect_table *table = &c->schema->tables[i];

		if (!is_readable(c->server, table))
			add_unread(c, &unread, table);
	}
	if (unread.count > 0)
		report_unread(c, name, &unread);
	else
		checkup_find(c, name, FINDING_OK,
		    "all %zu tables can be read, with their columns",
		    c->schema->ntables);
}

const struct check check_tables = {
    "tables", run_tables, CHECK_SOPS | CHECK_PAAS | CHECK_SCHEMA};

/* Their names, those of jwt.gateway first: "NAME" or "ISSUER:NAME". */
static bool
ask_gateway_keys(struct checkup *c, struct rows *rows)
{
	struct batch *q = batch_new(c->arena);

	if (q != NULL) {
		batch_statement(q, "doctor");
		batch_sql(
		    q, "SELECT LEFT(`key`,64),SUBSTRING_INDEX(`key`,':',-1)=");
		batch_text(q, text_of(c->pool->jwt_gateway));
		batch_sql(q, " AS own,LEFT(value,65536)"
			     " FROM apigw_manager_context"
			     " WHERE scope='public_key'"
			     " ORDER BY own DESC,`key` LIMIT 8");
	}
	return inspect_ask(c->server, q, rows);
}

/* The keys that tokens of the current generation are signed with, unless a file
 * has them (sops-current 2.1). */
static void
run_gateway_keys(struct checkup *c, const char *name)
{
	const char *gateway = c->pool->jwt_gateway;
	struct text names = TEXT("");
	struct rows rows;
	bool has_own = false;

	if (c->schema != &schema_current || c->pool->jwt_public_keys != NULL)
		return;
	if (!ask_gateway_keys(c, &rows)) {
		checkup_find_unasked(c, name);
		return;
	}
	for (size_t n = 0; n < rows.nrows; n++) {
		const char *wrong =
		    public_keys_wrong(inspect_cell(&rows, n, 2));

		if (wrong != NULL) {
			checkup_find(c, name, FINDING_ERROR,
			    "apigw_manager_context: the key of %.*s cannot be "
			    "used: %s",
			    TEXT_ARG(inspect_cell(&rows, n, 0)), wrong);
			return;
		}
		has_own |= text_is(inspect_cell(&rows, n, 1), "1");
		names = arena_printf(c->arena, "%.*s%s%.*s", TEXT_ARG(names),
		    n == 0 ? "" : ", ", TEXT_ARG(inspect_cell(&rows, n, 0)));
	}
	if (names.len == 0)
		checkup_find(c, name, FINDING_ERROR,
		    "apigw_manager_context has no public key, so every token "
		    "is refused; bk-sops fetches it by manage.py "
		    "fetch_apigw_public_key, or set jwt.public_key_file");
	else if (!has_own)
		checkup_find(c, name, FINDING_WARNING,
		    "apigw_manager_context has the keys of %.*s, but none of "
		    "jwt.gateway = %s, which tokens without kid are of",
		    TEXT_ARG(names), gateway);
	else
		checkup_find(c, name, FINDING_OK,
		    "apigw_manager_context has the keys of %.*s",
		    TEXT_ARG(names));
}

const struct check check_gateway_keys = {
    "gateway_keys", run_gateway_keys, CHECK_SOPS | CHECK_SCHEMA};

/* Both lines have the same tables, but not the same engine: a newer one, which
 * 3.34 always has and 3.32 may have, has added a column (sops-current 0.5). */
static void
run_release(struct checkup *c, const char *name)
{
	bool is_3_34 = c->pool->release != RELEASE_3_32;
	struct rows rows;

	if (c->schema != &schema_current)
		return;
	if (!inspect_ask_sql(c->server,
		"SELECT 1 FROM information_schema.columns"
		" WHERE table_schema=DATABASE()"
		" AND table_name='component_framework_componentmodel'"
		" AND column_name='is_default_version'",
		&rows))
		checkup_find_unasked(c, name);
	else if (is_3_34 && rows.nrows == 0)
		checkup_find(c, name, FINDING_WARNING,
		    "release = 3.34, but component_framework_componentmodel "
		    "has no column is_default_version, as with an old engine, "
		    "which 3.32 has; that is a hint only: look up the version "
		    "of bk-sops, and set release = 3.32 if it is that one");
	else
		checkup_find(c, name, FINDING_OK,
		    "release = %s, and the tables do not speak against it",
		    is_3_34 ? "3.34" : "3.32");
}

const struct check check_release = {
    "release", run_release, CHECK_SOPS | CHECK_SCHEMA};

/* "(id), (node_id, id)" that the table of an index lacks, which are not missing
 * from then on. */
static struct text
take_missing(const struct checkup *c, const char *table, bool *missing)
{
	struct text list = TEXT("");

	for (size_t i = 0; i < c->schema->nindexes && list.s != NULL; i++) {
		const struct inspect_index *index = &c->schema->indexes[i];

		if (!missing[i] || strcmp(index->table, table) != 0)
			continue;
		list = arena_printf(c->arena, "%.*s%s(%s)", TEXT_ARG(list),
		    list.len == 0 ? "" : ", ", index->columns);
		missing[i] = false;
	}
	return list;
}

/* The file is loaded by force, which passes over those that are there. */
static void
report_missing(
    struct checkup *c, const char *name, const char *table, struct text columns)
{
	if (columns.s == NULL)
		checkup_find(c, name, FINDING_ERROR, "out of memory");
	else
		checkup_find(c, name, FINDING_WARNING,
		    "no index on %s %.*s; to add what is missing: %s --force "
		    "--database=%s < %s",
		    table, TEXT_ARG(columns), checkup_client(c),
		    checkup_word(c, c->where->database),
		    checkup_word(c, c->schema->indexes_file));
}

/* A line for each table. */
static void
run_indexes(struct checkup *c, const char *name)
{
	const struct inspect_schema *schema = c->schema;
	bool *missing =
	    arena_array(c->arena, schema->nindexes, sizeof(*missing));
	bool good = true;

	if (schema->nindexes == 0)
		return;
	if (missing == NULL || !find_missing(c->server, schema, missing)) {
		checkup_find_unasked(c, name);
		return;
	}
	for (size_t i = 0; i < schema->nindexes; i++) {
		const struct inspect_index *index = &schema->indexes[i];

		if (!missing[i])
			continue;
		good = false;
		report_missing(c, name, index->table,
		    take_missing(c, index->table, missing));
	}
	if (good)
		checkup_find(
		    c, name, FINDING_OK, "all that are recommended are there");
}

const struct check check_indexes = {"indexes", run_indexes,
    CHECK_SOPS | CHECK_PAAS | CHECK_SCHEMA | CHECK_ONCE};
