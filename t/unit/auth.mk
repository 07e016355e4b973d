# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/auth.t
t_unit_auth_t_SOURCES = t/unit/auth.c t/unit/auth_cases.h \
	t/unit/auth_cases_app.c t/unit/auth_cases_channel.c \
	t/unit/auth_cases_user.c \
	t/unit/auth_paas.c t/unit/auth_paas.h t/unit/mint.c t/unit/mint.h
t_unit_auth_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_auth_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
