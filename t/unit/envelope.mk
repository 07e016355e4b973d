# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/envelope.t
t_unit_envelope_t_SOURCES = t/unit/envelope.c
t_unit_envelope_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_envelope_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
