/* SPDX-License-Identifier: MIT */
#include "auth/identity.h"

#include "base/utf8.h"

static bool
is_trusted(const char *trusted_apps, struct text app_code)
{
	struct text rest = text_of(trusted_apps), app;

	while (text_split(&rest, ',', &app)) {
		app = text_strip(app);
		if (app.len > 0 && text_eq(app, app_code))
			return true;
	}
	return false;
}

/* Characters of valid UTF-8. */
static size_t
count_characters(struct text t)
{
	size_t n = 0;

	for (size_t i = 0; i < t.len; i++)
		if (((unsigned char)t.s[i] & 0xC0) != 0x80)
			n++;
	return n;
}

const char *
identity_admit(const struct identity *identity, const char *trusted_apps,
    struct sops_caller *caller)
{
	struct text username = identity->username;

	caller->username = username;
	caller->trusted = is_trusted(trusted_apps, identity->app_code);
	if (!utf8_valid(username.s, username.len))
		return "the user name is not UTF-8";
	if (!caller->trusted)
		return NULL;
	if (username.s == NULL)
		return "a trusted app named no user";
	if (count_characters(username) > USERNAME_MAX)
		return "the user name of a trusted app is longer than 64 "
		       "characters";
	return NULL;
}
