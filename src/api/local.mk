# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/api/answer.c src/api/answer.h \
	src/api/api.c src/api/api.h \
	src/api/apigw.c src/api/apigw.h \
	src/api/apigw_answer.c src/api/apigw_answer.h \
	src/api/envelope.c src/api/envelope.h \
	src/api/esb.c src/api/esb.h \
	src/api/etag.c src/api/etag.h \
	src/api/forward.c src/api/forward.h \
	src/api/language.c src/api/language.h \
	src/api/path.c src/api/path.h \
	src/api/routes.c src/api/routes.h \
	src/api/served.c src/api/served.h \
	src/api/write_component.c src/api/write_component.h
