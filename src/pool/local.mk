# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/pool/children.c src/pool/children.h \
	src/pool/daemon.c src/pool/daemon.h \
	src/pool/inherit.c \
	src/pool/listen.c src/pool/listen.h \
	src/pool/master.h \
	src/pool/pool.c src/pool/pool.h \
	src/pool/privileges.c src/pool/privileges.h \
	src/pool/reload.c \
	src/pool/retired.c src/pool/retired.h \
	src/pool/version.c src/pool/version.h \
	src/pool/why.c src/pool/why.h \
	src/pool/worker.c src/pool/worker.h
