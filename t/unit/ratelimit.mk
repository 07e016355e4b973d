# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/bucket.t t/unit/ratelimit.t
t_unit_bucket_t_SOURCES = t/unit/bucket.c
t_unit_bucket_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_bucket_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
t_unit_ratelimit_t_SOURCES = t/unit/ratelimit.c
t_unit_ratelimit_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_ratelimit_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
