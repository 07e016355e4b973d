# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/base/arena.c src/base/arena.h \
	src/base/buf.c src/base/buf.h \
	src/base/clock.c src/base/clock.h \
	src/base/decimal.c src/base/decimal.h \
	src/base/http.c src/base/http.h \
	src/base/log.c src/base/log.h \
	src/base/place.c src/base/place.h \
	src/base/poison.h \
	src/base/sink.c src/base/sink.h \
	src/base/proc.c src/base/proc.h \
	src/base/text.c src/base/text.h \
	src/base/trace.c src/base/trace.h \
	src/base/utf8.c src/base/utf8.h
