/* SPDX-License-Identifier: MIT */
/*
 * get_template_info, and get_common_template_info, which bk-sops has from
 * V3.3.21 on (sops 3.6): one template with its tree.
 */
#ifndef ENDPOINT_TEMPLATE_INFO_H
#define ENDPOINT_TEMPLATE_INFO_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_template_info;
extern const struct endpoint endpoint_common_template_info;

#endif
