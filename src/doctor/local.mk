# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/doctor/checkup.h \
	src/doctor/contact.c src/doctor/contact.h \
	src/doctor/doctor.c src/doctor/doctor.h \
	src/doctor/grants.c src/doctor/grants.h \
	src/doctor/host.c \
	src/doctor/iam.c \
	src/doctor/inspect.c src/doctor/inspect.h \
	src/doctor/report.c src/doctor/report.h \
	src/doctor/server.c \
	src/doctor/socket.c \
	src/doctor/tables.c \
	src/doctor/task.c \
	src/doctor/url.c src/doctor/url.h
