/* SPDX-License-Identifier: MIT */
/*
 * The configuration: bksops-fcgi.conf as typed structs.  One table
 * (config/keys_table.c) names every key with type, unit, range, default and
 * help; the parser, the sample file, the -T dump and bksops-fcgi.conf(5) come
 * from it.
 *
 * Strings are never NULL: what is not set is "".  Everything is owned by the
 * struct config and freed by config_free, secrets wiped.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/text.h"

#include <stdio.h>
#include <sys/types.h>

struct config_global {
	int line;   /* of [global]; 0: not in the file */
	int *lines; /* of each of its keys; 0: not in the file */

	char *include; /* "": what it names was read */
	char *pid;
	char *error_log;
	char *log_level;
	bool daemonize;
	char *syslog_ident;
	char *syslog_facility;

	int64_t process_max;		 /* 0: no limit */
	int64_t process_control_timeout; /* ms; 0: by request_timeout */
	int64_t emergency_restart_threshold;
	int64_t emergency_restart_interval; /* ms */
	int64_t systemd_interval;	    /* ms; 0: never */
};

#define CONFIG_MISTAKES 20 /* of a pool or a file that are told */

/* What is wrong with a pool, or with a file as a whole. */
struct config_mistakes {
	size_t count; /* all of them */
	/* "FILE:LINE: what is wrong and what would be right"; behind the last
	 * one "FILE: " and room for how many more there are, which
	 * config_mistake writes; NULL where memory was short. */
	char *text[CONFIG_MISTAKES + 1];
	size_t more_at; /* in the last text: where that room begins */
};

enum config_pm { PM_STATIC, PM_DYNAMIC, PM_ONDEMAND };
enum config_auth { AUTH_ESB, AUTH_HEADER, AUTH_JWT };
enum config_generation { GENERATION_AUTO, GENERATION_2019, GENERATION_CURRENT };
enum config_release { RELEASE_3_34, RELEASE_3_32 };
enum config_iam { IAM_TRUSTED, IAM_SKIP, IAM_ASK };
enum config_auth_actions {
	AUTH_ACTIONS_FORWARD,
	AUTH_ACTIONS_ALL,
	AUTH_ACTIONS_NONE
};
enum config_forward { FORWARD_501, FORWARD_ACCEL };
enum config_node_log { NODE_LOG_DATABASE, NODE_LOG_FORWARD };
enum config_ssl {
	SSL_DISABLED,
	SSL_PREFERRED,
	SSL_REQUIRED,
	SSL_VERIFY_CA,
	SSL_VERIFY_IDENTITY
};

/* One database server, or several that fail over, and the account on it. */
struct config_mysql {
	char *socket;
	char *host; /* comma separated, tried in turn */
	int64_t port;
	char *user;
	char *password;
	char *password_file; /* read into password by config_read_secrets */
	char *option_file;   /* my.cnf, group [client] */
	char *ssl_ca;
	int64_t ssl_mode; /* enum config_ssl */
	char *database;
};

struct config_pool {
	char *name;    /* of the section */
	char *file;    /* that the section stands in, for messages */
	int line;      /* of the section, for messages */
	int *lines;    /* of each key of a pool; 0: not in the file */
	bool *refused; /* of each key: a mistake in it was told */
	bool repeated; /* an earlier section has the name */
	struct config_mistakes mistakes;

	char *listen;
	int64_t listen_backlog;
	char *listen_owner;
	char *listen_group;
	int64_t listen_mode;
	char *listen_allowed_clients;
	int64_t listen_queue_timeout; /* ms; 0: none */

	char *user;
	char *group;
	char *chroot;
	char *chdir;
	int64_t rlimit_files; /* 0: unchanged */
	int64_t rlimit_core;  /* -1: unlimited; default 0 */
	int64_t rlimit_as;    /* bytes; 0: unchanged */
	int64_t umask;
	bool process_dumpable;
	int64_t process_priority; /* added to the nice value */
	bool process_seccomp;

