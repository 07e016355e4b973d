# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/child.t
t_unit_child_t_SOURCES = t/unit/child.c
t_unit_child_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_child_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
