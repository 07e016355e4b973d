# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/decode/inflate.c src/decode/inflate.h \
	src/decode/pickle.h \
	src/decode/pickle_call.c src/decode/pickle_call.h \
	src/decode/pickle_call_error.c \
	src/decode/pickle_call_object.c \
	src/decode/pickle_dict.c \
	src/decode/pickle_names.c src/decode/pickle_names.h \
	src/decode/pickle_read.c \
	src/decode/pickle_scalar.c src/decode/pickle_scalar.h \
	src/decode/pickle_vm.c src/decode/pickle_vm.h \
	src/decode/pickle_write.c \
	src/decode/tree.h \
	src/decode/tree_find.c \
	src/decode/tree_flow.c \
	src/decode/tree_graph.c \
	src/decode/tree_labels.c src/decode/tree_labels.h \
	src/decode/tree_nodes.c src/decode/tree_nodes.h \
	src/decode/tree_template.c \
	src/decode/tree_trim.c \
	src/decode/tree_unbound.c \
	src/decode/tree_walk.c src/decode/tree_walk.h \
	src/decode/tree_write.c
