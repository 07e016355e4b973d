# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/python/float.c src/python/float.h \
	src/python/pyint.c src/python/pyint.h \
	src/python/repr.c src/python/repr.h
