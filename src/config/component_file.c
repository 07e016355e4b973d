/* SPDX-License-Identifier: MIT */
#include "config/component_file.h"

#include "config/complain.h"
#include "config/component_outputs.h"
#include "config/keys.h"
#include "config/rights.h"

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

static int
refuse(const struct config_pool *pool, const char *place, const char *wrong,
    char **why)
{
	return complain(why, pool->file, keys_line(pool, KEY),
	    "[%s] " KEY " = %s: %s%s", pool->name, pool->component_outputs,
	    place, wrong);
}

static int
check(const struct config_pool *pool, const char *text, char **why)
{
	struct arena *arena = arena_new(CHECK_MEMORY);
	struct component_outputs outputs;
	char place[64];
	const char *wrong;
	int line, column;

	if (arena == NULL)
		return -1;
	wrong = component_outputs_read(
	    arena, text_of(text), &outputs, &line, &column);
	arena_free(arena);
	if (wrong == NULL)
		return 0;
	snprintf(place, sizeof(place), "line %d, column %d: ", line, column);
	return refuse(pool, place, wrong, why);
}

int
component_file_read(struct config_pool *pool, char **why)
{
	const char *wrong;
	char *text;

	*why = NULL;
	if (*pool->component_outputs == '\0')
		return 0;
	text = read_file(pool->component_outputs, &wrong);
	if (text == NULL)
		return wrong == NULL ? -1 : refuse(pool, "", wrong, why);
	free(pool->component_outputs_json);
	pool->component_outputs_json = text;
	return check(pool, text, why);
}
