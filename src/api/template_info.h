/* SPDX-License-Identifier: MIT */
/*
 * get_template_info, and get_common_template_info, which bk-sops has from
 * V3.3.21 on (sops 3.6): one template with its tree.
 */
#ifndef API_TEMPLATE_INFO_H
#define API_TEMPLATE_INFO_H

#include "api/call.h"

extern const struct endpoint endpoint_template_info;
extern const struct endpoint endpoint_common_template_info;

#endif
