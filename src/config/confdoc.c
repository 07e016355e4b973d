/* SPDX-License-Identifier: MIT */
/*
 * Prints the documents that come from the table of keys: the sample
 * configuration, and bksops-fcgi.conf(5), whose prose is in man/.
 */
#include "config/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>

#define SAMPLE_COLUMNS 76 /* of comments */
#define MAN_COLUMNS    78 /* of the source, where no word is longer */

/* --- the sample --- */

static void
print_comment(const char *text)
{
	struct text rest = text_of(text), word;
	size_t column = 1;

	putchar(';');
	while (text_split(&rest, ' ', &word)) {
		if (word.len == 0)
			continue;
		if (column + 1 + word.len > SAMPLE_COLUMNS) {
			fputs("\n;", stdout);
			column = 1;
		}
		printf(" %.*s", TEXT_ARG(word));
		column += 1 + word.len;
	}
	putchar('\n');
}

static void
print_sample_key(const struct key *key)
{
	char want[VALUE_WANT + 16], text[VALUE_WANT];
	const char *value = key->example != NULL ? key->example : key->initial;

	putchar('\n');
	print_comment(key->help);
	value_want(key, text);
	snprintf(want, sizeof(want), "Value: %s.", text);
	print_comment(want);
	if (!key->inherits)
		printf("; Default: %s\n",
		    *key->initial != '\0' ? key->initial : "empty");
	printf("%s%s =%s%s\n", key->shown ? "" : ";", key->name,
	    *value != '\0' ? " " : "", value);
}

static void
print_sample_keys(const struct keys *keys)
{
	for (size_t i = 0; i < keys->ngroups; i++) {
		const struct key_group *group = &keys->groups[i];

		if (group->heading != NULL)
			printf("\n; ---- %s ----\n", group->heading);
		for (size_t j = 0; j < group->count; j++)
			print_sample_key(&group->keys[j]);
	}
}

static int
print_sample(void)
{
	fputs("; SPDX-License-Identifier: MIT\n"
	      "; bksops-fcgi.conf: see bksops-fcgi.conf(5).\n"
	      "; A line that starts with ; is a comment; lines with a key "
	      "commented out show\n; its default or an example.\n\n"
	      "[global]\n",
	    stdout);
	print_sample_keys(&keys_global);
	fputs("\n; One section is one pool: its socket, its user, its "
	      "databases.  The name is\n; free.  Pools of several tenants "
	      "stand best in a file each: see include.\n\n[www]\n",
	    stdout);
	print_sample_keys(&keys_pool);
	return EX_OK;
}

/* --- the manual page, in mdoc(7) --- */

/* A word as text: no part of it is a macro, an escape or a hyphen. */
static size_t
print_word(struct text word, bool first)
{
	size_t column = word.len;

	if (first && word.len > 0 && strchr(".'", *word.s) != NULL) {
		fputs("\\&", stdout);
		column += 2;
	}
	for (size_t i = 0; i < word.len; i++) {
		if (word.s[i] == '\\')
			fputs("\\e", stdout);
		else if (word.s[i] == '-')
			fputs("\\-", stdout);
		else
			putchar(word.s[i]);
		column += word.s[i] == '\\' || word.s[i] == '-';
	}
	return column;
}

/* Prints text as lines: a sentence ends its line, and so does a full one. */
static void
print_text(const char *text)
{
	struct text rest = text_of(text), word;
	size_t column = 0;
	bool ends = false;

	while (text_split(&rest, ' ', &word)) {
		if (column > 0 &&
		    (ends || column + 1 + word.len > MAN_COLUMNS)) {
			putchar('\n');
			column = 0;
		} else if (column > 0) {
			putchar(' ');
			column++;
		}
		column += print_word(word, column == 0);
		ends = word.len > 0 && word.s[word.len - 1] == '.';
	}
	putchar('\n');
}

/* Prints text as one argument of a macro, which it does not name. */
static void
print_argument(const char *text)
{
	const char *quote = strpbrk(text, " %\"") != NULL ? "\"" : "";

	fputs(quote, stdout);
	for (const char *c = text; *c != '\0'; c++)
		if (*c == '"')
			fputs("\\(dq", stdout);
		else
			print_word((struct text){c, 1}, false);
	fputs(quote, stdout);
}

static void
print_default(const struct key *key)
{
	static const char prefix[] = "mysql.paas.";

	if (key->inherits)
		printf("Default: that of\n.Ic mysql.sops.%s .\n",
		    key->name + sizeof(prefix) - 1);
	else if (*key->initial == '\0')
		puts("Default: empty.");
	else {
		fputs("Default:\n.Ql ", stdout);
		print_argument(key->initial);
		puts(" .");
	}
}

static void
print_man_key(const struct key *key)
{
	char want[VALUE_WANT], line[VALUE_WANT + 16];

	printf(".It Ic %s\n", key->name);
	print_text(key->help);
	value_want(key, want);
	snprintf(line, sizeof(line), "Value: %s.", want);
	print_text(line);
	print_default(key);
	if (key->at_start)
		puts("A reload does not change it.");
}

static void
print_man_keys(const struct keys *keys)
{
	for (size_t i = 0; i < keys->ngroups; i++) {
		const struct key_group *group = &keys->groups[i];

		if (group->heading != NULL)
			printf(".Ss %s\n", group->heading);
		puts(".Bl -tag -width Ds");
		for (size_t j = 0; j < group->count; j++)
			print_man_key(&group->keys[j]);
		puts(".El");
	}
}

static void
print_php_fpm_keys(void)
{
	const struct foreign_key *key;
	char line[VALUE_WANT];

	for (key = keys_of_php_fpm; key->name != NULL; key++) {
		const bool bracket = key->name[strlen(key->name) - 1] == '[';

		printf(".It Li %s%s\n", key->name, bracket ? "...]" : "");
		snprintf(line, sizeof(line), "It %s.", key->text);
		print_text(line);
	}
}

/* A line of the source, or what it stands for. */
static void
print_man_line(const char *line)
{
	if (strcmp(line, "@MADE@\n") == 0)
		puts(".\\\" Made by confdoc from the table of keys; do not "
		     "edit.");
	else if (strcmp(line, "@GLOBAL_KEYS@\n") == 0)
		print_man_keys(&keys_global);
	else if (strcmp(line, "@POOL_KEYS@\n") == 0)
		print_man_keys(&keys_pool);
	else if (strcmp(line, "@PHP_FPM_KEYS@\n") == 0)
		print_php_fpm_keys();
	else
		fputs(line, stdout);
}

static int
print_man(void)
{
	FILE *in = fopen(MAN_SOURCE, "re");
	char *line = NULL;
	size_t size;

	if (in == NULL) {
		fprintf(stderr, "%s: %s\n", MAN_SOURCE, strerror(errno));
		return EX_NOINPUT;
	}
	while (getline(&line, &size, in) >= 0)
		print_man_line(line);
	free(line);
	fclose(in);
	return EX_OK;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "sample") == 0)
		return print_sample();
	if (argc == 2 && strcmp(argv[1], "man") == 0)
		return print_man();
	fputs("usage: confdoc sample | man\n", stderr);
	return EX_USAGE;
}
