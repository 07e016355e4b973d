/* SPDX-License-Identifier: MIT */
/* Inside the pickle decoder: what each opcode does (sops 2.3.3). */
#ifndef DECODE_PICKLE_OP_H
#define DECODE_PICKLE_OP_H

#include "decode/pickle_vm.h"

/* Its argument is what the table gives: a width, a count, a kind. */
struct pickle_op {
	bool (*run)(struct pickle_vm *vm, int argument); /* NULL: unknown */
	int argument;
};

/* By opcode byte. */
extern const struct pickle_op pickle_ops[256];

/* pickle_op_read.c: arguments in the stream.  False after pickle_fail. */
bool pickle_take(struct pickle_vm *vm, size_t len, struct text *bytes);
bool pickle_take_number(struct pickle_vm *vm, int width, uint64_t *number);
bool pickle_take_line(struct pickle_vm *vm, struct text *line);

/* pickle_op_scalar.c */
bool op_none(struct pickle_vm *vm, int unused);
bool op_bool(struct pickle_vm *vm, int value);
bool op_int_line(struct pickle_vm *vm, int unused);
bool op_long_line(struct pickle_vm *vm, int unused);
bool op_int(struct pickle_vm *vm, int width);
bool op_long(struct pickle_vm *vm, int width);
bool op_float_line(struct pickle_vm *vm, int unused);
bool op_float(struct pickle_vm *vm, int unused);
bool op_string_line(struct pickle_vm *vm, int unused);
bool op_unicode_line(struct pickle_vm *vm, int unused);
bool op_bytes(struct pickle_vm *vm, int width);
bool op_unicode(struct pickle_vm *vm, int width);
bool op_bytearray(struct pickle_vm *vm, int width);

/* pickle_op_container.c */
bool op_empty(struct pickle_vm *vm, int kind);
bool op_list_of_mark(struct pickle_vm *vm, int kind);
bool op_tuple(struct pickle_vm *vm, int count);
bool op_dict_of_mark(struct pickle_vm *vm, int unused);
bool op_frozenset(struct pickle_vm *vm, int unused);
bool op_append(struct pickle_vm *vm, int unused);
bool op_appends(struct pickle_vm *vm, int unused);
bool op_setitem(struct pickle_vm *vm, int unused);
bool op_setitems(struct pickle_vm *vm, int unused);
bool op_additems(struct pickle_vm *vm, int unused);

/* pickle_op_object.c */
bool op_global(struct pickle_vm *vm, int unused);
bool op_stack_global(struct pickle_vm *vm, int unused);
bool op_inst(struct pickle_vm *vm, int unused);
bool op_obj(struct pickle_vm *vm, int unused);
bool op_reduce(struct pickle_vm *vm, int unused);
bool op_newobj(struct pickle_vm *vm, int unused);
bool op_newobj_ex(struct pickle_vm *vm, int unused);
bool op_build(struct pickle_vm *vm, int unused);

#endif
