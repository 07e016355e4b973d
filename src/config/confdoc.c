/* SPDX-License-Identifier: MIT */
/* Prints the sample configuration, or bksops-fcgi.conf(5). */
#include "config/confdoc_logs.h"
#include "config/config.h"

static const char head[] =
    ".\\\" SPDX-License-Identifier: MIT\n"
    ".\\\" Made by confdoc from the table of keys; do not edit.\n"
    ".Dd November 24, 2026\n"
    ".Dt BKSOPS-FCGI.CONF 5\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm bksops-fcgi.conf\n"
    ".Nd configuration of bksops-fcgi\n"
    ".Sh DESCRIPTION\n"
    "The file tells\n"
    ".Xr bksops-fcgi 8\n"
    "which sockets to serve, as whom, and where the databases are.\n"
    "It consists of sections and of lines\n"
    ".Ql key = value .\n"
    "Blanks around key and value do not count.\n"
    "A line that starts with\n"
    ".Ql \\&;\n"
    "or\n"
    ".Ql #\n"
    "is a comment, and so is what follows a blank and a\n"
    ".Ql \\&; .\n"
    "A value that contains these two belongs into a file of its own.\n"
    "A line has at most 4095 bytes.\n"
    ".Pp\n"
    "The section\n"
    ".Ql [global]\n"
    "is about the program.\n"
    "Every other section is a pool of workers and has the pool's name, of at\n"
    "most 32 letters, digits, dots, hyphens and underscores.\n"
    "There must be at least one.\n"
    "No key and no section may come twice; an unknown key is an error.\n"
    ".Pp\n"
    "A duration is a number with\n"
    ".Ql ms , s , m , h\n"
    "or\n"
    ".Ql d\n"
    "behind it; a number alone counts seconds.\n"
    "Instead of yes and no one may write on and off, true and false, 1 and 0.\n"
    "Where a key has the default\n"
    ".Dq empty\n"
    "it is not set.\n";

static const char tail[] =
    ".Sh SECRETS\n"
    "The passwords of the databases and the key of the login service stand\n"
    "best in files of their own, which the keys that end in\n"
    ".Ql _file\n"
    "name.\n"
    "The master process reads three of these,\n"
    ".Ic mysql.sops.password_file ,\n"
    ".Ic mysql.paas.password_file\n"
    "and\n"
    ".Ic login.secret_key_file ,\n"
    "at the start and at a reload, with its own rights: the workers' user\n"
    "need not be able to.\n"
    "It refuses a file that is not a regular one, that others than its owner\n"
    "and group have any right to, that is empty, larger than 64 KiB or has a\n"
    "NUL byte in it.\n"
    "A newline at the end is not part of the secret.\n"
    ".Pp\n"
    "Secrets are not shown in messages, and as\n"
    ".Ql ********\n"
    "in the output of\n"
    ".Fl T .\n"
    "A worker forgets those of other pools before its first request.\n"
    ".Sh FILES\n"
    ".Bl -tag -width Ds\n"
    ".It Pa /etc/bksops-fcgi/bksops-fcgi.conf\n"
    "the configuration, unless the option\n"
    ".Fl c\n"
    "names another one; the prefix depends on how the program was built\n"
    ".El\n"
    ".Sh EXAMPLES\n"
    "One pool that answers for ESB:\n"
    ".Bd -literal -offset indent\n"
    "[www]\n"
    "listen = /run/bksops-fcgi/www.sock\n"
    "listen.group = www-data\n"
    "user = bksops\n"
    "app_host = http://bk_sops_host/\n"
    "mysql.sops.socket = /run/mysqld/mysqld.sock\n"
    "mysql.sops.user = bksops_ro\n"
    "mysql.sops.password_file = /etc/bksops-fcgi/sops.password\n"
    "mysql.sops.database = bk_sops\n"
    "mysql.paas.database = open_paas\n"
    "login.secret_key_file = /etc/bksops-fcgi/login.key\n"
    ".Ed\n"
    ".Sh SEE ALSO\n"
    ".Xr bksops-fcgi 8\n";

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "sample") == 0) {
		config_write_sample(stdout);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "man") == 0) {
		fputs(head, stdout);
		config_write_man_keys(stdout);
		fputs(logs, stdout);
		fputs(tail, stdout);
		return 0;
	}
	fprintf(stderr, "usage: confdoc sample | man\n");
	return 64;
}
