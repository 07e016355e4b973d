/* SPDX-License-Identifier: MIT */
#include "base/http.h"
#include "base/log.h"
#include "config/config.h"
#include "doctor/doctor.h"
#include "pool/inherited.h"
#include "pool/logs.h"
#include "pool/master.h"
#include "pool/process.h"
#include "pool/trial.h"
#include "pool/version.h"
#include "pool/why.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#define DEFAULT_FILE SYSCONFDIR "/bksops-fcgi/bksops-fcgi.conf"

static const char synopsis[] =
    "usage: bksops-fcgi [-F] [-c FILE]\n"
    "       bksops-fcgi -t | -T [-c FILE]\n"
    "       bksops-fcgi --doctor [-c FILE] [--url URL] [--json] [--quiet]\n"
    "       bksops-fcgi -V | -h\n";

static const char help[] =
    "\n"
    "  -c FILE, --config FILE\n"
    "           configuration file (" DEFAULT_FILE ")\n"
    "  -F, --nodaemonize\n"
    "           stay in the foreground\n"
    "  -t, --test\n"
    "           test the configuration and exit: 0, or 78 and the reason\n"
    "  -T, --dump\n"
    "           print the effective configuration, secrets masked\n"
    "  -V, --version\n"
    "           print the versions of the program and its libraries\n"
    "  -h, --help\n"
    "           print this help\n"
    "  --doctor check what each pool needs, from the web server's rights to\n"
    "           the tables, and exit: 0, 1 after warnings, 2 after errors\n"
    "  --url URL\n"
    "           check instead whether a pool answers at the web server: ask\n"
    "           URL or, of a site such as http://HOST/, the pools' endpoints\n"
    "  --json   tell what --doctor found as JSON\n"
    "  --quiet  tell only warnings and errors\n";

struct options {
	const char *file;
	bool foreground, test, dump, doctor;
	struct doctor_options of_doctor;
};

enum { OPTION_DOCTOR = 0x100, OPTION_JSON, OPTION_QUIET, OPTION_URL };
static const struct option long_options[] = {
    {"config", required_argument, NULL, 'c'},
    {"nodaemonize", no_argument, NULL, 'F'},
    {"test", no_argument, NULL, 't'},
    {"dump", no_argument, NULL, 'T'},
    {"version", no_argument, NULL, 'V'},
    {"help", no_argument, NULL, 'h'},
    {"doctor", no_argument, NULL, OPTION_DOCTOR},
    {"json", no_argument, NULL, OPTION_JSON},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"url", required_argument, NULL, OPTION_URL},
    {NULL, 0, NULL, 0},
};

/* Ends the program; what is wrong was said. */
static void
exit_usage(void)
{
	fputs(synopsis, stderr);
	exit(EX_USAGE);
}

/* Options that are right each by itself may be wrong together. */
static void
check_options(int argc, char **argv, const struct options *options)
{
	if (optind < argc)
		fprintf(stderr,
		    "bksops-fcgi: %s is no option; a configuration file is "
		    "named with -c\n",
		    argv[optind]);
	else if (options->of_doctor.json && !options->doctor)
		fputs("bksops-fcgi: --json needs --doctor\n", stderr);
	else if (options->of_doctor.quiet && !options->doctor)
		fputs("bksops-fcgi: --quiet needs --doctor\n", stderr);
	else if (options->of_doctor.url != NULL && !options->doctor)
		fputs("bksops-fcgi: --url needs --doctor\n", stderr);
	else if (options->of_doctor.url != NULL &&
		 !http_is_url(options->of_doctor.url))
		fputs("bksops-fcgi: --url wants http://HOST... or https://, "
		      "without a user\n",
		    stderr);
	else
		return;
	exit_usage();
}

static void
print_versions(void)
{
	struct version v;

	for (size_t i = 0; version_get(i, &v); i++)
		printf("%s %s\n", v.name, v.version);
}

