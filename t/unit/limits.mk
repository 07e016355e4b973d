# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/limits.t
t_unit_limits_t_SOURCES = t/unit/limits.c
t_unit_limits_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_limits_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
