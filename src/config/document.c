/* SPDX-License-Identifier: MIT */
/* The documents that come from the table of keys. */
#include "config/keys.h"

#include <ctype.h>
#include <stdlib.h>

#define WIDTH 76 /* columns of a comment in the sample */

static void
write_comment(const char *text, FILE *out)
{
	size_t column = 1;

	fputc(';', out);
	while (*text != '\0') {
		size_t word = strcspn(text, " ");
		size_t blanks = strspn(text + word, " ");

		if (column + 1 + word > WIDTH) {
			fprintf(out, "\n;");
			column = 1;
		}
		fprintf(out, " %.*s", (int)word, text);
		column += 1 + word;
		text += word + blanks;
	}
	fputc('\n', out);
}

static void
write_sample_key(const struct key *key, FILE *out)
{
	char expected[256];

	write_comment(key->help, out);
	if (key->type != KEY_STRING) {
		key_expected(key, expected, sizeof(expected));
		fprintf(out, "; Value: %s.\n", expected);
	}
	if (key->example != NULL)
		fprintf(out, "%s = %s\n\n", key->name, key->example);
	else
		fprintf(out, ";%s =%s%s\n\n", key->name,
		    *key->initial == '\0' ? "" : " ", key->initial);
}

void
config_write_sample(FILE *out)
{
	fputs("; Configuration of bksops-fcgi, with every key.  A key behind "
	      "\";\" stands at its\n; default.  See bksops-fcgi.conf(5); "
	      "\"bksops-fcgi -t\" tests this file.\n\n[global]\n",
	    out);
	for (size_t i = 0; i < nkeys; i++)
		if (keys[i].section == SECTION_GLOBAL)
			write_sample_key(&keys[i], out);
	fputs("; One section is one pool is one tenant; its name is free.\n"
	      "[www]\n",
	    out);
	for (size_t i = 0; i < nkeys; i++)
		if (keys[i].section == SECTION_POOL)
			write_sample_key(&keys[i], out);
}

/* A text for mdoc: backslashes doubled, each sentence on its own line. */
static void
write_roff(const char *text, FILE *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == ' ' && text[-1] == '.') {
			while (text[1] == ' ')
				text++;
			fputc('\n', out);
		} else
			fputc(*text, out);
	}
	fputc('\n', out);
}

static void
write_man_section(enum key_section section, FILE *out)
{
	char expected[256];

	fputs(".Bl -tag -width Ds\n", out);
	for (size_t i = 0; i < nkeys; i++) {
		const struct key *key = &keys[i];

		if (key->section != section)
			continue;
		fprintf(out, ".It Ic %s\n", key->name);
		write_roff(key->help, out);
		key_expected(key, expected, sizeof(expected));
		expected[0] = (char)toupper((unsigned char)expected[0]);
		fprintf(out, "%s; ", expected);
		if (key->flags & KEY_MYSQL)
			fputs("the default is the value of the "
			      "mysql.sops key of the same name.\n",
			    out);
		else if (*key->initial == '\0')
			fputs("not set by default.\n", out);
		else
			fprintf(
			    out, "the default is\n.Ql %s .\n", key->initial);
		if (key->flags & KEY_RESTART)
			fputs("A reload does not change it.\n", out);
	}
	fputs(".El\n", out);
}

void
config_write_man_keys(FILE *out)
{
	fputs(".Ss The section [global]\n", out);
	write_man_section(SECTION_GLOBAL, out);
	fputs(".Ss Sections of pools\n", out);
	write_man_section(SECTION_POOL, out);
}
