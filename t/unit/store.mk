# SPDX-License-Identifier: MIT
check_PROGRAMS += t/unit/outage.t
t_unit_outage_t_SOURCES = t/unit/outage.c
t_unit_outage_t_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
t_unit_outage_t_LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
# Asks what t/store.t tells it to.
check_PROGRAMS += t/unit/store-ask
t_unit_store_ask_SOURCES = t/unit/store-ask.c
t_unit_store_ask_LDADD = libbksops.a $(LIBRARIES_USED)
