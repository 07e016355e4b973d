# SPDX-License-Identifier: MIT
# Unit tests are programs, the others Perl; both print TAP.  Tests that need a
# server which is not installed say so and are skipped.
EXTRA_DIST += t/lib t/data \
	t/account.t \
	t/broken-tables.t \
	t/c-strings.t \
	t/citations.t \
	t/component-outputs.t \
	t/config-include.t \
	t/config-keys.t \
	t/config.t \
	t/content-length.t \
	t/corpus.t \
	t/current-corpus.t \
	t/current-count.t \
	t/current-deadline.t \
	t/current-detail.t \
	t/current-effective.t \
	t/current-list.t \
	t/current-lists.t \
	t/current-iam.t \
	t/current-node.t \
	t/current-records.t \
	t/current-status.t \
	t/current-template.t \
	t/current-transport.t \
	t/cut.t \
	t/demo.t \
	t/doctor-current.t \
	t/doctor-url.t \
	t/doctor.t \
	t/document.t \
	t/esb-answer.t \
	t/esb-app.t \
	t/esb-body.t \
	t/esb-channel.t \
	t/esb-p2.t \
	t/esb-ratelimit.t \
	t/esb-url.t \
	t/esb-user.t \
	t/etag.t \
	t/forward-servers.t \
	t/forward.t \
	t/generations.t \
	t/hang-ups.t \
	t/header-corpus.t \
	t/header-templates.t \
	t/inherited.t \
	t/jwt.t \
	t/keepalive.t \
	t/kept.t \
	t/limits.t \
	t/logs.t \
	t/manual.t \
	t/mistakes-doctor.t \
	t/mistakes-values.t \
	t/mistakes.t \
	t/modes.t \
	t/mount.t \
	t/mysql-host.t \
	t/mysql.t \
	t/notify.t \
	t/number-text.t \
	t/openapi-client.t \
	t/openapi-current.t \
	t/openapi.t \
	t/outage.t \
	t/path.t \
	t/places.t \
	t/pm.t \
	t/pool.t \
	t/readme.t \
	t/robust.t \
	t/rooms.t \
	t/round-trips-current.t \
	t/round-trips.t \
	t/sandbox.t \
	t/shared-hosting.t \
	t/signals.t \
	t/slow-peers.t \
	t/sops-count.t \
	t/sops-detail.t \
	t/sops-header.t \
	t/sops-identity.t \
	t/sops-node.t \
	t/sops-periodic.t \
	t/sops-status.t \
	t/sops-templates.t \
	t/sources.t \
	t/startup.t \
	t/status.t \
	t/store.t \
	t/systemd.t \
	t/task-list.t \
	t/tasks-status.t \
	t/tenants-fifty.t \
	t/tenants.t \
	t/valgrind.t \
	t/wakeups.t \
	t/web-servers-apigw.t \
	t/web-servers-etag.t \
	t/web-servers-site.t \
	t/web-servers-slow.t \
	t/web-servers-status.t \
	t/web-servers.t \
	t/write-components.t

# What the sanitizers do not know of libc and of the other libraries.
if ASAN
libbksops_a_SOURCES += t/asan.c
endif
if MSAN
libbksops_a_SOURCES += t/msan.c
endif

include t/unit/local.mk

PROVEFLAGS =
PROVE_TESTS = t/unit t
check-local: $(check_PROGRAMS) bksops-fcgi
	@tests=; \
	for place in $(PROVE_TESTS); do \
		case $$place in \
		t/unit) tests="$$tests `ls t/unit/*.t`" ;; \
		t) tests="$$tests `ls $(srcdir)/t/*.t`" ;; \
		*) tests="$$tests $$place" ;; \
		esac; \
	done; \
	rm -f failures.log; \
	BKSOPS_FCGI=$(abs_builddir)/bksops-fcgi \
	BKSOPS_SRCDIR=$(abs_srcdir) \
	BKSOPS_FAILURES=$(abs_builddir)/failures.log \
	prove -I $(srcdir)/t/lib $(PROVEFLAGS) $$tests && exit 0; \
	status=$$?; \
	test ! -s failures.log || { echo; echo 'What failed:'; cat failures.log; }; \
	exit $$status

CLEANFILES += failures.log

# What README.md says, followed on a bare Debian; needs root, and minutes.
EXTRA_DIST += t/readme/follow.t
check-readme:
	BKSOPS_SRCDIR=$(abs_srcdir) prove -v -I $(srcdir)/t/lib $(srcdir)/t/readme/follow.t
.PHONY: check-readme
