# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/status.t
t_unit_status_t_SOURCES = t/unit/status.c
t_unit_status_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_status_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
