# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/pickle.t
t_unit_pickle_t_SOURCES = t/unit/pickle.c t/unit/pickle_cases.h \
	t/unit/pickle_rows.h
t_unit_pickle_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_pickle_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
