/* SPDX-License-Identifier: MIT */
#include "sops_2019/admit.h"

#include "base/clock.h"

void
query_tasks(const struct call *call, struct batch *q)
{
	batch_sql(q, " FROM taskflow3_taskflowinstance t"
		     " JOIN core_business b"
		     " ON b.id=t.business_id AND b.cc_id=");
	batch_uint(q, call->caller.business);
}

static void
add_user(const struct call *call, struct batch *q, void *context)
{
	(void)context;
	batch_statement(q, "account_user");
	batch_sql(q, "SELECT username FROM account_user WHERE username=");
	batch_text(q, call->caller.username);
}

static bool
read_user(struct call *call, size_t i, void *context)
{
	struct sops_user *user = &call->access.user;
	struct db_row row;

	(void)context;
	user->state = query_row(call, i, &row);
	if (user->state == STORE_ROW)
		user->username = row.cells[0];
	return true;
}

static void
add_business(const struct call *call, struct batch *q, void *context)
{
	(void)context;
	batch_statement(q, "core_business");
	batch_sql(q, "SELECT cc_id,cc_name FROM core_business WHERE cc_id=");
	batch_uint(q, call->caller.business);
}

static bool
read_business(struct call *call, size_t i, void *context)
{
	struct sops_business *business = &call->access.business;
	struct db_row row;

	(void)context;
	business->state = query_row(call, i, &row);
	if (business->state == STORE_ROW) {
		business->cc_id = db_int(row.cells[0]);
		business->cc_name = row.cells[1];
	}
	return true;
}

