# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/json/number.c src/json/number.h \
	src/json/reader.c src/json/reader.h \
	src/json/writer.c src/json/writer.h
