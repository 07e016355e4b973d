# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/mysql/client.c src/mysql/client.h \
	src/mysql/db.c src/mysql/db.h \
	src/mysql/outage.c src/mysql/outage.h \
	src/mysql/batch.c src/mysql/batch.h \
	src/mysql/session.c src/mysql/session.h
if MARIADB_CLIENT
libbksops_a_SOURCES += src/mysql/client_mariadb.c
else
libbksops_a_SOURCES += src/mysql/client_oracle.c
endif
