# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/count.t
t_unit_count_t_SOURCES = t/unit/count.c
t_unit_count_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_count_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
