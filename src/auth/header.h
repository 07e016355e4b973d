/* SPDX-License-Identifier: MIT */
/*
 * auth = header: the gateway in front says who calls, in two headers (sops
 * 3.1.4).  They are believed: that only the gateway can connect is for the
 * socket's mode and for listen.allowed_clients to see to.
 */
#ifndef AUTH_HEADER_H
#define AUTH_HEADER_H

#include "auth/identity.h"
#include "fcgi/request.h"

void header_read(const struct fcgi_request *request, struct identity *identity);

#endif
