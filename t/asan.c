/* SPDX-License-Identifier: MIT */
/*
 * AddressSanitizer looks at what most of libc's functions read, but not at what
 * these do.  In a build with --enable-asan they stand before those of libc.
 */
#include <dlfcn.h>
#include <stdlib.h>

/* Reads what libc has read: the number and the byte that ended it. */
static void
look(const char *text, const char *end)
{
	for (const volatile char *p = text; p <= end; p++)
		(void)*p;
}

#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

double
strtod(const char *text, char **end)
{
	char *behind;
	double number = REAL(strtod)(text, &behind);

	look(text, behind);
	if (end != NULL)
		*end = behind;
	return number;
}

unsigned long
strtoul(const char *text, char **end, int base)
{
	char *behind;
	unsigned long number = REAL(strtoul)(text, &behind, base);

	look(text, behind);
	if (end != NULL)
		*end = behind;
	return number;
}

unsigned long long
strtoull(const char *text, char **end, int base)
{
	char *behind;
	unsigned long long number = REAL(strtoull)(text, &behind, base);

	look(text, behind);
	if (end != NULL)
		*end = behind;
	return number;
}
