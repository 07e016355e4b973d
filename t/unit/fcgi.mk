# SPDX-License-Identifier: MIT
fcgi_peers = t/unit/fcgi_bench.c t/unit/fcgi_bench.h \
	t/unit/fcgi_peer.c t/unit/fcgi_peer.h

check_PROGRAMS += t/unit/fcgi.t
t_unit_fcgi_t_SOURCES = t/unit/fcgi.c $(fcgi_peers)
t_unit_fcgi_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_fcgi_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)

check_PROGRAMS += t/unit/fcgi_records.t
t_unit_fcgi_records_t_SOURCES = t/unit/fcgi_records.c $(fcgi_peers)
t_unit_fcgi_records_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_fcgi_records_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