static void
parse_options(int argc, char **argv, struct options *options)
{
	int c;

	*options = (struct options){.file = DEFAULT_FILE};
	while ((c = getopt_long(argc, argv, "Fc:tTVh", long_options, NULL)) !=
	       -1) {
		switch (c) {
		case 'F':
			options->foreground = true;
			break;
		case 'c':
			options->file = optarg;
			break;
		case 't':
			options->test = true;
			break;
		case 'T':
			options->dump = true;
			break;
		case OPTION_DOCTOR:
			options->doctor = true;
			break;
		case OPTION_JSON:
			options->of_doctor.json = true;
			break;
		case OPTION_QUIET:
			options->of_doctor.quiet = true;
			break;
		case OPTION_URL:
			options->of_doctor.url = optarg;
			break;
		case 'V':
			print_versions();
			exit(0);
		case 'h':
			printf("%s%s", synopsis, help);
			exit(0);
		default:
			exit_usage();
		}
	}
	check_options(argc, argv, options);
}

/* Descriptors 0 to 2 exist, so that no socket or file becomes one of them. */
static void
open_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* Who tests is perhaps not who starts the program, such as root. */
static const char *
hint(const char *why)
{
	const char *denied = strerror(EACCES);
	size_t len = strlen(why), end = strlen(denied);

	return geteuid() != 0 && len >= end &&
		       strcmp(why + len - end, denied) == 0
		   ? "; cannot be tried as this user"
		   : "";
}

/* All that is wrong.  Pools with a mistake do not keep the others from being
 * served. */
static void
report_mistakes(const struct config *config, bool test)
{
	for (size_t i = 0; i < config_mistakes_shown(&config->mistakes); i++) {
		const char *why = config_mistake(&config->mistakes, i);

		log_alert("%s%s", why, test ? hint(why) : "");
	}
	for (size_t i = 0; i < config->nbad; i++) {
		const struct config_pool *bad = &config->bad[i];

		for (size_t j = 0; j < config_mistakes_shown(&bad->mistakes);
		     j++) {
			const char *why = config_mistake(&bad->mistakes, j);
			char *text = config_bad_text(config, bad, j);

			log_error("%s%s", text == NULL ? why : text,
			    test ? hint(why) : "");
			free(text);
		}
	}
}

static void
report_warnings(const struct config *config, bool test)
{
	for (size_t i = 0; i < config->nwarnings; i++)
		if (config->warnings[i].kind == CONFIG_WARNING_START)
			log_warning("%s", config->warnings[i].text);
		else if (test)
			log_notice("%s", config->warnings[i].text);
}

static struct config *
load(const struct options *options)
{
	struct config *config;
	bool good = config_load(options->file, &config) == 0;

	if (config == NULL) {
		log_alert("out of memory");
		exit(EX_CONFIG);
	}
	/* Who asks a URL may be no one who may read them. */
	if (options->of_doctor.url == NULL)
		good = config_read_secrets(config) == 0 && good;
	/* The doctor and the test tell of bad pools themselves. */
	if (good || options->test ||
	    (options->doctor && config->mistakes.count == 0))
		return config;
	report_mistakes(config, false);
	exit(EX_CONFIG);
}

static int
test(struct config *config)
{
	bool good;

	trial_run(config);
	good = config->mistakes.count == 0 && config->nbad == 0;
	report_warnings(config, true);
	report_mistakes(config, true);
	if (config->mistakes.count == 0)
		config_list(config, stdout);
	if (good)
		log_notice(
		    "configuration file %s test is successful", config->file);
	config_free(config);
	return good ? 0 : EX_CONFIG;
}

static int
dump(struct config *config)
{
	bool good = config->nbad == 0;

	report_mistakes(config, false);
	config_dump(config, stdout);
	config_free(config);
	return good ? 0 : EX_CONFIG;
}

static void
open_log(const struct config *config)
{
	char *why = NULL;

	if (logs_open_global(config, &why) == 0)
		return;
	log_alert("%s", why_text(why));
	exit(EX_CONFIG);
}

static void
close_master(struct master *m)
{
	master_close(m);
	if (m->pid_fd >= 0)
		pid_file_remove(m->pid_fd, m->config->global.pid);
	config_free(m->config);
}

