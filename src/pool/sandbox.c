/* SPDX-License-Identifier: MIT */
#include "pool/sandbox.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#ifdef HAVE_LIBSECCOMP

#include "base/log.h"
#include "base/text.h"
#include "pool/sandbox_rules.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1 /* si_code of the filter's SIGSYS */
#endif

#define NAME_SIZE 64   /* bytes; the longest name of Linux has 23 */
#define CALLS	  1024 /* Linux numbers them up to 470 or so */

/* Looked up before the filter: in the handler it would take memory. */
static char *call_names[CALLS];

static const char *
call_name(int number)
{
	if (number < 0 || number >= CALLS || call_names[number] == NULL)
		return "unknown";
	return call_names[number];
}

static void
look_up_names(void)
{
	for (int i = 0; i < CALLS; i++)
		call_names[i] =
		    seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, i);
}

/*
 * The signal comes at the very instruction of a call that is not allowed: the
 * process holds no lock but one that it would hold across that call, and the
 * log makes none such.  SIG_DFL is back already (SA_RESETHAND), so a second
 * one ends the process at once.
 */
static void
on_refused(int sig, siginfo_t *info, void *context)
{
	sigset_t set;

	(void)context;
	if (info->si_code == SYS_SECCOMP)
		log_alert("the system call %s (%d) is not allowed: the worker "
			  "ends; see process.seccomp",
		    call_name(info->si_syscall), info->si_syscall);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
	_exit(1);
}

static int
handle_refusals(void)
{
	struct sigaction action = {.sa_sigaction = on_refused,
	    .sa_flags = SA_SIGINFO | (int)SA_RESETHAND};
	sigset_t set;

	sigfillset(&action.sa_mask);
	sigemptyset(&set);
	sigaddset(&set, SIGSYS);
	if (sigaction(SIGSYS, &action, NULL) != 0)
		return -errno;
	return sigprocmask(SIG_UNBLOCK, &set, NULL) == 0 ? 0 : -errno;
}

/* Names that the library or the architecture does not have are left out. */
static int
add_rule(
    scmp_filter_ctx filter, struct text name, const struct sandbox_rule *rule)
{
	uint32_t action = rule->error == 0
			      ? SCMP_ACT_ALLOW
			      : SCMP_ACT_ERRNO((uint32_t)rule->error);
	char call[NAME_SIZE];
	unsigned int conditions = 0;
	int number;

	if (name.len >= sizeof(call))
		return -ENAMETOOLONG;
	memcpy(call, name.s, name.len);
	call[name.len] = '\0';
	number = seccomp_syscall_resolve_name(call);
	if (number < 0)
		return 0;
	while (
	    conditions < SANDBOX_CONDITIONS && rule->when[conditions].op != 0)
		conditions++;
	return seccomp_rule_add_array(
	    filter, action, number, conditions, rule->when);
}

/* raise(3) and abort(3), for this process alone. */
static int
allow_own_end(scmp_filter_ctx filter)
{
	static const scmp_datum_t signals[] = {SIGSYS, SIGABRT};
	int result = 0;

	for (size_t i = 0; i < 2 && result == 0; i++) {
		const struct scmp_arg_cmp when[] = {
		    SCMP_CMP(0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0),
		    SCMP_CMP(2, SCMP_CMP_EQ, signals[i], 0)};

		result = seccomp_rule_add_array(
		    filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2, when);
	}
	return result;
}

static int
add_rules(scmp_filter_ctx filter)
{
	int result = allow_own_end(filter);

	for (size_t i = 0; i < sandbox_nrules && result == 0; i++) {
		struct text names = text_of(sandbox_rules[i].calls), name;

		while (result == 0 && text_split(&names, ' ', &name))
			result = add_rule(filter, name, &sandbox_rules[i]);
	}
	return result;
}

/* Calls of another architecture have other numbers.  A worker runs nobody's
 * code, so older kernels need not slow it down for the sake of speculation;
 * and the list is searched as a tree.  Both only make it faster. */
static int
set_attributes(scmp_filter_ctx filter)
{
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	return seccomp_attr_set(
	    filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
}

static int
enter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
	int result = -ENOMEM;

	look_up_names();
	if (filter != NULL)
		result = set_attributes(filter);
	if (result == 0)
		result = add_rules(filter);
	if (result == 0)
		result = handle_refusals();
	if (result == 0)
		result = seccomp_load(filter);
	seccomp_release(filter);
	return result;
}

int
sandbox_enter(const struct config_pool *pool)
{
	int result = pool->process_seccomp ? enter() : 0;

	if (result == 0)
		return 0;
	log_error("the system refuses process.seccomp: %s", strerror(-result));
	return -1;
}

#else

int
sandbox_enter(const struct config_pool *pool)
{
	(void)pool;
	return 0;
}

#endif
