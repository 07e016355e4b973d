/* SPDX-License-Identifier: MIT */
/*
 * Inside the pickle decoder: the values that calls of allowed names stand
 * for.  Arguments that the real callable would take but that no pickle of
 * data holds are refused.
 */
#ifndef DECODE_PICKLE_CALL_H
#define DECODE_PICKLE_CALL_H

#include "decode/pickle_names.h"

struct pickle_call {
	struct pickle_vm *vm;
	const struct pickle_name *name;
	struct pickle_value *const *args;
	size_t count;
};

/* REDUCE, and INST or OBJ of a name that is data. */
struct pickle_value *pickle_call(const struct pickle_call *call);

/* A new instance: NEWOBJ, INST, OBJ, copy_reg.__newobj__. */
struct pickle_value *pickle_instance(const struct pickle_call *call);

/* pickle_call_type.c: the built-in types, by call->name->meaning. */
struct pickle_value *pickle_call_container(const struct pickle_call *call);
struct pickle_value *pickle_call_text(const struct pickle_call *call);
struct pickle_value *pickle_call_number(const struct pickle_call *call);
struct pickle_value *pickle_call_encode(const struct pickle_call *call);

/* pickle_call_moment.c: datetime, pytz. */
struct pickle_value *pickle_call_moment(const struct pickle_call *call);
struct pickle_value *pickle_call_zone(const struct pickle_call *call);

/* pickle_call_object.c: Decimal, UUID, lazy text, exceptions. */
struct pickle_value *pickle_call_object(const struct pickle_call *call);

/* Sets a UUID from its state, a dict with the item "int". */
bool pickle_uuid_state(struct pickle_vm *vm, struct pickle_value *uuid,
    struct pickle_value *state);

/*
 * What Python 2's str() of an exception with these arguments gives; .s is
 * NULL when an argument is not plain data.
 */
struct text pickle_error_text(const struct pickle_call *call);

/* Arguments that are not understood. */
void *pickle_call_refuse(const struct pickle_call *call);

#endif
