# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/params/charset.c src/params/charset.h \
	src/params/collector.c src/params/collector.h \
	src/params/members.c src/params/members.h \
	src/params/params.c src/params/params.h \
	src/params/params_find.c \
	src/params/params_form.c \
	src/params/params_header.c src/params/params_header.h \
	src/params/params_json.c \
	src/params/params_multipart.c \
	src/params/params_set.c src/params/params_set.h
