libbksops_a_SOURCES += src/decode/inflate.h src/decode/pickle.h src/decode/tree.h 
