# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/config/access_format.c src/config/access_format.h \
	src/config/check.c \
	src/config/component_outputs.c src/config/component_outputs.h \
	src/config/config.h \
	src/config/dump.c \
	src/config/internal.h \
	src/config/keys.c src/config/keys.h \
	src/config/keys_table.c \
	src/config/names.c src/config/names.h \
	src/config/parse.c \
	src/config/pools.c \
	src/config/secrets.c \
	src/config/section.c \
	src/config/value.c

# Prints the documents that come from the table of keys.
noinst_PROGRAMS += confdoc
confdoc_SOURCES = src/config/confdoc.c
confdoc_CPPFLAGS = $(AM_CPPFLAGS) \
	-DMAN_SOURCE='"$(abs_top_srcdir)/man/bksops-fcgi.conf.5.in"'
confdoc_LDADD = libbksops.a $(LIBRARIES_USED)
