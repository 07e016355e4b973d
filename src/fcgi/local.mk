# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/fcgi/accept.c src/fcgi/accept.h \
	src/fcgi/ask.c src/fcgi/ask.h \
	src/fcgi/connection.c src/fcgi/connection.h \
	src/fcgi/handover.c src/fcgi/handover.h \
	src/fcgi/record.c src/fcgi/record.h \
	src/fcgi/reply.c src/fcgi/reply.h \
	src/fcgi/request.c src/fcgi/request.h \
	src/fcgi/server.c src/fcgi/server.h
