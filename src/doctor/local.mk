# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/doctor/checkup.c src/doctor/checkup.h \
	src/doctor/checkup_server.c \
	src/doctor/contact.c src/doctor/contact.h \
	src/doctor/doctor.c src/doctor/doctor.h \
	src/doctor/files.c \
	src/doctor/finding.c src/doctor/finding.h \
	src/doctor/grants.c src/doctor/grants.h \
	src/doctor/host.c \
	src/doctor/http.c src/doctor/http.h \
	src/doctor/inspect.c src/doctor/inspect.h \
	src/doctor/inspect_account.c \
	src/doctor/inspect_names.c \
	src/doctor/inspect_parts.h \
	src/doctor/inspect_schema.c \
	src/doctor/inspect_server.c \
	src/doctor/login.c \
	src/doctor/person.c src/doctor/person.h \
	src/doctor/report.c src/doctor/report.h \
	src/doctor/server.c \
	src/doctor/socket.c \
	src/doctor/tables.c \
	src/doctor/task.c \
	src/doctor/url.c src/doctor/url.h
