# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/jwt.t
t_unit_jwt_t_SOURCES = t/unit/jwt.c
t_unit_jwt_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_jwt_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
