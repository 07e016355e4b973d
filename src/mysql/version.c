/* SPDX-License-Identifier: MIT */
#include "mysql/version.h"

#include <mysql.h>

const char *
store_client_version(void)
{
	return mysql_get_client_info();
}
