# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/config/access_format.c src/config/access_format.h \
	src/config/access_param.c \
	src/config/account.c src/config/account.h \
	src/config/address.c src/config/address.h \
	src/config/bad.c src/config/bad.h \
	src/config/check.c src/config/check.h \
	src/config/check_accounts.c \
	src/config/check_logs.c \
	src/config/check_places.c \
	src/config/check_pm.c \
	src/config/complain.c src/config/complain.h \
	src/config/component_file.c src/config/component_file.h \
	src/config/component_outputs.c src/config/component_outputs.h \
	src/config/config.c src/config/config.h \
	src/config/dump.c \
	src/config/fits.c src/config/fits.h \
	src/config/include.c src/config/include.h \
	src/config/keys.c src/config/keys.h \
	src/config/keys_table.c \
	src/config/number.c src/config/number.h \
	src/config/parse.c src/config/parse.h \
	src/config/public_keys.c src/config/public_keys.h \
	src/config/rights.c src/config/rights.h \
	src/config/secrets.c \
	src/config/section.c src/config/section.h \
	src/config/server.c src/config/server.h \
	src/config/suggest.c \
	src/config/value.c src/config/value.h \
	src/config/value_print.c

# Prints the documents that come from the table of keys.
noinst_PROGRAMS += confdoc
confdoc_SOURCES = src/config/confdoc.c
confdoc_CPPFLAGS = $(AM_CPPFLAGS) \
	-DMAN_SOURCE='"$(abs_top_srcdir)/man/bksops-fcgi.conf.5.in"'
confdoc_LDADD = libbksops.a $(LIBRARIES_USED)
