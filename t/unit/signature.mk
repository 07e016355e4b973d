# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/signature.t
t_unit_signature_t_SOURCES = t/unit/signature.c
t_unit_signature_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_signature_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
