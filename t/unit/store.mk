# SPDX-License-Identifier: MIT
# Asks what t/store.t tells it to.
check_PROGRAMS += t/unit/store-ask
t_unit_store_ask_SOURCES = t/unit/store-ask.c
t_unit_store_ask_LDADD = libbksops.a $(LIBRARIES_USED)
