/* SPDX-License-Identifier: MIT */
/* Prints the sample configuration, or the keys for bksops-fcgi.conf(5). */
#include "config/config.h"

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "sample") == 0) {
		config_write_sample(stdout);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "man") == 0) {
		config_write_man_keys(stdout);
		return 0;
	}
	fprintf(stderr, "usage: confdoc sample | man\n");
	return 64;
}
