libbksops_a_SOURCES += src/pool/pool.h 
