/* SPDX-License-Identifier: MIT */
#include "doctor/grants.h"

#include "doctor/inspect.h"
#include "mysql/client.h"

#define ROLES_MAX 32 /* looked into; an account has a few */

static const char *const harmless[] = {
    "SELECT", "USAGE", "SHOW VIEW", "PROCESS"};

static bool
is_quote(char c)
{
	return c == '`' || c == '\'' || c == '"';
}

/*
 * The place of the first `word` in `t` that stands in no name and no brackets;
 * t.len when there is none.
 */
static size_t
find(struct text t, struct text word)
{
	char quote = '\0';
	size_t depth = 0;

	for (size_t i = 0; i < t.len; i++) {
		char c = t.s[i];

		if (quote != '\0') {
			quote = c == quote ? '\0' : quote;
			continue;
		}
		if (depth == 0 && t.len - i >= word.len &&
		    memcmp(t.s + i, word.s, word.len) == 0)
			return i;
		if (is_quote(c))
			quote = c;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
	}
	return t.len;
}

static struct text
behind(struct text t, size_t n)
{
	return n >= t.len ? (struct text){t.s + t.len, 0}
			  : (struct text){t.s + n, t.len - n};
}

/* Splits off what stands before the first `word`; false without one. */
static bool
split(struct text *rest, struct text word, struct text *part)
{
	size_t at = find(*rest, word);

	if (at == rest->len)
		return false;
	*part = (struct text){rest->s, at};
	*rest = behind(*rest, at + word.len);
	return true;
}

static bool
is_harmless(struct text privilege)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		if (text_is(privilege, harmless[i]))
			return true;
	return false;
}

static void
add(struct arena *arena, struct text privilege, struct text *excess)
{
	*excess = excess->len == 0
		      ? arena_copy(arena, privilege)
		      : ARENA_JOIN(arena, *excess, TEXT(", "), privilege);
}

/* The columns that a privilege is limited to do not count. */
static void
add_excess(struct arena *arena, struct text privilege, struct text *excess)
{
	size_t name = 0;

	while (name < privilege.len && privilege.s[name] != '(')
		name++;
	privilege = text_strip((struct text){privilege.s, name});
	if (excess->s != NULL && privilege.len > 0 && !is_harmless(privilege))
		add(arena, privilege, excess);
}

bool
grant_read(struct arena *arena, struct text line, struct grant *grant)
{
	struct text given, privilege;

	*grant = (struct grant){.excess = TEXT("")};
	if (!text_starts(line, "GRANT "))
		return false;
	line = behind(line, sizeof("GRANT ") - 1);
	if (!split(&line, TEXT(" ON "), &given))
		return split(&line, TEXT(" TO "), &grant->roles);
	if (!split(&line, TEXT(" TO "), &grant->object))
		return false;
	while (split(&given, TEXT(","), &privilege))
		add_excess(arena, privilege, &grant->excess);
	add_excess(arena, given, &grant->excess);
	if (find(line, TEXT("GRANT OPTION")) < line.len)
		add_excess(arena, TEXT("GRANT OPTION"), &grant->excess);
	return grant->excess.s != NULL;
}

/* Names of roles in the server's own quoting, ready to be sent back. */
struct roles {
	struct text items[ROLES_MAX];
	size_t count;
};

/* Thousands of grants are neither kept nor told. */
static bool
append(struct arena *arena, struct text *list, struct text separator,
    struct text item)
{
	struct text more = TEXT("");

	if (list->len >= INSPECT_LIST)
		return true;
	if (item.len > INSPECT_LIST - list->len) {
		item.len = INSPECT_LIST - list->len;
		more = TEXT("...");
	}
	if (list->len == 0)
		separator = TEXT("");
	*list = ARENA_JOIN(arena, *list, separator, item, more);
	return list->s != NULL;
}

static bool
describe_excess(struct arena *arena, const struct grant *grant,
    struct text role, struct text *excess)
{
	struct text item =
	    ARENA_JOIN(arena, grant->excess, TEXT(" on "), grant->object);

	if (role.len > 0 && item.s != NULL)
		item =
		    ARENA_JOIN(arena, item, TEXT(" through the role "), role);
	return item.s != NULL && append(arena, excess, TEXT("; "), item);
}

/*
 * A role is sent back as SQL text, so only in the plain form in which servers
 * write ordinary names: nothing that ends a statement or begins a comment.
 */
static bool
is_plain(struct text role)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-.%@, `'";
	size_t quotes = 0;
	char before = '\0';

	for (size_t i = 0; i < role.len; i++) {
		if (role.s[i] == '\0' || strchr(allowed, role.s[i]) == NULL)
			return false;
		if (role.s[i] == '-' && before == '-')
			return false;
		before = role.s[i];
		quotes += role.s[i] == '`' || role.s[i] == '\'';
	}
	return quotes % 2 == 0;
}

