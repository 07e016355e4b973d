# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/json/number.c \
	src/json/reader.c src/json/reader.h \
	src/json/scan.c src/json/scan.h \
	src/json/string.c \
	src/json/writer.c src/json/writer.h
