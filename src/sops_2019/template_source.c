/* SPDX-License-Identifier: MIT */
#include "sops/forwarded.h"
#include "sops_2019/template_item.h"

/* "business" is the default; anything else is common, whatever it is. */
struct sops_templates
template_source(const struct call *call)
{
	struct text source = forwarded_text(call, "template_source");

	return (struct sops_templates){.caller = &call->caller,
	    .common = source.s != NULL && !text_is(source, "business")};
}
