/* SPDX-License-Identifier: MIT */
#include "sops_current/form.h"

#include "python/number.h"
#include "sops/param_value.h"
#include "sops_current/admit.h"

/* Bytes of a message about all fields: a text of a query each. */
#define MESSAGE_MAX ((size_t)256 * 1024)

enum outcome
form_begin(struct form *f, struct call *call)
{
	*f = (struct form){.call = call};
	buf_init_in(&f->json, call->arena, MESSAGE_MAX);
	f->errors = json_new(buf_sink, &f->json);
	if (f->errors == NULL)
		return call_fault(call, "out of memory");
	json_object_open(f->errors);
	return OUTCOME_OK;
}

void
form_error(struct form *f, const char *name, struct text why)
{
	f->is_wrong = true;
	json_member_array(f->errors, name);
	json_string(f->errors, why);
	json_array_close(f->errors);
}

struct text
form_text(struct form *f, const char *name)
{
	struct text text = python3_strip(forwarded_text(f->call, name));

	if (text.len == 0 || memchr(text.s, '\0', text.len) == NULL)
		return text;
	form_error(f, name,
	    f->call->english ? TEXT("Null characters are not allowed.")
			     : TEXT("不允许是用空字符串。"));
	return TEXT_NONE;
}

enum outcome
form_end(struct form *f, enum outcome outcome)
{
	bool is_whole = json_object_close(f->errors) == 0 && !f->json.failed;

	json_free(f->errors);
	if (f->is_failed)
		return call_fault(f->call, "out of memory");
	if (!f->is_wrong || outcome != OUTCOME_OK)
		return outcome;
	f->call->result.is_json = true;
	return call_refuse_code(f->call, CODE_VALIDATION, CALL_DATA_TEXT,
	    is_whole ? buf_text(&f->json) : TEXT_NONE);
}