static bool
add_role(struct arena *arena, struct text role, struct roles *roles,
    struct inspect_account *account)
{
	if (!is_plain(role) || roles->count == ROLES_MAX)
		return append(arena, &account->unseen, TEXT(", "), role);
	role = arena_copy(arena, role);
	if (role.s == NULL)
		return false;
	roles->items[roles->count++] = role;
	return true;
}

/* What the lines of one answer give: to the account, or, `roles` NULL, to
 * `role`, whose answer has the rights of the roles in it, too. */
static bool
read_lines(struct inspect *i, const struct rows *rows, struct text role,
    struct roles *roles, struct inspect_account *account)
{
	for (size_t n = 0; n < rows->nrows; n++) {
		struct grant grant;
		bool good = true;

		if (!grant_read(i->arena, inspect_cell(rows, n, 0), &grant))
			continue;
		if (grant.object.s == NULL && roles != NULL)
			good = add_role(i->arena, grant.roles, roles, account);
		else if (grant.excess.len > 0)
			good = describe_excess(
			    i->arena, &grant, role, &account->excess);
		if (!good)
			return false;
	}
	return true;
}

static bool
is_mariadb(const struct inspect *i)
{
	return strstr(inspect_version(i), "MariaDB") != NULL;
}

/* False when the account may not, or the server has no roles. */
static bool
set_role(struct inspect *i, struct text role)
{
	struct wait_until until = {.deadline = i->deadline};
	struct text sql = ARENA_JOIN(i->arena, TEXT("SET ROLE "), role);

	if (sql.s == NULL)
		return false;
	session_release(&i->session);
	if (wait_query(i->session.mysql, sql.s, sql.len, &until) == 0)
		return true;
	error_of_batch(&i->error, i->session.mysql);
	if (i->error.kind != ERROR_STATEMENT)
		session_close(&i->session);
	return false;
}

/* MariaDB shows the rights of a role that was taken on, MySQL 8 those of the
 * account with it. */
static bool
ask_role(struct inspect *i, struct text role, struct rows *rows)
{
	struct batch *q;

	if (is_mariadb(i))
		return set_role(i, role) &&
		       inspect_ask_sql(i, "SHOW GRANTS FOR CURRENT_ROLE", rows);
	q = batch_new(i->arena);
	if (q != NULL) {
		batch_statement(q, "doctor");
		batch_sql(q, "SHOW GRANTS FOR CURRENT_USER() USING ");
		batch_sql(q, role.s);
	}
	return inspect_ask(i, q, rows);
}

static bool
read_roles(struct inspect *i, const struct roles *roles,
    struct inspect_account *account)
{
	for (size_t n = 0; n < roles->count; n++) {
		struct text role = roles->items[n];
		struct rows rows;
		bool good;

		if (ask_role(i, role, &rows))
			good = read_lines(i, &rows, role, NULL, account);
		else
			good = inspect_is_open(i) &&
			       append(i->arena, &account->unseen, TEXT(", "),
				   role);
		if (!good)
			return false;
	}
	return true;
}

static bool
read_account(struct inspect *i, struct inspect_account *account)
{
	struct roles roles = {.count = 0};
	struct rows rows;

	if (!inspect_ask_sql(i, "SELECT CURRENT_USER()", &rows))
		return false;
	account->name = arena_copy(i->arena, inspect_cell(&rows, 0, 0));
	/* A default role's rights are to be told as its own.  A server that is
	 * too old for roles refuses this. */
	if (!set_role(i, TEXT("NONE")) && !inspect_is_open(i))
		return false;
	if (!inspect_ask_sql(i, "SHOW GRANTS", &rows))
		return false;
	error_set(&i->error, ERROR_STATEMENT, "out of memory");
	return account->name.s != NULL &&
	       read_lines(i, &rows, TEXT(""), &roles, account) &&
	       read_roles(i, &roles, account);
}

bool
inspect_account(struct inspect *i, struct inspect_account *account)
{
	/* In a session of its own, as it takes on roles. */
	struct inspect *own =
	    inspect_new(&i->where, i->database, 0, i->arena, i->deadline);
	bool good;

	*account =
	    (struct inspect_account){.excess = TEXT(""), .unseen = TEXT("")};
	if (own == NULL) {
		error_set(&i->error, ERROR_STATEMENT, "out of memory");
		return false;
	}
	good = inspect_connect(own) && read_account(own, account);
	i->error = own->error;
	inspect_free(own);
	return good;
}
