# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/pool/inherited.c src/pool/inherited.h \
	src/pool/listen.c src/pool/listen.h \
	src/pool/logs.c src/pool/logs.h \
	src/pool/manage.c \
	src/pool/mask.c src/pool/mask.h \
	src/pool/master.c src/pool/master.h \
	src/pool/notify.c src/pool/notify.h \
	src/pool/pages.c src/pool/pages.h \
	src/pool/privileges.c src/pool/privileges.h \
	src/pool/process.c src/pool/process.h \
	src/pool/reload.c \
	src/pool/request_line.c src/pool/request_line.h \
	src/pool/scoreboard.c src/pool/scoreboard.h \
	src/pool/status_metrics.c \
	src/pool/trial.c src/pool/trial.h \
	src/pool/version.c src/pool/version.h \
	src/pool/why.c src/pool/why.h \
	src/pool/worker.c src/pool/worker.h