/* The start failed: the program ends. */
static void __attribute__((noreturn))
give_up(struct master *m, int daemon_fd, char *why)
{
	log_alert("%s", why_text(why));
	free(why);
	if (daemon_fd >= 0)
		daemon_ready(daemon_fd, EX_OSERR, true);
	close_master(m);
	exit(EX_OSERR);
}

static void
init_master(struct master *m, struct config *config)
{
	char *why = NULL;

	if (master_init(m, config, &why) != 0)
		give_up(m, -1, why);
}

/* Goes to the background if asked: not when who started us gave us the socket,
 * for he watches this process.  What daemon_ready takes; -1: foreground. */
static int
daemonize(struct master *m, bool foreground)
{
	char *why = NULL;
	int fd;

	if (!m->config->global.daemonize || foreground)
		return -1;
	if (listen_is_inherited(m->config)) {
		log_notice("daemonize = yes is ignored: a pool without listen "
			   "serves the socket that the program is given");
		return -1;
	}
	fd = daemon_start(&why);
	if (fd < 0)
		give_up(m, -1, why);
	return fd;
}

/* Before the sockets are opened: a second master is to touch none.  mod_fcgid
 * starts several for one file, each with its socket: there the first has it. */
static void
lock_pid_file(struct master *m, int daemon_fd)
{
	const char *path = m->config->global.pid;
	char *why = NULL;

	if (*path == '\0')
		return;
	m->pid_fd = pid_file_open(path, &why);
	if (m->pid_fd >= 0)
		return;
	why_global(&why, m->config, "pid");
	if (!listen_is_inherited(m->config))
		give_up(m, daemon_fd, why);
	log_notice("%s: not written", why == NULL ? path : why);
	free(why);
}

static void
open_pools(struct master *m, int daemon_fd)
{
	char *why = NULL;

	if (pools_open(m, m->config, &m->pools, &why) != 0)
		give_up(m, daemon_fd, why);
	m->npools = m->config->npools;
	listen_forget_inherited();
}

static void
write_pid_file(struct master *m, int daemon_fd)
{
	char *why = NULL;

	if (m->pid_fd < 0 || pid_file_write(m->pid_fd) == 0)
		return;
	why_value(&why, "pid", m->config->global.pid);
	why_global(&why, m->config, "pid");
	give_up(m, daemon_fd, why);
}

/* What the outside sees of a master that is up.  Pools that are left out are
 * missed here at the latest. */
static void
announce(struct master *m, int daemon_fd)
{
	const struct config *config = m->config;
	const int pid = (int)getpid();

	if (config->nbad == 0)
		log_notice("bksops-fcgi is running, pid %d", pid);
	else
		log_warning("bksops-fcgi is running, %zu of %zu pools, pid %d",
		    config->npools, config->npools + config->nbad, pid);
	log_started();
	notify_ready(&m->notify, config->global.systemd_interval);
	if (daemon_fd >= 0)
		daemon_ready(daemon_fd, 0, logs_need_stderr(config));
}

int
main(int argc, char **argv)
{
	struct options options;
	struct config *config;
	struct master master;
	int daemon_fd, status;

	title_init(argc, argv);
	open_standard_descriptors();
	sink_find_journal();
	parse_options(argc, argv, &options);
	config = load(&options);
	if (options.test)
		return test(config);
	if (options.dump)
		return dump(config);
	listen_keep_passed();
	if (options.doctor)
		return doctor_run(config, &options.of_doctor);
	open_log(config);
	report_warnings(config, false);
	report_mistakes(config, false);
	init_master(&master, config);
	daemon_fd = daemonize(&master, options.foreground);
	lock_pid_file(&master, daemon_fd);
	open_pools(&master, daemon_fd);
	write_pid_file(&master, daemon_fd);
	announce(&master, daemon_fd);
	status = master_run(&master);
	log_notice("exiting, bye-bye!");
	close_master(&master);
	return status;
}
