# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/api/answer.c src/api/answer.h \
	src/api/api.c src/api/api.h \
	src/api/apigw.c \
	src/api/esb.c \
	src/api/etag.c src/api/etag.h \
	src/api/path.c src/api/path.h \
	src/api/release_2019.c \
	src/api/release_current.c \
	src/api/routes.c src/api/routes.h
