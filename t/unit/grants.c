/* SPDX-License-Identifier: MIT */
/* Lines of SHOW GRANTS, as MariaDB 10 and MySQL 5.7 and 8 write them. */
#include "unit.h"

#include "doctor/grants.h"

struct row {
	const char *name;
	const char *line;
	const char *excess; /* NULL: the line gives nothing */
	const char *object; /* NULL: it gives roles */
	const char *roles;
};

static struct row rows[] = {
    {"only reading", "GRANT SELECT, SHOW VIEW ON `bk_sops`.* TO `a`@`b`", "",
	"`bk_sops`.*", NULL},
    {"no right, and the hash of a password",
	"GRANT USAGE ON *.* TO `a`@`b` IDENTIFIED BY PASSWORD '*00'", "", "*.*",
	NULL},
    {"PROCESS", "GRANT PROCESS ON *.* TO `a`@`b`", "", "*.*", NULL},
    {"writing", "GRANT SELECT, INSERT, UPDATE, DELETE ON `d`.* TO `a`@`b`",
	"INSERT, UPDATE, DELETE", "`d`.*", NULL},
    {"everything", "GRANT ALL PRIVILEGES ON *.* TO `a`@`b`", "ALL PRIVILEGES",
	"*.*", NULL},
    {"two words", "GRANT CREATE TEMPORARY TABLES ON `d`.* TO `a`@`b`",
	"CREATE TEMPORARY TABLES", "`d`.*", NULL},
    {"columns", "GRANT SELECT (a, ` ON `), UPDATE (b, c) ON `d`.`t` TO `a`@`b`",
	"UPDATE", "`d`.`t`", NULL},
    {"to give it on", "GRANT SELECT ON `d`.* TO `a`@`b` WITH GRANT OPTION",
	"GRANT OPTION", "`d`.*", NULL},
    {"WITH, but not to give it on",
	"GRANT USAGE ON *.* TO `a`@`b` WITH MAX_USER_CONNECTIONS 2", "", "*.*",
	NULL},
    {"the word in the name of the account",
	"GRANT SELECT ON `d`.* TO `GRANT OPTION`@`b`", "", "`d`.*", NULL},
    {"words in the name of the database",
	"GRANT SELECT ON `x TO y ON z`.* TO `a`@`b`", "", "`x TO y ON z`.*",
	NULL},
    {"a quote in a name", "GRANT SELECT ON `x`` TO `.* TO `a`@`b`", "",
	"`x`` TO `.*", NULL},
    {"a routine", "GRANT EXECUTE ON PROCEDURE `d`.`p` TO `a`@`b`", "EXECUTE",
	"PROCEDURE `d`.`p`", NULL},
    {"rights of MySQL 8", "GRANT BACKUP_ADMIN,CLONE_ADMIN ON *.* TO `a`@`b`",
	"BACKUP_ADMIN, CLONE_ADMIN", "*.*", NULL},
    {"another account's", "GRANT PROXY ON ''@'%' TO 'a'@'b'", "PROXY", "''@'%'",
	NULL},
    {"a role of MariaDB", "GRANT `writer` TO `a`@`b`", "", NULL, "`writer`"},
    {"roles of MySQL 8", "GRANT `r`@`%`,`s`@`%` TO `a`@`b`", "", NULL,
	"`r`@`%`,`s`@`%`"},
    {"SET DEFAULT ROLE gives nothing", "SET DEFAULT ROLE `r` FOR `a`@`b`", NULL,
	NULL, NULL},
    {"REVOKE gives nothing", "REVOKE INSERT ON `d`.* FROM `a`@`b`", NULL, NULL,
	NULL},
    {"cut", "GRANT SELECT ON `d`.*", NULL, NULL, NULL},
    {"empty", "", NULL, NULL, NULL},
};

static void
check(void **state)
{
	const struct row *row = *state;
	struct arena *arena = arena_new(4096);
	struct grant grant;
	bool gives = grant_read(arena, text_of(row->line), &grant);

	assert_int_equal(gives, row->excess != NULL);
	if (gives) {
		assert_true(text_is(grant.excess, row->excess));
		assert_int_equal(grant.object.s != NULL, row->object != NULL);
		assert_int_equal(grant.roles.s != NULL, row->roles != NULL);
		if (row->object != NULL)
			assert_true(text_is(grant.object, row->object));
		if (row->roles != NULL)
			assert_true(text_is(grant.roles, row->roles));
	}
	arena_free(arena);
}

int
main(void)
{
	UNIT_TABLE(rows, check);
	return unit_run("grants");
}
