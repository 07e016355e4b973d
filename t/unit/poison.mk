# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/poison.t
t_unit_poison_t_SOURCES = t/unit/poison.c
t_unit_poison_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_poison_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
