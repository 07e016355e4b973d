# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/access_format.t t/unit/sink.t
t_unit_access_format_t_SOURCES = t/unit/access_format.c
t_unit_access_format_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_access_format_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
t_unit_sink_t_SOURCES = t/unit/sink.c
t_unit_sink_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_sink_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
