# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/python/base64.c src/python/base64.h \
	src/python/number.c src/python/number.h \
	src/python/repr.c src/python/repr.h
