# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/params/charset.c src/params/charset.h \
	src/params/json.c src/params/json.h \
	src/params/params.c src/params/params.h \
	src/params/parse.c src/params/parse.h
