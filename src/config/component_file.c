/* SPDX-License-Identifier: MIT */
#include "config/component_file.h"

#include "config/complain.h"
#include "config/component_outputs.h"
#include "config/keys.h"
#include "config/rights.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define KEY "component_outputs"

/* What is made of the text is not larger than some times it. */
#define CHECK_MEMORY (16 * COMPONENT_OUTPUTS_MAX)

/* The whole file, a NUL behind it, malloc'd; or NULL and *wrong, which is NULL
 * when out of memory. */
static char *
read_file(const char *path, const char **wrong)
{
	char *text = malloc(COMPONENT_OUTPUTS_MAX + 1);
	int fd = rights_open(path, RIGHTS_WRITE, wrong);
	FILE *in = fd < 0 ? NULL : fdopen(fd, "r");
	size_t len;

	if (fd >= 0)
		*wrong = NULL;
	if (in == NULL || text == NULL) {
		if (in != NULL)
			fclose(in);
		else if (fd >= 0)
			close(fd);
		free(text);
		return NULL;
	}
	len = fread(text, 1, COMPONENT_OUTPUTS_MAX + 1, in);
	if (ferror(in))
		*wrong = "it cannot be read";
	else if (len > COMPONENT_OUTPUTS_MAX)
		*wrong = "larger than 1 MiB";
	else if (memchr(text, '\0', len) != NULL)
		*wrong = "a NUL byte in it";
	fclose(in);
	if (*wrong == NULL) {
		text[len] = '\0';
		return text;
	}
	free(text);
	return NULL;
}

static void
refuse(struct config_pool *pool, const char *place, const char *wrong)
{
	complain_key(pool, KEY, "[%s] " KEY " = %s: %s%s", pool->name,
	    pool->component_outputs, place,
	    wrong == NULL ? strerror(ENOMEM) : wrong);
}

static void
check(struct config_pool *pool, const char *text)
{
	struct arena *arena = arena_new(CHECK_MEMORY);
	struct component_outputs outputs;
	char place[64];
	const char *wrong;
	int line, column;

	if (arena == NULL) {
		refuse(pool, "", NULL);
		return;
	}
	wrong = component_outputs_read(
	    arena, text_of(text), &outputs, &line, &column);
	arena_free(arena);
	if (wrong == NULL)
		return;
	snprintf(place, sizeof(place), "line %d, column %d: ", line, column);
	refuse(pool, place, wrong);
}

void
component_file_read(struct config_pool *pool)
{
	const char *wrong;
	char *text;

	if (*pool->component_outputs == '\0' || keys_is_refused(pool, KEY))
		return;
	text = read_file(pool->component_outputs, &wrong);
	if (text == NULL) {
		refuse(pool, "", wrong);
		return;
	}
	free(pool->component_outputs_json);
	pool->component_outputs_json = text;
	check(pool, text);
}
