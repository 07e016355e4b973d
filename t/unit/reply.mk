# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/reply.t
t_unit_reply_t_SOURCES = t/unit/reply.c
t_unit_reply_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_reply_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