	int64_t pm; /* enum config_pm */
	int64_t pm_max_children;
	int64_t pm_start_servers; /* 0: the middle of the spare ones */
	int64_t pm_min_spare_servers;
	int64_t pm_max_spare_servers;
	int64_t pm_max_spawn_rate;
	int64_t pm_process_idle_timeout; /* ms */
	int64_t pm_max_requests;	 /* 0: no limit */
	int64_t pm_max_age;		 /* ms; 0: no limit */
	int64_t pm_max_memory;		 /* MiB; 0: no limit */
	int64_t keepalive;		 /* ms; 0: connections are closed */
	int64_t request_timeout;	 /* ms */

	int64_t auth;	    /* enum config_auth */
	int64_t generation; /* enum config_generation */
	char *esb_profile;  /* "p1" or "p2" */
	char *esb_path;	    /* "/api/c/compapi" */
	char *site_prefix;
	char *app_host;
	char *time_zone;
	char *time_format;
	char *trusted_apps;
	bool document_fields;
	bool common_templates;
	bool server_timing;
	int64_t tasks_status_max; /* 0: that of the generation */
	char *component_outputs;
	char *component_outputs_json; /* what that file holds, or NULL */

	/* of the current generation */
	int64_t release; /* enum config_release */
	int64_t iam;	 /* enum config_iam */
	char *iam_url;
	char *iam_ssl_ca;
	char *iam_system;
	char *iam_app_code;
	char *iam_app_secret;
	char *iam_app_secret_file;
	int64_t iam_timeout;	  /* ms */
	int64_t iam_cache;	  /* ms; 0: nothing is held */
	int64_t iam_auth_actions; /* enum config_auth_actions, of IAM_TRUSTED */
	char *jwt_gateway;
	char *mcp_app_prefix;
	char *shield_secret_key;
	char *shield_secret_key_file;
	char *shield_keywords; /* comma separated */
	int64_t node_log;      /* enum config_node_log */
	char *manual_waiting;  /* codes of components, comma separated */
	int64_t forward;       /* enum config_forward */
	char *forward_location;

	struct config_mysql sops;
	struct config_mysql paas; /* unset keys have their mysql.sops.* value */

	char *login_secret_key;
	char *login_secret_key_file;
	char *jwt_public_key_file;
	char *jwt_public_keys; /* what that file holds; no key of its own */

	char *paas_redis; /* "": limits are counted in memory */
	char *paas_redis_password;
	char *paas_redis_password_file;
	int64_t paas_redis_database;
	int64_t paas_redis_timeout; /* ms */

	int64_t paas_cache;	 /* ms */
	int64_t snapshot_memory; /* MiB of one worker; 0: none */
	char *ping_path;
	char *ping_response;
	char *live_path;
	char *ready_path;
	char *status_path;
	char *status_listen;
	char *doctor_accept; /* comma separated */

	char *error_log;
	char *access_log;
	char *access_format;
	char *access_suppress_path; /* comma separated */
	char *slowlog;
	int64_t request_slowlog_timeout; /* ms; 0: none */
};

/* What is no mistake and may be none of what was meant. */
enum config_warning_kind {
	CONFIG_WARNING_TEST, /* for who tests the file */
	CONFIG_WARNING_START /* a warning, at each start as well */
};

struct config_warning {
	enum config_warning_kind kind;
	char *text; /* "FILE:LINE: ..." */
};

struct config {
	char *file;   /* as given, for messages */
	char **files; /* that were included */
	size_t nfiles;
	struct config_global global;
	struct config_mistakes mistakes; /* with them nothing is served */
	struct config_pool *pools;
	size_t npools;
	/* Those with mistakes, without their secrets.  All of a file has the
	 * name "" and line 0. */
	struct config_pool *bad;
	size_t nbad;
	size_t room; /* for pools, and for bad ones */
	struct config_warning *warnings;
	size_t nwarnings;
};

