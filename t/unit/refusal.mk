# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/refusal.t
t_unit_refusal_t_SOURCES = t/unit/refusal.c t/unit/auth_cases.h \
	t/unit/auth_paas.h
t_unit_refusal_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_refusal_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
