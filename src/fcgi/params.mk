# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/fcgi/charset.c src/fcgi/charset.h \
	src/fcgi/collector.c src/fcgi/collector.h \
	src/fcgi/members.c src/fcgi/members.h \
	src/fcgi/params.c src/fcgi/params.h \
	src/fcgi/params_find.c \
	src/fcgi/params_form.c \
	src/fcgi/params_header.c src/fcgi/params_header.h \
	src/fcgi/params_json.c \
	src/fcgi/params_multipart.c \
	src/fcgi/params_set.c src/fcgi/params_set.h
