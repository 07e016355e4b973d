/* SPDX-License-Identifier: MIT */
/*
 * What the program's tables say of its API, for t/openapi.t, or with the
 * argument "current" of that of the current generation, for
 * t/openapi-current.t; a line for each:
 *
 *	route NAME METHOD VARIABLES PARAMETERS PROPERTIES
 *	write NAME
 *	limit NAME NUMBER
 *
 * with tabs between; VARIABLES, PARAMETERS and PROPERTIES (anonymous, tagged,
 * message, forwarded) have commas.
 */
#include "api/routes.h"
#include "sops/count.h"
#include "sops_2019/endpoints.h"
#include "sops_2019/task_list.h"

#include <stdio.h>
#include <string.h>

static void
print_list(const char *const *names, size_t max)
{
	putchar('\t');
	for (size_t i = 0; i < max && names[i] != NULL; i++)
		printf("%s%s", i == 0 ? "" : ",", names[i]);
}

static void
print_route(const struct route *route)
{
	static const char *const none[] = {NULL};
	const struct endpoint *e = route->endpoint;
	const char *properties[5] = {NULL};
	size_t n = 0;

	if (e->anonymous)
		properties[n++] = "anonymous";
	if (e->cacheable != NULL)
		properties[n++] = "tagged";
	if (e->message)
		properties[n++] = "message";
	if (e->forward != NULL)
		properties[n++] = "forwarded";
	printf("route\t%s\t%s", route->name, route->method);
	print_list(route->variables, CALL_VARIABLES);
	print_list(e->parameters != NULL ? e->parameters : none, SIZE_MAX);
	print_list(properties, n);
	putchar('\n');
}

static void
print_routes(const struct release *release)
{
	for (size_t i = 0; i < release->nroutes; i++)
		print_route(&release->routes[i]);
}

int
main(int argc, char **argv)
{
	const char *name;

	if (argc > 1 && strcmp(argv[1], "current") == 0) {
		print_routes(&release_current);
		return 0;
	}
	print_routes(&release_2019);
	for (size_t i = 0; (name = write_component_name(i)) != NULL; i++)
		printf("write\t%s\n", name);
	printf("limit\ttasks\t%d\n", TASK_LIST_LIMIT);
	printf("limit\ttasks_max\t%d\n", TASK_LIST_LIMIT_MAX);
	printf("limit\toffset\t%d\n", TASK_LIST_OFFSET_MAX);
	printf("limit\ttemplate_ids\t%d\n", TASK_LIST_TEMPLATES);
	printf("limit\ttask_id_list\t%d\n", TASK_IDS_MAX);
	printf("limit\tconditions\t%d\n", COUNT_CONDITIONS);
	printf("limit\tvalues\t%d\n", COUNT_VALUES);
	printf("limit\tparameters\t%d\n", PARAMS_COUNT);
	return 0;
}
