# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/token.t
t_unit_token_t_SOURCES = t/unit/token.c t/unit/mint.c t/unit/mint.h
t_unit_token_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_token_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
