# SPDX-License-Identifier: MIT
EXTRA_DIST += t/unit/params_expect.h

check_PROGRAMS += t/unit/params.t t/unit/params_body.t
t_unit_params_t_SOURCES = t/unit/params.c
t_unit_params_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_params_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
t_unit_params_body_t_SOURCES = t/unit/params_body.c
t_unit_params_body_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_params_body_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
