/* SPDX-License-Identifier: MIT */
#include "endpoint/forwarded.h"
#include "endpoint/template_item.h"

/* "business" is the default; anything else is common, whatever it is. */
struct sops_templates
template_source(const struct call *call)
{
	struct text source = forwarded_text(call, "template_source");

	return (struct sops_templates){.caller = &call->caller,
	    .common = source.s != NULL && !text_is(source, "business")};
}
