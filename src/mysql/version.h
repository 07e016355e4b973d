/* SPDX-License-Identifier: MIT */
#ifndef MYSQL_VERSION_H
#define MYSQL_VERSION_H

/* The MySQL client library at run time; a static string. */
const char *store_client_version(void);

#endif
