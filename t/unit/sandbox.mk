# SPDX-License-Identifier: MIT
if SECCOMP
check_PROGRAMS += t/unit/sandbox.t
t_unit_sandbox_t_SOURCES = t/unit/sandbox.c
t_unit_sandbox_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_sandbox_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
endif