/* The permission and the content type of a row of guardian, g. */
static void
match_ids(struct batch *q, const struct permission_ids *ids)
{
	batch_sql(q, " AND g.permission_id IN(");
	for (size_t i = 0; i < ids->npermissions; i++) {
		if (i > 0)
			batch_sql(q, ",");
		batch_uint(q, ids->permission[i]);
	}
	batch_sql(q, ") AND g.content_type_id=");
	batch_uint(q, ids->content_type);
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
or_granted(struct batch *q, const char *tables, const char *of_user,
    const struct permission_ids *ids)
{
	batch_sql(q, " OR EXISTS(SELECT 1 FROM ");
	batch_sql(q, tables);
	if (ids == NULL)
		batch_sql(q, match_names);
	batch_sql(q, " WHERE ");
	batch_sql(q, of_user);
	batch_sql(q, match_object);
	if (ids != NULL)
		match_ids(q, ids);
	batch_sql(q, ")");
}

/*
 * sops 3.1.12: whether the user is allowed; no row when the user is unknown or
 * inactive or the business unknown.  `context` has the ids of the permissions,
 * which are found by joins when it is NULL.
 */
static void
add_permission(const struct call *call, struct batch *q, void *context)
{
	const struct permission_ids *ids = context;

	batch_statement(q, "permission");
	batch_sql(q, "SELECT u.is_superuser<>0");
	if (ids == NULL || ids->npermissions > 0) {
		or_granted(q, "guardian_userobjectpermission g",
		    "g.user_id=u.id", ids);
		or_granted(q,
		    "account_user_groups m"
		    " JOIN guardian_groupobjectpermission g"
		    " ON g.group_id=m.group_id",
		    "m.user_id=u.id", ids);
	}
	batch_sql(q, " FROM account_user u JOIN core_business b ON b.cc_id=");
	batch_uint(q, call->caller.business);
	batch_sql(q, " WHERE u.is_active<>0 AND u.username=");
	batch_text(q, call->caller.username);
}

static bool
read_permission(struct call *call, size_t i, void *context)
{
	struct sops_permission *permission = &call->access.permission;
	struct db_row row;

	(void)context;
	permission->state = query_row(call, i, &row);
	permission->allowed =
	    permission->state == STORE_ROW && db_int(row.cells[0]) != 0;
	return true;
}

/* An active superuser is allowed whatever the other tables of permissions say,
 * even if they cannot be read. */
static void
add_superuser(const struct call *call, struct batch *q, void *context)
{
	(void)context;
	batch_statement(q, "is_superuser");
	batch_sql(q, "SELECT is_superuser FROM account_user"
		     " WHERE is_active<>0 AND username=");
	batch_text(q, call->caller.username);
}

static void
add_permission_ids(struct batch *q)
{
	batch_statement(q, "auth_permission");
	batch_sql(q, "SELECT c.id,p.id FROM django_content_type c"
		     " JOIN auth_permission p ON p.content_type_id=c.id"
		     " AND p.codename IN('view_business','manage_business')"
		     " WHERE c.app_label='core' AND c.model='business'");
}

static void
hold_permission_ids(struct sops *sops, size_t i)
{
	struct permission_ids *ids = &sops->ids;
	size_t n = db_rows(sops->db, i);

	*ids = (struct permission_ids){.npermissions = 0};
	for (size_t r = 0; r < n && r < SOPS_PERMISSIONS; r++) {
		struct db_row row = db_get(sops->db, i, r);

		ids->content_type = (uint64_t)db_int(row.cells[0]);
		ids->permission[ids->npermissions++] =
		    (uint64_t)db_int(row.cells[1]);
	}
	sops->ids_until = clock_ms() + sops->cache;
}

/* The ids of the permissions come along, `with_ids`, when they are to be held
 * and are not. */
static void
add_caller(const struct call *call, struct batch *q, bool with_ids)
{
	struct sops *sops = call->sops;
	bool held = sops->cache > 0 && !with_ids;

	if (!call->caller.trusted) {
		add_user(call, q, NULL);
		add_permission(call, q, held ? &sops->ids : NULL);
	}
	if (with_ids)
		add_permission_ids(q);
	add_business(call, q, NULL);
}

/* The index of the first statement behind the caller's. */
static size_t
read_caller(struct call *call, bool with_ids)
{
	size_t i = 0;

	if (!call->caller.trusted) {
		read_user(call, i++, NULL);
		read_permission(call, i++, NULL);
	}
	if (with_ids)
		hold_permission_ids(call->sops, i++);
	sops_digest_add(call->sops, i);
	read_business(call, i++, NULL);
	return i;
}

/* Sends the caller's statements and those of `query` in one round trip. */
static enum db_result
ask_together(struct call *call, const struct query *query, void *context)
{
	struct sops *sops = call->sops;
	struct batch *q = batch_new(call->arena);
	bool with_ids = !call->caller.trusted && sops->cache > 0 &&
			clock_left(sops->ids_until) == 0;
	enum db_result result;
	size_t i;

	if (q == NULL)
		return DB_FAILED;
	add_caller(call, q, with_ids);
	if (query != NULL)
		query->add(call, q, context);
	result = db_ask(sops->db, q, call->deadline, &i);
	if (result != DB_OK)
		return result;
	i = read_caller(call, with_ids);
	return query == NULL || query->read(call, i, context) ? DB_OK
							      : DB_FAILED;
}

/* A superuser is allowed without a look at the other tables, as in Python. */
static enum db_result
try_permission(struct call *call)
{
	static const struct query superuser = {add_superuser, read_permission};
	static const struct query all = {add_permission, read_permission};
	struct sops_permission *permission = &call->access.permission;
	enum db_result result =
	    query_try(call, &superuser, NULL, &permission->state);

	if (result != DB_OK || permission->state != STORE_ROW ||
	    permission->allowed)
		return result;
	return query_try(call, &all, NULL, &permission->state);
}

static enum db_result
try_caller(struct call *call)
{
	static const struct query user = {add_user, read_user};
	static const struct query business = {add_business, read_business};
	struct sops_access *access = &call->access;
	enum db_result result = DB_OK;

	if (!call->caller.trusted) {
		result = query_try(call, &user, NULL, &access->user.state);
		if (result == DB_OK)
			result = try_permission(call);
	}
	return result == DB_OK
		   ? query_try(call, &business, NULL, &access->business.state)
		   : result;
}

enum outcome
query_admit(struct call *call, const struct query *query,
    enum db_result (*apart)(struct call *call, void *context), void *context)
{
	enum db_result result = sops_expect(
	    call->sops, call->generation, call->arena, call->deadline);
	enum store_state unused;

	if (result != DB_OK)
		return call_database(call, result);
	result = ask_together(call, query, context);
	if (result == DB_FAILED) {
		result = try_caller(call);
		if (result == DB_OK && apart != NULL)
			result = apart(call, context);
		else if (result == DB_OK && query != NULL)
			result = query_try(call, query, context, &unused);
	}
	return call_admit(call, result);
}
