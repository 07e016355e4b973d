/* SPDX-License-Identifier: MIT */
#include "config/config.h"
#include "config/keys.h"
#include "config/value.h"

/* Writes mdoc text: a sentence ends its line, and nothing is a macro. */
static void
put_text(const char *text, FILE *out)
{
	bool start = true;

	for (const char *p = text; *p != '\0'; p++) {
		if (start && (*p == '.' || *p == '\''))
			fputs("\\&", out);
		start = false;
		if (*p == '\\')
			fputs("\\e", out);
		else if (*p == '-')
			fputs("\\-", out);
		else if (*p == '%')
			fputs("\\&%", out);
		else if (*p == ' ' && p > text && p[-1] == '.') {
			fputc('\n', out);
			start = true;
		} else
			fputc(*p, out);
	}
}

static void
write_text(const char *text, FILE *out)
{
	put_text(text, out);
	fputc('\n', out);
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
		put_text(key->initial, out);
		fputs(" .\n", out);
	}
}

static void
write_keys(const struct keys *keys, FILE *out)
{
	bool open = false;

	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->keys[i];
		char want[VALUE_WANT], line[VALUE_WANT + 16];

		if (key->group != NULL) {
			fprintf(
			    out, "%s.Ss %s\n", open ? ".El\n" : "", key->group);
			open = false;
		}
		if (!open)
			fputs(".Bl -tag -width Ds\n", out);
		open = true;
		fprintf(out, ".It Ic %s\n", key->name);
		write_text(key->help, out);
		value_want(key, want);
		snprintf(line, sizeof(line), "Value: %s.", want);
		write_text(line, out);
		write_default(key, out);
		if (key->at_start)
			fputs("A reload does not change it.\n", out);
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
}
