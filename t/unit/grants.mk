# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/grants.t
t_unit_grants_t_SOURCES = t/unit/grants.c
t_unit_grants_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_grants_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
