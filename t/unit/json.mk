# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/json.t
t_unit_json_t_SOURCES = t/unit/json.c t/unit/trace.h
t_unit_json_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_json_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
