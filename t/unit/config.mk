# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/config.t
t_unit_config_t_SOURCES = t/unit/config.c
t_unit_config_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_config_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
