# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/base.t
t_unit_base_t_SOURCES = t/unit/base.c
t_unit_base_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_base_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
