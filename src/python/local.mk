# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/python/number.c src/python/number.h \
	src/python/repr.c src/python/repr.h
