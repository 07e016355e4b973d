# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/tree.t
t_unit_tree_t_SOURCES = t/unit/tree.c
t_unit_tree_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_tree_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
