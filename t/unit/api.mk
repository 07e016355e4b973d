# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/api.t
t_unit_api_t_SOURCES = t/unit/api.c
t_unit_api_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_api_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
