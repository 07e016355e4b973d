/* SPDX-License-Identifier: MIT */
#include "auth/header.h"

void
header_read(const struct fcgi_request *request, struct identity *identity)
{
	identity->username = fcgi_param(request, "HTTP_BK_USERNAME");
	identity->app_code = fcgi_param(request, "HTTP_BK_APP_CODE");
}
