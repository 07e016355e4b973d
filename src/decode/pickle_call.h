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

/*
 * An opcode that names a class or a function, or that would call it: GLOBAL,
 * STACK_GLOBAL, INST, OBJ, REDUCE, NEWOBJ, NEWOBJ_EX or BUILD, by its byte.
 */
bool pickle_op_name(struct pickle_vm *vm, int opcode);

/* Calls by call->name->meaning: of datetime, pytz, Decimal, lazy texts and
 * exceptions. */
struct pickle_value *pickle_call_object(const struct pickle_call *call);

/* An exception: its text, or <module.Class> where that is not known. */
struct pickle_value *pickle_call_error(const struct pickle_call *call);

/* Sets a UUID from its state, a dict with the item "int". */
bool pickle_uuid_state(struct pickle_vm *vm, struct pickle_value *uuid,
    struct pickle_value *state);

#endif
