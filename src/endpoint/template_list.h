/* SPDX-License-Identifier: MIT */
/*
 * get_template_list, and get_common_template_list, which bk-sops has from
 * V3.3.21 on (sops 3.6).
 */
#ifndef ENDPOINT_TEMPLATE_LIST_H
#define ENDPOINT_TEMPLATE_LIST_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_template_list;
extern const struct endpoint endpoint_common_template_list;

#endif
