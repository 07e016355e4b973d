libbksops_a_SOURCES += src/decode/tree_names.c src/decode/tree_names.h
