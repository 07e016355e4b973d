/* SPDX-License-Identifier: MIT */
#include "config/config.h"
#include "config/keys.h"
#include "config/value.h"

#define COLUMNS 78 /* of the source, where no word is longer */

/* A word as mdoc text: no part of it is a macro, an escape or a hyphen. */
static size_t
put_word(struct text word, bool first, FILE *out)
{
	size_t column = word.len;

	if (first && word.len > 0 && strchr(".'", *word.s) != NULL) {
		fputs("\\&", out);
		column += 2;
	}
	for (size_t i = 0; i < word.len; i++) {
		if (word.s[i] == '\\')
			fputs("\\e", out);
		else if (word.s[i] == '-')
			fputs("\\-", out);
		else
			fputc(word.s[i], out);
		column += word.s[i] == '\\' || word.s[i] == '-';
	}
	return column;
}

/* Writes text as lines: a sentence ends its line, and so does a full one. */
static void
write_text(const char *text, FILE *out)
{
	struct text rest = text_of(text), word;
	size_t column = 0;
	bool ends = false;

	while (text_split(&rest, ' ', &word)) {
		if (column > 0 && (ends || column + 1 + word.len > COLUMNS)) {
			fputc('\n', out);
			column = 0;
		} else if (column > 0) {
			fputc(' ', out);
			column++;
		}
		column += put_word(word, column == 0, out);
		ends = word.len > 0 && word.s[word.len - 1] == '.';
	}
	fputc('\n', out);
}

/* Writes text as one argument of a macro, which it does not name. */
static void
write_argument(const char *text, FILE *out)
{
	bool quoted = strpbrk(text, " %\"") != NULL;

	fputs(quoted ? "\"" : "", out);
	for (const char *c = text; *c != '\0'; c++)
		if (*c == '"')
			fputs("\\(dq", out);
		else
			put_word((struct text){c, 1}, false, out);
	fputs(quoted ? "\"" : "", out);
}

static void
write_default(const struct key *key, FILE *out)
{
	static const char prefix[] = "mysql.paas.";

	if (key->twin)
		fprintf(out, "Default: that of\n.Ic mysql.sops.%s .\n",
		    key->name + sizeof(prefix) - 1);
	else if (*key->initial == '\0')
		fputs("Default: empty.\n", out);
	else {
		fputs("Default:\n.Ql ", out);
		write_argument(key->initial, out);
		fputs(" .\n", out);
	}
}

static void
write_key(const struct key *key, FILE *out)
{
	char want[VALUE_WANT], line[VALUE_WANT + 16];

	fprintf(out, ".It Ic %s\n", key->name);
	write_text(key->help, out);
	value_want(key, want);
	snprintf(line, sizeof(line), "Value: %s.", want);
	write_text(line, out);
	write_default(key, out);
	if (key->at_start)
		fputs("A reload does not change it.\n", out);
}

static void
write_keys(const struct keys *keys, FILE *out)
{
	for (size_t i = 0; i < keys->ngroups; i++) {
		const struct key_group *group = &keys->groups[i];

		if (group->heading != NULL)
			fprintf(out, ".Ss %s\n", group->heading);
		fputs(".Bl -tag -width Ds\n", out);
		for (size_t j = 0; j < group->count; j++)
			write_key(&group->keys[j], out);
		fputs(".El\n", out);
	}
}

static void
write_foreign_keys(FILE *out)
{
	const struct foreign_key *key;
	char line[VALUE_WANT];

	fputs(".Sh NAMES OF PHP-FPM\n"
	      "Keys have the names of their like in php-fpm.\n"
	      "These are called otherwise, or do not exist:\n"
	      ".Bl -tag -width Ds\n",
	    out);
	for (key = keys_of_php_fpm; key->name != NULL; key++) {
		const bool bracket = key->name[strlen(key->name) - 1] == '[';

		fprintf(out, ".It Li %s%s\n", key->name, bracket ? "...]" : "");
		snprintf(line, sizeof(line), "It %s.", key->text);
		write_text(line, out);
	}
	fputs(".El\n", out);
}

void
config_write_man_keys(FILE *out)
{
	fputs(".Sh THE GLOBAL SECTION\n", out);
	write_keys(&keys_global, out);
	fputs(".Sh THE SECTION OF A POOL\n", out);
	write_keys(&keys_pool, out);
	write_foreign_keys(out);
}
