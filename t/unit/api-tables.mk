# SPDX-License-Identifier: MIT
# Tells t/openapi.t what the tables of src/api/ and src/sops_2019/ hold.
check_PROGRAMS += t/unit/api-tables
t_unit_api_tables_SOURCES = t/unit/api-tables.c
t_unit_api_tables_LDADD = libbksops.a $(LIBRARIES_USED)