/*
 * Reads and checks a file and what it includes.  A mistake in the section of a
 * pool costs that pool only, one in front of the sections of an included file
 * costs that file: they go to config->bad.  All others, such as those in
 * [global], cost the whole.  0 and *config with at least one good pool and
 * without mistakes of its own; or -1 and *config for what is wrong, NULL when
 * out of memory.  What is no mistake and may not be meant goes to
 * config->warnings.
 */
int config_load(const char *file, struct config **config);

/*
 * Reads the files that keys ending in _file name, into the matching member:
 * with the rights of the caller, so before they are dropped.  Refuses a file
 * that others may use (mode & 007), or in the case of public keys write; one
 * that is larger than 64 KiB, empty, or without the keys that it should hold.
 * A newline at its end is not part of the secret.  Option files of MySQL are
 * looked at: the caller must be able to read them, and others not to write.
 * The file of component_outputs is read, too, with a limit of its own, and
 * refused when it does not have its form.
 * A pool whose file is wrong becomes a bad one; those that are bad already are
 * told of their files as well.  0, or -1 when no pool is left.
 */
int config_read_secrets(struct config *config);

/* Keys in the file of jwt.public_key_file: the gateway's, and its next one
 * while they change.  Each is tried for each token. */
#define PUBLIC_KEYS_MAX 8

/* Splits off the next PEM block.  False when there is none; what stands
 * between blocks is passed over. */
bool public_key_next(struct text *rest, struct text *pem);

/* NULL when the text holds public RSA keys, not too many, and no other PEM
 * blocks, else what is wrong with it: a literal. */
const char *public_keys_wrong(struct text file);

/* A copy of pool `i` of `from`, secrets included, as the last one of `to`.
 * 0, or -1 when out of memory or when its address is another pool's there. */
int config_adopt(struct config *to, const struct config *from, size_t i);

/* The number of the pool of that name; npools when there is none. */
size_t config_find(const struct config *config, const char *name);

/* Moves pool `i` to config->bad and wipes its secrets. */
void config_refuse(struct config *config, size_t i);

/* Whether a bad pool is a section whose values were read, and not a part of
 * another one. */
bool config_is_section(const struct config_pool *bad);

/* Whether a bad pool stands for the whole of its file.  That of a section []
 * has no name either. */
bool config_is_file(const struct config_pool *bad);

/* Adds "FILE:LINE: ..." to the mistakes, without ":LINE" when line is 0; file
 * is NULL when the text has its place already. */
void complain(struct config_mistakes *mistakes, const char *file, int line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

void mistakes_free(struct config_mistakes *mistakes);

/* How many texts tell the mistakes, and the text of one of them. */
size_t config_mistakes_shown(const struct config_mistakes *mistakes);
const char *config_mistake(const struct config_mistakes *mistakes, size_t i);

/* What becomes of a bad pool, with text `i` of its mistakes: "[pool www] not
 * served: FILE:LINE: what is wrong".  malloc'd; NULL when out of memory. */
char *config_bad_text(
    const struct config *config, const struct config_pool *bad, size_t i);

/* Removes pool `i`; its place is taken by those behind it. */
void config_drop(struct config *config, size_t i);

/* Wipes and frees.  NULL is fine. */
void config_free(struct config *config);

/* Wipes every secret of all pools but `keep`: a worker holds only its own. */
void config_forget_others(struct config *config, size_t keep);

/* Wipes the secrets that the process of status.listen has no use for: all but
 * the passwords of the databases, and those as well without ready.path. */
void config_forget_for_status(struct config_pool *pool);

/* The files that were read and their pools, as lines "FILE:LINE: [www]",
 * "FILE:LINE: [www] not served", "FILE: not served" and "FILE: no pool". */
void config_list(const struct config *config, FILE *out);

/* The effective configuration as a file, secrets written as "********". */
void config_dump(const struct config *config, FILE *out);

/* The section of one pool in it. */
void config_dump_pool(const struct config_pool *pool, FILE *out);

#endif
