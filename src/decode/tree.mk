# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/decode/tree_find.c src/decode/tree_find.h \
	src/decode/tree_form.c src/decode/tree_form.h \
	src/decode/tree_info.c \
	src/decode/tree_names.c src/decode/tree_names.h \
	src/decode/tree_nodes.c src/decode/tree_nodes.h \
	src/decode/tree_source.c src/decode/tree_source.h \
	src/decode/tree_store.c src/decode/tree_store.h \
	src/decode/tree_template.c src/decode/tree_template.h \
	src/decode/tree_walk.c src/decode/tree_walk.h
