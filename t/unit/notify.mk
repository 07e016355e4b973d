# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/notify.t
t_unit_notify_t_SOURCES = t/unit/notify.c
t_unit_notify_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_notify_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
