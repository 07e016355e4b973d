# SPDX-License-Identifier: MIT
# make bench: needs nginx, mariadbd, wrk, and php-fpm for the peer.
EXTRA_DIST += bench/run bench/tenants bench/growth bench/Fill.pm \
	bench/Fill2019.pm bench/FillCurrent.pm \
	bench/Peers.pm bench/Sample.pm bench/Sample2019.pm \
	bench/SampleCurrent.pm bench/Wrk.pm bench/peer bench/README.md
EXTRA_PROGRAMS = bench/ceiling bench/load bench/statements
bench_ceiling_SOURCES = bench/ceiling.c
bench_ceiling_LDADD = $(FCGI_LIBS)
bench_load_SOURCES = bench/load.c
bench_load_LDADD =
bench_statements_SOURCES = bench/statements.c
bench_statements_LDADD = libbksops.a $(LIBRARIES_USED)
bench_statements_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=db_ask
CLEANFILES += $(EXTRA_PROGRAMS)

.PHONY: bench
bench: bksops-fcgi $(EXTRA_PROGRAMS)
	BKSOPS_FCGI=$(abs_builddir)/bksops-fcgi BKSOPS_SRCDIR=$(abs_srcdir) \
	perl $(srcdir)/bench/run

.PHONY: bench-tenants
bench-tenants: bksops-fcgi bench/load
	BKSOPS_FCGI=$(abs_builddir)/bksops-fcgi BKSOPS_SRCDIR=$(abs_srcdir) \
	perl $(srcdir)/bench/tenants

.PHONY: bench-growth
bench-growth: bksops-fcgi
	BKSOPS_FCGI=$(abs_builddir)/bksops-fcgi BKSOPS_SRCDIR=$(abs_srcdir) \
	perl $(srcdir)/bench/growth
